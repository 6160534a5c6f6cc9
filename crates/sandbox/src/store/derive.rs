//! Fields the org composes itself.

use jiff::{ToSpan as _, civil::Date};
use rust_decimal::Decimal;
use sqlx::Row as _;

use super::{Record, Work, rows};
use crate::refusal::Refusal;
use crate::schema::stages;
use crate::value::{Cell, Value};

impl Work<'_> {
    /// Brings the composed fields of `after` up to date. `given` says which fields the client set itself.
    pub(super) async fn derive(
        &mut self,
        after: &mut Record,
        before: Option<&Record>,
        given: &[&str],
    ) -> Result<(), Refusal> {
        let today = self.today();
        match after.object.name {
            "Contact" | "Lead" | "User" => whole_name(after),
            "Opportunity" => deal(after, before, given),
            "Case" => {
                let closed = after.get("Status").as_text() == Some("Closed");
                after.set("IsClosed", Value::Bool(closed));
                match (closed, after.get("ClosedDate").is_null()) {
                    (true, true) => after.set("ClosedDate", Value::Instant(self.now)),
                    (false, false) => after.set("ClosedDate", Value::Null),
                    _ => {}
                }
                if after.get("AccountId").is_null() && before.is_none() {
                    let account = self.account_of(after.get("ContactId").clone()).await?;
                    after.set("AccountId", account);
                }
            }
            "Contract" => contract(after, self.now),
            "Task" => {
                let closed = after.get("Status").as_text() == Some("Completed");
                after.set("IsClosed", Value::Bool(closed));
                if closed && after.get("CompletedDateTime").is_null() {
                    after.set("CompletedDateTime", Value::Instant(self.now));
                }
                self.activity(after, closed, today).await?;
            }
            "Event" => {
                if let Value::Instant(start) = after.get("StartDateTime") {
                    let date = start.to_zoned(jiff::tz::TimeZone::UTC).date();
                    after.set("ActivityDate", Value::Date(date));
                }
                self.activity(after, true, today).await?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn today(&self) -> Date {
        self.now.to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    /// Finds the account an activity belongs to, and moves its last-activity date without touching its stamps.
    async fn activity(
        &mut self,
        after: &mut Record,
        done: bool,
        today: Date,
    ) -> Result<(), Refusal> {
        let mut account = self.account_of(after.get("WhatId").clone()).await?;
        if account.is_null() {
            account = self.account_of(after.get("WhoId").clone()).await?;
        }
        after.set("AccountId", account.clone());
        if !done {
            return Ok(());
        }
        let day = match after.get("ActivityDate") {
            Value::Date(date) if *date <= today => *date,
            _ => today,
        };
        for id in [&account, after.get("WhatId"), after.get("WhoId")]
            .into_iter()
            .filter_map(Value::as_text)
        {
            let Some(object) = crate::schema::schema()
                .by_prefix(id)
                .filter(|object| object.has("LastActivityDate"))
            else {
                continue;
            };
            let sql = format!(
                "update \"{}\" set LastActivityDate = ?1 where Id = ?2 and (LastActivityDate is null or LastActivityDate < ?1)",
                object.name
            );
            super::execute(
                self.conn,
                sql,
                vec![Cell::Text(day.to_string()), Cell::Text(id.to_owned())],
            )
            .await?;
        }
        Ok(())
    }

    /// The account behind a row: itself, or its `AccountId`.
    async fn account_of(&mut self, id: Value) -> Result<Value, Refusal> {
        let Value::Text(id) = id else {
            return Ok(Value::Null);
        };
        if id.starts_with("001") {
            return Ok(Value::Text(id));
        }
        let Some(object) = crate::schema::schema()
            .by_prefix(&id)
            .filter(|object| object.has("AccountId"))
        else {
            return Ok(Value::Null);
        };
        let sql = format!("select AccountId from \"{}\" where Id = ?", object.name);
        let found = rows(self.conn, sql, vec![Cell::Text(id)]).await?;
        let account: Option<String> = found
            .first()
            .map(|row| row.try_get(0))
            .transpose()?
            .flatten();
        Ok(account.map_or(Value::Null, Value::Text))
    }
}

fn whole_name(after: &mut Record) {
    let first = after.get("FirstName").as_text().unwrap_or_default();
    let last = after.get("LastName").as_text().unwrap_or_default();
    let name = format!("{first} {last}");
    after.set("Name", Value::text(name.trim()));
}

fn deal(after: &mut Record, before: Option<&Record>, given: &[&str]) {
    let stage = after.get("StageName").clone();
    let moved = before.is_none_or(|before| *before.get("StageName") != stage);
    let known = stages()
        .iter()
        .find(|(name, ..)| stage.as_text() == Some(name));
    let (probability, closed, won) = known
        .map_or((10, false, false), |(_, probability, closed, won)| {
            (*probability, *closed, *won)
        });
    after.set("IsClosed", Value::Bool(closed));
    after.set("IsWon", Value::Bool(won));
    if moved && !given.contains(&"Probability") {
        after.set("Probability", Value::Decimal(Decimal::from(probability)));
    }
    if moved && !given.contains(&"ForecastCategoryName") {
        let category = match (closed, won, probability) {
            (true, true, _) => "Closed",
            (true, false, _) => "Omitted",
            (_, _, 90..) => "Commit",
            (_, _, 50..) => "Best Case",
            _ => "Pipeline",
        };
        after.set("ForecastCategoryName", Value::text(category));
    }
    let expected = match (after.get("Amount"), after.get("Probability")) {
        (Value::Decimal(amount), Value::Decimal(probability)) => {
            Value::Decimal((amount * probability / Decimal::ONE_HUNDRED).round_dp(2))
        }
        _ => Value::Null,
    };
    after.set("ExpectedRevenue", expected);
}

fn contract(after: &mut Record, now: jiff::Timestamp) {
    let end = match (after.get("StartDate"), after.get("ContractTerm")) {
        (Value::Date(start), Value::Int(months)) => start
            .checked_add((*months).months())
            .and_then(|end| end.checked_sub(1.day()))
            .map_or(Value::Null, Value::Date),
        _ => Value::Null,
    };
    after.set("EndDate", end);
    if after.get("Status").as_text() == Some("Activated") && after.get("ActivatedDate").is_null() {
        after.set("ActivatedDate", Value::Instant(now));
    }
}
