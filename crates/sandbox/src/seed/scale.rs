//! Many rows, quickly: accounts, twice as many leads, as many contacts.

use jiff::{SignedDuration, Timestamp};
use sqlx::SqliteConnection;

use crate::id;
use crate::org::Org;
use crate::schema::{Default, Object, object};
use crate::store::Record;
use crate::store::bulk::{next, write_all};
use crate::value::Value;

const STEMS: &[&str] = &[
    "Alder", "Birch", "Cedar", "Dune", "Ember", "Fern", "Gale", "Heath", "Iris", "Juniper", "Kelp",
    "Larch", "Moss", "Nettle", "Oak", "Pine",
];
const TRADES: &[&str] = &[
    "Works", "Foods", "Energy", "Labs", "Freight", "Optics", "Steel", "Media", "Water", "Textiles",
    "Farms", "Medical", "Rail",
];
/// Rows written between two look-ups of the sequence.
const AT_ONCE: u32 = 20_000;

pub(super) async fn plant(
    org: &Org,
    conn: &mut SqliteConnection,
    count: u32,
) -> Result<(), sqlx::Error> {
    let now = Timestamp::from_second(org.clock.now().as_second()).unwrap_or_default();
    let mut made = 0;
    while made < count {
        let some = AT_ONCE.min(count - made);
        let accounts = rows(conn, org, object("Account"), some, now, |record, at| {
            account(record, made + at);
        })
        .await?;
        rows(conn, org, object("Contact"), some, now, |record, at| {
            person(record, made + at);
            record.set("AccountId", Value::text(&accounts[at as usize]));
        })
        .await?;
        rows(conn, org, object("Lead"), some * 2, now, |record, at| {
            person(record, made * 2 + at);
            record.set("Company", Value::Text(name(made * 2 + at)));
            record.set("Status", Value::text("Open - Not Contacted"));
        })
        .await?;
        made += some;
    }
    Ok(())
}

async fn rows(
    conn: &mut SqliteConnection,
    org: &Org,
    object: &'static Object,
    count: u32,
    now: Timestamp,
    fill: impl Fn(&mut Record, u32),
) -> Result<Vec<String>, sqlx::Error> {
    let first = next(conn, object.prefix, i64::from(count)).await?;
    let records: Vec<Record> = (0..count)
        .map(|at| {
            let mut record = Record::empty(object);
            for field in object
                .fields
                .iter()
                .filter(|field| field.default == Default::False)
            {
                record.values[field.index] = Value::Bool(false);
            }
            record.set(
                "Id",
                Value::Text(id::make(object.prefix, first + i64::from(at))),
            );
            for name in ["OwnerId", "CreatedById", "LastModifiedById"] {
                record.set(name, Value::text(&org.run_as));
            }
            // One every ten seconds up to an hour ago, over and over: many rows share a second, as in a real import.
            let made = now - SignedDuration::from_secs(3_600 + i64::from(at % 8_640) * 10);
            for name in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
                record.set(name, Value::Instant(made));
            }
            fill(&mut record, at);
            record
        })
        .collect();
    write_all(conn, object, &records).await?;
    Ok(records
        .iter()
        .map(|record| record.id().to_owned())
        .collect())
}

fn name(at: u32) -> String {
    let (stem, trade) = (
        STEMS[at as usize % STEMS.len()],
        TRADES[(at / 16) as usize % TRADES.len()],
    );
    format!("{stem} {trade} {at}")
}

fn account(record: &mut Record, at: u32) {
    record.set("Name", Value::Text(name(at)));
    record.set(
        "Website",
        Value::Text(format!("https://c{at}.scale.example")),
    );
    record.set("Phone", Value::Text(format!("+44 20 {at:08}")));
    record.set(
        "BillingCountry",
        Value::text(["United Kingdom", "United States", "Japan"][at as usize % 3]),
    );
    record.set("NumberOfEmployees", Value::Int(i64::from(at % 9_000) + 1));
}

fn person(record: &mut Record, at: u32) {
    record.set("FirstName", Value::text(STEMS[at as usize % STEMS.len()]));
    record.set("LastName", Value::Text(format!("Person {at}")));
    record.set(
        "Name",
        Value::Text(format!("{} Person {at}", STEMS[at as usize % STEMS.len()])),
    );
    record.set(
        "Email",
        Value::Text(format!("person{at}@c{at}.scale.example")),
    );
}
