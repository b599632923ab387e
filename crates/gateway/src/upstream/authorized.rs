//! A call with the credential of its connection. This is the one place that repeats a call by itself: one that reads, when the
//! vendor did not accept the credential, and only with another one.

use super::client::{Answer, Call, Client, Failure};
use super::credential::Means;
use super::{Secret, present, refusal, request_id, request_id_headers};
use crate::connections::Connection;
use crate::error::Error;

/// A call that presents a credential.
#[derive(Debug)]
pub(crate) struct Authorized {
    pub(crate) call: Call,
    credential: Secret,
}

/// Adds the credential of this moment.
pub(crate) async fn authorize(means: Means<'_>, connection: &Connection, call: Call) -> Result<Authorized, Error> {
    with(connection.credential.get(means, None).await?, connection, call)
}

fn with(credential: Secret, connection: &Connection, mut call: Call) -> Result<Authorized, Error> {
    present(connection.public.vendor, &credential, &mut call.headers)
        .map_err(|problem| Error::Credential(problem.into()))?;
    Ok(Authorized { call, credential })
}

/// Sends a call that changes something, once and no more. When the answer is that the credential is not accepted, it is renewed
/// for whoever sends the next one.
pub(crate) async fn send_once(
    client: &Client,
    means: Means<'_>,
    connection: &Connection,
    authorized: Authorized,
) -> Result<Answer, Failure> {
    let Authorized { call, credential } = authorized;
    let vendor = connection.public.vendor;
    let answer = client.send(call, request_id_headers(vendor)).await?;
    if refusal(vendor).is_some_and(|is_refusal| is_refusal(answer.status, &answer.body))
        && let Err(error) = connection.credential.get(means, Some(&credential)).await
    {
        tracing::warn!(connection = %connection.public.id, %error, "the credential was not accepted and could not be renewed");
    }
    Ok(Answer { request_id: request_id(vendor, &answer.body).or(answer.request_id), ..answer })
}

/// Sends a call that reads. When the answer is that the credential is not accepted, it is renewed and the call sent once more.
/// Every other answer, and no answer, is final.
pub(crate) async fn send(
    client: &Client,
    means: Means<'_>,
    connection: &Connection,
    authorized: Authorized,
) -> Result<Answer, Failure> {
    let Authorized { call, credential } = authorized;
    let vendor = connection.public.vendor;
    let again = refusal(vendor).map(|is_refusal| (is_refusal, call.clone()));
    let answer = client.send(call, request_id_headers(vendor)).await?;
    let answer = match again.filter(|(is_refusal, _)| is_refusal(answer.status, &answer.body)) {
        Some((_, call)) => match Box::pin(renewed(means, connection, &credential, call)).await {
            Some(call) => Box::pin(client.send(call, request_id_headers(vendor))).await?,
            None => answer,
        },
        None => answer,
    };
    Ok(Answer { request_id: request_id(vendor, &answer.body).or(answer.request_id), ..answer })
}

/// The call with another credential than the one that was refused, where there is one.
async fn renewed(means: Means<'_>, connection: &Connection, refused: &Secret, call: Call) -> Option<Call> {
    let id = &connection.public.id;
    let authorized = match connection.credential.get(means, Some(refused)).await {
        Ok(credential) if credential != *refused => with(credential, connection, call),
        Ok(_) => return None,
        Err(error) => Err(error),
    };
    match authorized {
        Ok(authorized) => {
            tracing::info!(connection = %id, "the credential was not accepted and has been renewed");
            Some(authorized.call)
        }
        // The vendor's answer says more of what is wrong, and is true: it is what the caller gets.
        Err(error) => {
            tracing::warn!(connection = %id, %error, "the credential was not accepted and could not be renewed");
            None
        }
    }
}
