//! What a connection presents to its vendor: a secret as it is found, or a token that the gateway gets in exchange for one
//! and renews. How the exchange goes is in the vendor's folder.

use std::fmt;

use super::genauth::AccessKey;
use super::yandex::ServiceAccount;
use super::{Client, Secret, Source};
use crate::clock::Clock;
use crate::error::Error;

/// The credential of a connection.
pub(crate) enum Credential {
    /// What the source yields.
    Plain(Source),
    /// GenAuth: a management token for an access key.
    AccessKey(AccessKey),
    /// Yandex: an IAM token for the key of a service account.
    ServiceAccount(ServiceAccount),
}

/// What it takes to have a credential at this moment.
#[derive(Clone, Copy)]
pub(crate) struct Means<'a> {
    /// By which tokens grow old.
    pub(crate) clock: &'a dyn Clock,
    /// Sends the exchanges.
    pub(crate) client: &'a Client,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(source) => source.fmt(f),
            Self::AccessKey(key) => key.fmt(f),
            Self::ServiceAccount(account) => account.fmt(f),
        }
    }
}

impl Credential {
    /// What to present now. One that was `refused` is renewed; where nothing else can be had, it is the answer again.
    pub(crate) async fn get(&self, means: Means<'_>, refused: Option<&Secret>) -> Result<Secret, Error> {
        match self {
            Self::Plain(source) => source.get(means.clock, refused).await,
            // Boxed, since a call whose credential is at hand should not carry the room that an exchange needs.
            Self::AccessKey(key) => Box::pin(key.token(means, refused)).await,
            Self::ServiceAccount(account) => Box::pin(account.token(means, refused)).await,
        }
    }

    /// What to present, where it can be had without starting a program or asking somebody.
    pub(crate) async fn at_hand(&self, clock: &dyn Clock) -> Option<Secret> {
        match self {
            Self::Plain(source) => source.at_hand(clock).await,
            // Such a token names no account that holds roles.
            Self::AccessKey(_) | Self::ServiceAccount(_) => None,
        }
    }
}
