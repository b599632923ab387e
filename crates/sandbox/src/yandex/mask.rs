//! `updateMask` of a user's update: which fields are replaced.

use super::refusal::Violation;

const FIELDS: [&str; 4] = ["password", "permissions", "generatePassword", "deletionProtection"];

/// The fields that an update replaces.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mask {
    fields: Vec<&'static str>,
}

impl Mask {
    /// The fields of a mask; all of them without one. The vendor's guide names parts of a permission, which stand for all.
    pub(crate) fn read(mask: Option<&str>) -> Result<Self, Violation> {
        let Some(mask) = mask.filter(|mask| !mask.is_empty()) else {
            return Ok(Self { fields: FIELDS.to_vec() });
        };
        let field = |path: &str| {
            let whole = match path {
                "permissions.databaseName" | "permissions.roles" => "permissions",
                path => path,
            };
            FIELDS.into_iter().find(|field| *field == whole)
        };
        match mask.split(',').map(field).collect() {
            Some(fields) => Ok(Self { fields }),
            None => Err(Violation::because("updateMask", &format!("\"{mask}\" names what cannot be updated"))),
        }
    }

    /// Whether a field is replaced.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.fields.contains(&field)
    }
}

#[cfg(test)]
mod tests {
    use super::Mask;

    #[test]
    fn a_mask_names_fields_in_camel_case() {
        let mask = Mask::read(Some("permissions.databaseName,permissions.roles")).unwrap();
        assert!(mask.has("permissions") && !mask.has("password") && !mask.has("deletionProtection"));
        assert!(Mask::read(Some("password,deletionProtection")).unwrap().has("deletionProtection"));
        for bad in ["deletion_protection", "permissions,", "name", "permissions.x"] {
            assert!(Mask::read(Some(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_mask_is_all_of_it() {
        for none in [None, Some("")] {
            let mask = Mask::read(none).unwrap();
            assert!(mask.has("permissions") && mask.has("deletionProtection"));
        }
    }
}
