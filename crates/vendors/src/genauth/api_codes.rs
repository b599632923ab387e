//! What each `apiCode` of the published tables means, in plain words: the table of V3, and the older one whose codes parts
//! of the platform still answer. None is published for roles, namespaces and targets.

/// What an `apiCode` means; nothing for a code that is in neither table.
#[must_use]
pub fn meaning(code: i64) -> Option<&'static str> {
    in_both(code).or_else(|| in_v3(code)).or_else(|| older_account(code)).or_else(|| older_rest(code))
}

/// Codes whose meaning changed between the generations: nothing in an answer says which one it is.
fn in_both(code: i64) -> Option<&'static str> {
    Some(match code {
        2039 => "The domain is already in use (V3: an application's domain)",
        2040 => "V3: the user pool's domain is already in use. Older: all seats of the plan are taken",
        _ => return None,
    })
}

fn in_v3(code: i64) -> Option<&'static str> {
    Some(match code {
        1300 => "The access key's signature is not valid",
        1301 => "The signature was made by another method than the server's",
        1302 => "The signature has another version than the server's",
        1303 => "The signature's timestamp is malformed",
        1304 => "The call was signed but has no date header",
        1305 => "The signature's timestamp is too far from the server's time",
        1306 => "The signature was already used once",
        1600 => "The steps after sign-in are finished and the session is set",
        1635 => "The person's own second factor is required",
        1636 => "The organisation's second factor is required",
        1639 => "First sign-in: the password must be reset, the old one is not needed",
        1640 => "The federated sign-in must be bound to an existing account",
        1641 => "The federated sign-in must be bound to an existing or a new account",
        1642 => "The profile must be completed",
        1643 => "The account can be unlocked by its owner",
        1699 => "The flow ended early and goes back to sign-in",
        1700 => "No photo of the face was uploaded",
        1701 => "There is no photo to compare the face with",
        1702 => "The face was not recognised",
        1703 => "A face cannot be bound without e-mail or phone",
        1704 => "The phone check for binding the face failed",
        1705 => "The e-mail check for binding the face failed",
        1706 => "The face is already bound",
        1707 => "Binding the face failed",
        2004 => "There is no such user",
        2005 => "The user is locked",
        2006 => "The password is wrong",
        2011 => "There is no such application",
        2020 => "Not signed in: the token is missing, expired or not accepted",
        2031 => "The application does not let people sign up",
        2058 => "The password must be reset, and the old one is needed for it",
        2224 => "There is no such user pool",
        2333 => "The user name or the password is wrong",
        4021 => "The plan or its quota does not cover this call",
        6001 => "The one-time code is wrong",
        6002 => "The recovery code is wrong",
        6003 => "The one-time code is missing",
        6004 => "The recovery code is missing",
        2_120_008 => "The user is disabled or not a member of this tenant",
        2_130_010 => "The user may not sign in to this tenant",
        2_820_002 => "The LDAP connection is not valid",
        _ => return None,
    })
}

/// The older table's codes about accounts, sign-in and sign-up.
fn older_account(code: i64) -> Option<&'static str> {
    Some(match code {
        1000 => "The system is busy",
        1001 => "The account lacks the right for this operation",
        2000 => "A captcha is needed",
        2001 => "The captcha is wrong",
        2002 => "The month's quota of sign-ins is used up",
        2003 => "The e-mail address is malformed",
        2007 => "The application's name is not allowed",
        2008 => "There is already an application of this name",
        2009 => "The application's type is not allowed",
        2010 => "The application's id is needed",
        2012 => "The default group is missing",
        2013 => "The application's description is not allowed",
        2014 => "The search for users is malformed",
        2015 => "The kind of search is not allowed",
        2016 => "The password that was sent cannot be decrypted",
        2017 => "The mail template has an error in a macro",
        2018 => "The user may not change this",
        2019 => "Verify yourself before changing the password",
        2021 => "There is no mail template",
        2022 => "The template of the verification mail is missing",
        2023 => "The verification link has expired",
        2024 => "The description is longer than 140 characters",
        2025 => "The default mail provider failed",
        2026 => "The user already exists",
        2027 => "The account has no password: sign in through OAuth",
        2028 => "A valid phone or e-mail is needed",
        2029 => "The password has fewer than 6 characters",
        2030 => "A query may ask for 80 users at most",
        2032 => "A password is needed to sign up",
        2034 => "The user name is taken",
        2035 => "The phone is bound to another account",
        2036 => "The user is not in this user pool",
        2037 => "The old e-mail does not match",
        2038 => "The old phone does not match",
        2100 => "Too many sign-ups in a short time",
        2101 => "The application's id is needed",
        2200 => "The e-mail is bound to another account",
        2201 => "The present password is needed",
        2202 => "These are somebody else's data",
        2203 => "The present password is wrong",
        2204 => "The e-mail is malformed",
        2205 => "The parameter registerInClient is missing",
        2206 => "The sign-in has expired",
        2207 => "The sign-in is not valid any more: sign in again",
        2209 => "This user may not be deleted",
        2210 => "The deletion is not possible, perhaps because there is no such user",
        2211 => "The parameter username is missing",
        2212 => "The root user cannot be deleted",
        _ => return None,
    })
}

/// The older table's codes about bindings, applications, mail, collaborators and orders.
fn older_rest(code: i64) -> Option<&'static str> {
    Some(match code {
        2213 => "The OAuth account is already bound",
        2214 => "The OAuth account cannot be read",
        2215 => "The OAuth account is bound to another user",
        2216 => "The OAuth account is not bound",
        2217 => "The last way to sign in cannot be unbound",
        2218 => "The password cannot be changed without an e-mail",
        2219 => "There is no e-mail to unbind",
        2220 => "There is already an OAuth application of this name",
        2221 => "There is no such OAuth application",
        2222 => "The domain is reserved",
        2223 => "The domain is in use",
        2225 => "The e-mail is changed by updateEmail only",
        2226 => "The phone is changed by updatePhone only",
        2227 => "The old e-mail must be verified first",
        2229 => "The new e-mail is the old one",
        2230 => "The new phone is the old one",
        2231 => "Parameters are missing",
        2300 => "The code has expired",
        2401 => "There is no single sign-on session of the mobile application",
        3012 => "The mail has an error in a macro",
        3013 => "The mail could not be sent",
        3014 => "No mail transport is set up",
        3617 => "The account may not add collaborators",
        3618 => "The account may not add permission items",
        3619 => "The account may not see the collaborations",
        3620 => "There is already such a collaborator",
        3621 => "The account may not remove the collaboration",
        3622 => "The account may not list the collaborators",
        3623 => "There is no such collaboration",
        3624 => "The account may not change the collaborator",
        3829 => "The sub-domain is taken",
        4212 => "There is no such OIDC application",
        5000 => "The order's application was not found",
        5001 => "There is no such order",
        5022..=5025 => "The order could not be created",
        7348 => "There is no such SAML application",
        8128 => "The SAML assertion failed",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_code_has_a_meaning() {
        let v3 = (1300..=1306).chain(1640..=1643).chain(1699..=1707).chain(2004..=2006).chain(6001..=6004).chain([
            1600, 1635, 1636, 1639, 2011, 2020, 2031, 2039, 2040, 2058, 2224, 2333, 4021, 2_120_008, 2_130_010,
            2_820_002,
        ]);
        let older = (1000..=1001)
            .chain(2000..=2003)
            .chain(2007..=2010)
            .chain(2012..=2019)
            .chain(2021..=2030)
            .chain([2032])
            .chain(2034..=2040)
            .chain(2100..=2101)
            .chain(2200..=2207)
            .chain(2209..=2223)
            .chain([2225, 2226, 2227, 2229, 2230, 2231, 2300, 2401])
            .chain(3012..=3014)
            .chain(3617..=3624)
            .chain([3829, 4212, 5000, 5001, 5022, 5023, 5024, 5025, 7348, 8128]);
        for code in v3.chain(older) {
            assert!(meaning(code).is_some(), "{code}");
        }
    }

    #[test]
    fn a_code_that_is_not_published_has_no_meaning() {
        for code in [0, 200, 20001, -1, 2208, 2228, 5026, i64::MAX] {
            assert_eq!(meaning(code), None, "{code}");
        }
    }

    #[test]
    fn a_code_whose_meaning_changed_says_both() {
        assert!(meaning(2040).is_some_and(|words| words.contains("V3") && words.contains("Older")));
    }
}
