//! Every verb there is, by noun.

mod knowledge;
mod missions;
mod people;
mod records;
mod runs;
mod workspace;

use super::Operation;

const AFTER: (&str, &str, &str, &str) = (
    "after",
    "query",
    "string",
    "Where the page before ended: its `next`.",
);
const LIMIT: (&str, &str, &str, &str) =
    ("limit", "query", "integer", "How many at most, up to 200.");
const VERSION: (&str, &str, &str, &str) = (
    "version",
    "query",
    "integer",
    "The newest one when it is left out.",
);
const WAIT: (&str, &str, &str, &str) = (
    "wait",
    "query",
    "integer",
    "Milliseconds to wait, up to 30000, until the run has ended or needs a decision.",
);

const OBJECT: (&str, &str, &str, &str) = (
    "object",
    "query",
    "string",
    "The object of `record`: `Account`.",
);
const RECORD: (&str, &str, &str, &str) = (
    "record",
    "query",
    "string",
    "The id of a record that a file is about.",
);

const NOTHING: Operation = Operation {
    method: "GET",
    path: "",
    summary: "",
    parameters: &[],
    sent: None,
    status: "200",
    answered: None,
};

/// Those of each noun.
pub(super) const OPERATIONS: [&[Operation]; 6] = [
    people::ALL,
    missions::ALL,
    knowledge::ALL,
    runs::ALL,
    records::ALL,
    workspace::ALL,
];
