use std::collections::{HashMap, HashSet};
use std::ops::AddAssign;
use std::time::Instant;

use serde_json::{Map, Value, json};

/// What happened to every record. A record is made when it is first read and gets a nonce then; only a write of that
/// nonce, under the ETag of a re-read, is taken, and only once.
#[derive(Default)]
pub struct Ledger {
    rows: HashMap<String, Row>,
    /// Requests that no run should send, in words; the first few.
    pub surprises: Vec<String>,
    refused: u64,
    pub calls: u64,
}

#[derive(Default)]
struct Row {
    nonce: String,
    reads: u32,
    written: Option<Written>,
    /// A write that came again, taken or not.
    again: u32,
}

struct Written {
    field: String,
    at: Instant,
    reads_after: u32,
}

/// What did not come out as it should.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Runs that did not end verified, and requests that were refused.
    pub errors: u64,
    /// Records to which a write came more than once.
    pub duplicates: u64,
    /// Records that were touched by a run nobody saw the end of, and runs that left out a read, the write or the look.
    pub orphans: u64,
}

impl Counts {
    pub fn is_clean(self) -> bool {
        self == Self::default()
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.errors += other.errors;
        self.duplicates += other.duplicates;
        self.orphans += other.orphans;
    }
}

/// Fields that a mission may set to the nonce.
const SETTABLE: [&str; 2] = ["AccountNumber", "Fax"];
/// Makes a row about 1 KB, like a real one.
const FILLER: &str = "A customer since the first trade fair. ";

impl Ledger {
    /// The row and its ETag, as every read of it shows it until it is written.
    pub fn read(&mut self, id: &str) -> (Value, String) {
        let made = self.rows.len();
        let row = self.rows.entry(id.to_owned()).or_insert_with(|| Row {
            nonce: format!("N-{made:06}-{id}"),
            ..Row::default()
        });
        match &mut row.written {
            Some(written) => written.reads_after += 1,
            None => row.reads += 1,
        }
        (row.json(id), row.etag().to_owned())
    }

    /// Takes the write, or says which status and code refuse it.
    pub fn write(
        &mut self,
        id: &str,
        if_match: Option<&str>,
        sent: &Map<String, Value>,
    ) -> Result<(), (u16, &'static str)> {
        let taken = match self.rows.get_mut(id) {
            None => Err((404, "NOT_FOUND")),
            Some(row) => row.write(if_match, sent),
        };
        if let Err((status, code)) = taken {
            self.refused += 1;
            self.surprise(format!("PATCH {id}: {status} {code}"));
        }
        taken
    }

    pub fn surprise(&mut self, what: String) {
        if self.surprises.len() < 10 {
            self.surprises.push(what);
        }
    }

    pub fn refuse(&mut self, what: String) {
        self.refused += 1;
        self.surprise(what);
    }

    /// When the write of this record arrived.
    pub fn written_at(&self, id: &str) -> Option<Instant> {
        Some(self.rows.get(id)?.written.as_ref()?.at)
    }

    /// Compares what happened with the runs that were seen to end verified, and forgets both.
    pub fn settle(&mut self, verified: &HashSet<String>) -> Counts {
        let mut counts = Counts {
            errors: std::mem::take(&mut self.refused),
            ..Counts::default()
        };
        for (id, row) in &self.rows {
            counts.duplicates += u64::from(row.again > 0);
            // Read, read again before the write, written, looked at.
            let whole = row.reads >= 2 && row.written.as_ref().is_some_and(|w| w.reads_after >= 1);
            counts.orphans += u64::from(!(verified.contains(id) && whole));
        }
        let unread = verified.iter().filter(|id| !self.rows.contains_key(*id));
        counts.orphans += u64::try_from(unread.count()).unwrap_or(u64::MAX);
        self.rows.clear();
        counts
    }
}

impl Row {
    fn write(
        &mut self,
        if_match: Option<&str>,
        sent: &Map<String, Value>,
    ) -> Result<(), (u16, &'static str)> {
        if self.written.is_some() {
            self.again += 1;
            return Err((412, "PRECONDITION_FAILED"));
        }
        if if_match != Some(self.etag()) {
            return Err((412, "PRECONDITION_FAILED"));
        }
        let mut set = sent.iter();
        match (set.next(), set.next()) {
            (Some((field, Value::String(nonce))), None)
                if SETTABLE.contains(&field.as_str()) && *nonce == self.nonce =>
            {
                self.written = Some(Written {
                    field: field.clone(),
                    at: Instant::now(),
                    reads_after: 0,
                });
                Ok(())
            }
            _ => Err((400, "FIELD_INTEGRITY_EXCEPTION")),
        }
    }

    fn etag(&self) -> &'static str {
        if self.written.is_some() {
            "\"2\""
        } else {
            "\"1\""
        }
    }

    fn json(&self, id: &str) -> Value {
        let mut row = json!({
            "attributes": { "type": "Account", "url": format!("/services/data/v66.0/sobjects/Account/{id}") },
            "Id": id,
            "Name": format!("Account {id}"),
            "Description": FILLER.repeat(18),
            "NumberOfEmployees": 250,
            "Site": self.nonce,
            "AccountNumber": null,
            "Fax": null,
            "SystemModstamp": "2026-11-21T19:07:00.000+0000",
        });
        if let Some(written) = &self.written {
            row[&written.field] = self.nonce.clone().into();
            row["SystemModstamp"] = "2026-11-21T19:07:01.000+0000".into();
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "001000000000001AAA";

    fn body(nonce: &str) -> Map<String, Value> {
        [("AccountNumber".to_owned(), nonce.into())]
            .into_iter()
            .collect()
    }

    fn whole_run(ledger: &mut Ledger) -> String {
        let nonce = ledger.read(ID).0["Site"].as_str().unwrap().to_owned();
        let etag = ledger.read(ID).1;
        ledger.write(ID, Some(&etag), &body(&nonce)).unwrap();
        ledger.read(ID);
        nonce
    }

    #[test]
    fn a_whole_run_counts_as_nothing() {
        let mut ledger = Ledger::default();
        whole_run(&mut ledger);
        assert!(ledger.settle(&[ID.to_owned()].into()).is_clean());
    }

    #[test]
    fn a_doubled_write_is_a_duplicate() {
        let mut ledger = Ledger::default();
        let nonce = whole_run(&mut ledger);
        assert!(ledger.write(ID, Some("\"2\""), &body(&nonce)).is_err());
        let counts = ledger.settle(&[ID.to_owned()].into());
        assert_eq!((counts.duplicates, counts.errors), (1, 1));
    }

    #[test]
    fn a_skipped_read_look_or_end_is_an_orphan() {
        let mut ledger = Ledger::default();
        whole_run(&mut ledger);
        assert_eq!(ledger.settle(&HashSet::new()).orphans, 1);

        let nonce = ledger.read(ID).0["Site"].as_str().unwrap().to_owned();
        ledger.write(ID, Some("\"1\""), &body(&nonce)).unwrap();
        ledger.read(ID);
        assert_eq!(ledger.settle(&[ID.to_owned()].into()).orphans, 1);

        assert_eq!(ledger.settle(&[ID.to_owned()].into()).orphans, 1);
    }

    #[test]
    fn a_write_without_the_nonce_or_the_etag_is_refused() {
        let mut ledger = Ledger::default();
        let nonce = ledger.read(ID).0["Site"].as_str().unwrap().to_owned();
        assert!(ledger.write(ID, Some("\"1\""), &body("other")).is_err());
        assert!(ledger.write(ID, None, &body(&nonce)).is_err());
        assert_eq!(ledger.settle(&HashSet::new()).errors, 2);
    }
}
