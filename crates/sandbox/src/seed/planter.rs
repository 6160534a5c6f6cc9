//! Seeded rows are written as people would have written them: by a user, at a time, with history.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use rust_decimal::Decimal;
use sqlx::SqliteConnection;

use super::users::{DOMAIN, PEOPLE};
use crate::org::Org;
use crate::refusal::Refusal;
use crate::schema::object;
use crate::security::{Actor, Sight};
use crate::store::{Given, Work};
use crate::value::Value;

pub(super) struct Planter<'c> {
    work: Work<'c>,
    users: HashMap<&'static str, String>,
    today: Timestamp,
    sight: Arc<Sight>,
}

impl<'c> Planter<'c> {
    pub(super) async fn new(org: &'c Org, conn: &'c mut SqliteConnection) -> Result<Self, Refusal> {
        let mut users = HashMap::new();
        for person in PEOPLE {
            let id = org
                .user_id(conn, &format!("{}@{DOMAIN}", person.username))
                .await?
                .unwrap_or_default();
            users.insert(person.username, id);
        }
        let sight = Arc::new(Sight::all());
        let today = Timestamp::from_second(org.clock.now().as_second()).unwrap_or_default();
        let actor = Actor {
            user_id: users["admin"].clone(),
            sight: Arc::clone(&sight),
        };
        Ok(Self {
            work: Work::new(org, conn, actor),
            users,
            today,
            sight,
        })
    }

    pub(super) fn user(&self, username: &str) -> Value {
        Value::text(self.users.get(username).map_or("", String::as_str))
    }

    /// The next write is made by this user, this many days ago (and some hours, so that rows have an order).
    pub(super) fn as_of(&mut self, username: &str, days: i64, hours: i64) {
        self.work.actor = Actor {
            user_id: self.users.get(username).cloned().unwrap_or_default(),
            sight: Arc::clone(&self.sight),
        };
        self.work.now = self.today - SignedDuration::from_hours(days * 24 + hours);
    }

    pub(super) fn day(&self, ahead: i64) -> Value {
        Value::Date(self.date(ahead))
    }

    pub(super) fn date(&self, ahead: i64) -> Date {
        self.today
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date()
            .saturating_add(ahead.days())
    }

    pub(super) fn instant(&self, ahead_hours: i64) -> Value {
        Value::Instant(self.today + SignedDuration::from_hours(ahead_hours))
    }

    /// Days since a date.
    pub(super) fn since(&self, date: Date) -> i64 {
        (self.date(0) - date).get_days().into()
    }

    pub(super) async fn add(
        &mut self,
        name: &str,
        values: Vec<(&str, Value)>,
    ) -> Result<String, Refusal> {
        let object = object(name);
        let given: Given = values
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .filter_map(|(name, value)| Some((object.field(name)?, value)))
            .collect();
        self.work.insert(object, given).await
    }

    pub(super) async fn change(
        &mut self,
        name: &str,
        id: &str,
        values: Vec<(&str, Value)>,
    ) -> Result<(), Refusal> {
        let object = object(name);
        let given: Given = values
            .into_iter()
            .filter_map(|(name, value)| Some((object.field(name)?, value)))
            .collect();
        self.work.update(object, id, given).await
    }
}

pub(super) fn money(amount: i64) -> Value {
    Value::Decimal(Decimal::from(amount))
}
