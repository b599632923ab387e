//! Version 5: what people wanted of the rest of a plan. The last row of a plan counts.

use rusqlite::Transaction;

use crate::error::Error;

const TABLE: &str = "
CREATE TABLE rest (
    number INTEGER PRIMARY KEY,
    plan INTEGER NOT NULL REFERENCES plan (number),
    at_ms INTEGER NOT NULL,
    who TEXT NOT NULL,
    is_cancelled INTEGER NOT NULL CHECK (is_cancelled IN (0, 1))
) STRICT;
CREATE INDEX rest_by_plan ON rest (plan, number);
CREATE TRIGGER rest_stays BEFORE UPDATE ON rest BEGIN SELECT RAISE(ABORT, 'wishes are never changed'); END;
CREATE TRIGGER rest_remains BEFORE DELETE ON rest BEGIN SELECT RAISE(ABORT, 'wishes are never deleted'); END;
";

/// Makes the table.
pub(super) fn step(transaction: &Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.execute_batch(TABLE)?)
}
