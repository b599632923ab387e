//! What each `apiCode` of the published tables means, in plain words: the table of V3, and the older one whose codes parts
//! of the platform still answer. None is published for roles, namespaces and targets.

/// What an `apiCode` means, as words to follow the number; nothing for a code that is in neither table.
#[must_use]
pub fn meaning(code: i64) -> Option<&'static str> {
    in_both(code).or_else(|| in_v3(code)).or_else(|| older_account(code)).or_else(|| older_rest(code))
}

/// Codes whose meaning changed between the generations: nothing in an answer says which one it is.
fn in_both(code: i64) -> Option<&'static str> {
    Some(match code {
        2039 => "the domain is already in use (V3: an application's domain)",
        2040 => "V3: the user pool's domain is already in use; older: all seats of the plan are taken",
        _ => return None,
    })
}

fn in_v3(code: i64) -> Option<&'static str> {
    Some(match code {
        1300 => "the access key's signature is not valid",
        1301 => "the signature was made by another method than the server's",
        1302 => "the signature has another version than the server's",
        1303 => "the signature's timestamp is malformed",
        1304 => "the call was signed but has no date header",
        1305 => "the signature's timestamp is too far from the server's time",
        1306 => "the signature was already used once",
        1600 => "the steps after sign-in are finished and the session is set",
        1635 => "the person's own second factor is required",
        1636 => "the organisation's second factor is required",
        1639 => "first sign-in: the password must be reset, the old one is not needed",
        1640 => "the federated sign-in must be bound to an existing account",
        1641 => "the federated sign-in must be bound to an existing or a new account",
        1642 => "the profile must be completed",
        1643 => "the account can be unlocked by its owner",
        1699 => "the flow ended early and goes back to sign-in",
        1700 => "no photo of the face was uploaded",
        1701 => "there is no photo to compare the face with",
        1702 => "the face was not recognised",
        1703 => "a face cannot be bound without e-mail or phone",
        1704 => "the phone check for binding the face failed",
        1705 => "the e-mail check for binding the face failed",
        1706 => "the face is already bound",
        1707 => "binding the face failed",
        2004 => "user not found",
        2005 => "the user is locked",
        2006 => "the password is wrong",
        2011 => "there is no such application",
        2020 => "not signed in: the token is missing, expired or not accepted",
        2031 => "the application does not let people sign up",
        2058 => "the password must be reset, and the old one is needed for it",
        2224 => "there is no such user pool",
        2333 => "the user name or the password is wrong",
        4021 => "the plan or its quota does not cover this call",
        6001 => "the one-time code is wrong",
        6002 => "the recovery code is wrong",
        6003 => "the one-time code is missing",
        6004 => "the recovery code is missing",
        2_120_008 => "the user is disabled or not a member of this tenant",
        2_130_010 => "the user may not sign in to this tenant",
        2_820_002 => "the LDAP connection is not valid",
        _ => return None,
    })
}

/// The older table's codes about accounts, sign-in and sign-up.
fn older_account(code: i64) -> Option<&'static str> {
    Some(match code {
        1000 => "the system is busy",
        1001 => "the account lacks the right for this operation",
        2000 => "a captcha is needed",
        2001 => "the captcha is wrong",
        2002 => "the month's quota of sign-ins is used up",
        2003 => "the e-mail address is malformed",
        2007 => "the application's name is not allowed",
        2008 => "there is already an application of this name",
        2009 => "the application's type is not allowed",
        2010 => "the application's id is needed",
        2012 => "the default group is missing",
        2013 => "the application's description is not allowed",
        2014 => "the search for users is malformed",
        2015 => "the kind of search is not allowed",
        2016 => "the password that was sent cannot be decrypted",
        2017 => "the mail template has an error in a macro",
        2018 => "the user may not change this",
        2019 => "verify yourself before changing the password",
        2021 => "there is no mail template",
        2022 => "the template of the verification mail is missing",
        2023 => "the verification link has expired",
        2024 => "the description is longer than 140 characters",
        2025 => "the default mail provider failed",
        2026 => "the user already exists",
        2027 => "the account has no password: sign in through OAuth",
        2028 => "a valid phone or e-mail is needed",
        2029 => "the password has fewer than 6 characters",
        2030 => "a query may ask for 80 users at most",
        2032 => "a password is needed to sign up",
        2034 => "the user name is taken",
        2035 => "the phone is bound to another account",
        2036 => "the user is not in this user pool",
        2037 => "the old e-mail does not match",
        2038 => "the old phone does not match",
        2100 => "too many sign-ups in a short time",
        2101 => "the application's id is needed",
        2200 => "the e-mail is bound to another account",
        2201 => "the present password is needed",
        2202 => "these are somebody else's data",
        2203 => "the present password is wrong",
        2204 => "the e-mail is malformed",
        2205 => "the parameter registerInClient is missing",
        2206 => "the sign-in has expired",
        2207 => "the sign-in is not valid any more: sign in again",
        2209 => "this user may not be deleted",
        2210 => "the deletion is not possible, perhaps because there is no such user",
        2211 => "the parameter username is missing",
        2212 => "the root user cannot be deleted",
        _ => return None,
    })
}

/// The older table's codes about bindings, applications, mail, collaborators and orders.
fn older_rest(code: i64) -> Option<&'static str> {
    Some(match code {
        2213 => "the OAuth account is already bound",
        2214 => "the OAuth account cannot be read",
        2215 => "the OAuth account is bound to another user",
        2216 => "the OAuth account is not bound",
        2217 => "the last way to sign in cannot be unbound",
        2218 => "the password cannot be changed without an e-mail",
        2219 => "there is no e-mail to unbind",
        2220 => "there is already an OAuth application of this name",
        2221 => "there is no such OAuth application",
        2222 => "the domain is reserved",
        2223 => "the domain is in use",
        2225 => "the e-mail is changed by updateEmail only",
        2226 => "the phone is changed by updatePhone only",
        2227 => "the old e-mail must be verified first",
        2229 => "the new e-mail is the old one",
        2230 => "the new phone is the old one",
        2231 => "parameters are missing",
        2300 => "the code has expired",
        2401 => "there is no single sign-on session of the mobile application",
        3012 => "the mail has an error in a macro",
        3013 => "the mail could not be sent",
        3014 => "no mail transport is set up",
        3617 => "the account may not add collaborators",
        3618 => "the account may not add permission items",
        3619 => "the account may not see the collaborations",
        3620 => "there is already such a collaborator",
        3621 => "the account may not remove the collaboration",
        3622 => "the account may not list the collaborators",
        3623 => "there is no such collaboration",
        3624 => "the account may not change the collaborator",
        3829 => "the sub-domain is taken",
        4212 => "there is no such OIDC application",
        5000 => "the order's application was not found",
        5001 => "there is no such order",
        5022..=5025 => "the order could not be created",
        7348 => "there is no such SAML application",
        8128 => "the SAML assertion failed",
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
        assert!(meaning(2040).is_some_and(|words| words.contains("V3") && words.contains("older")));
    }
}
