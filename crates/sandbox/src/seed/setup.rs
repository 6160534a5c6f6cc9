//! The org itself: users, profiles, rights, territories, lead statuses.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use sqlx::SqliteConnection;

use super::users::{ADMIN, API_ONLY, DOMAIN, PEOPLE, SALES, TERRITORIES};
use crate::id;
use crate::schema::{Default, Field, Object, object, schema};
use crate::store::Record;
use crate::store::bulk::{next, write, write_all};
use crate::value::Value;

/// What the rest of the org needs to know of its set-up.
pub(crate) struct Basics {
    pub(crate) org_id: String,
    pub(crate) run_as: String,
    pub(crate) automated: String,
}

/// The permission set that lets the integration work.
const INTEGRATION: &str = "Countersign_Integration";
/// What sales and the integration work with.
const WORKED: &[&str] = &[
    "Account",
    "Contact",
    "Lead",
    "Opportunity",
    "OpportunityContactRole",
    "Case",
    "Contract",
    "Task",
    "Event",
    "EmailMessage",
];
/// Only the administrator sees what a rep earns on an account.
const HIDDEN: &[&str] = &["Account.Commission_Rate__c"];

struct Setup<'c> {
    conn: &'c mut SqliteConnection,
    at: Timestamp,
    by: String,
}

pub(crate) async fn set_up(
    conn: &mut SqliteConnection,
    now: Timestamp,
) -> Result<Basics, sqlx::Error> {
    let admin = id::make("005", 1);
    let mut setup = Setup {
        conn,
        at: Timestamp::from_second(now.as_second()).unwrap_or(now)
            - SignedDuration::from_hours(24 * 365 * 8),
        by: admin,
    };
    let org_id = setup
        .organization(&[
            ("Name", Value::text("Northwind Instruments (sandbox)")),
            ("InstanceName", Value::text("SBX1")),
            ("IsSandbox", Value::Bool(true)),
            ("OrganizationType", Value::text("Enterprise Edition")),
            ("Country", Value::text("GB")),
            ("DefaultLocaleSidKey", Value::text("en_GB")),
            ("LanguageLocaleKey", Value::text("en_US")),
            ("TimeZoneSidKey", Value::text("Europe/London")),
            ("FiscalYearStartMonth", Value::Int(1)),
        ])
        .await?;
    let mut profiles = HashMap::new();
    for name in [ADMIN, SALES, API_ONLY] {
        profiles.insert(
            name,
            setup
                .add(
                    "Profile",
                    &[
                        ("Name", Value::text(name)),
                        ("UserType", Value::text("Standard")),
                    ],
                )
                .await?,
        );
    }
    let mut users = HashMap::new();
    for person in PEOPLE {
        let automated = person.username == "automated.process";
        let address = format!("{}@{DOMAIN}", person.username);
        let values = [
            ("Username", Value::text(&address)),
            ("Email", Value::text(&address)),
            ("FirstName", Value::text(person.first)),
            ("LastName", Value::text(person.last)),
            (
                "Name",
                Value::text(&format!("{} {}", person.first, person.last)),
            ),
            (
                "Alias",
                Value::text(&person.username.chars().take(8).collect::<String>()),
            ),
            ("Title", Value::text(person.title)),
            ("ProfileId", Value::text(&profiles[person.profile])),
            (
                "UserType",
                Value::text(if automated {
                    "AutomatedProcess"
                } else {
                    "Standard"
                }),
            ),
        ];
        users.insert(person.username, setup.add("User", &values).await?);
    }
    setup.rights(&profiles, &users).await?;
    setup.territories(&users).await?;
    for (label, order, default, converted) in [
        ("Open - Not Contacted", 1, true, false),
        ("Working - Contacted", 2, false, false),
        ("Closed - Converted", 3, false, true),
        ("Closed - Not Converted", 4, false, false),
    ] {
        setup
            .add(
                "LeadStatus",
                &[
                    ("MasterLabel", Value::text(label)),
                    ("ApiName", Value::text(label)),
                    ("SortOrder", Value::Int(order)),
                    ("IsDefault", Value::Bool(default)),
                    ("IsConverted", Value::Bool(converted)),
                ],
            )
            .await?;
    }
    Ok(Basics {
        org_id,
        run_as: users["integration"].clone(),
        automated: users["automated.process"].clone(),
    })
}

impl Setup<'_> {
    /// No two orgs have the same id: whoever is led to another one notices.
    async fn organization(&mut self, values: &[(&str, Value)]) -> Result<String, sqlx::Error> {
        let number = i64::from(rand::random::<u32>());
        let record = self.record(object("Organization"), number, values);
        write(self.conn, &record).await?;
        Ok(record.id().to_owned())
    }

    async fn add(&mut self, name: &str, values: &[(&str, Value)]) -> Result<String, sqlx::Error> {
        let number = next(self.conn, object(name).prefix, 1).await?;
        let record = self.record(object(name), number, values);
        write(self.conn, &record).await?;
        Ok(record.id().to_owned())
    }

    fn record(&self, object: &'static Object, number: i64, values: &[(&str, Value)]) -> Record {
        let mut record = Record::empty(object);
        for field in &object.fields {
            record.values[field.index] = match field.default {
                Default::False => Value::Bool(false),
                Default::True => Value::Bool(true),
                Default::Text(text) => Value::text(text),
                _ => Value::Null,
            };
        }
        record.set("Id", Value::Text(id::make(object.prefix, number)));
        for name in ["CreatedById", "LastModifiedById"] {
            record.set(name, Value::text(&self.by));
        }
        for name in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
            record.set(name, Value::Instant(self.at));
        }
        for (name, value) in values {
            record.set(name, value.clone());
        }
        record
    }

    async fn rights(
        &mut self,
        profiles: &HashMap<&str, String>,
        users: &HashMap<&str, String>,
    ) -> Result<(), sqlx::Error> {
        for name in [ADMIN, SALES, API_ONLY] {
            let set = self
                .add(
                    "PermissionSet",
                    &[
                        (
                            "Name",
                            Value::text(&format!("X00e_{}", name.replace([' ', '-'], "_"))),
                        ),
                        ("Label", Value::text(name)),
                        ("ProfileId", Value::text(&profiles[name])),
                        ("IsOwnedByProfile", Value::Bool(true)),
                        ("PermissionsApiEnabled", Value::Bool(true)),
                        ("PermissionsModifyAllData", Value::Bool(name == ADMIN)),
                        ("PermissionsViewSetup", Value::Bool(name == ADMIN)),
                    ],
                )
                .await?;
            if name != API_ONLY {
                self.grant(&set, if name == ADMIN { &[] } else { HIDDEN })
                    .await?;
            }
        }
        let set = self
            .add(
                "PermissionSet",
                &[
                    ("Name", Value::text(INTEGRATION)),
                    ("Label", Value::text("Countersign Integration")),
                    ("PermissionsApiEnabled", Value::Bool(true)),
                    // It asks what people may see before it shows them anything.
                    ("PermissionsViewSetup", Value::Bool(true)),
                ],
            )
            .await?;
        self.grant(&set, HIDDEN).await?;
        self.add(
            "PermissionSetAssignment",
            &[
                ("PermissionSetId", Value::text(&set)),
                ("AssigneeId", Value::text(&users["integration"])),
            ],
        )
        .await?;
        Ok(())
    }

    /// Every right on what is worked with, except the fields that stay hidden.
    async fn grant(&mut self, set: &str, hidden: &[&str]) -> Result<(), sqlx::Error> {
        let parent = || ("ParentId", Value::text(set));
        for name in WORKED {
            let granted = [
                "PermissionsRead",
                "PermissionsCreate",
                "PermissionsEdit",
                "PermissionsDelete",
            ]
            .map(|right| (right, Value::Bool(true)));
            let values: Vec<_> = [parent(), ("SobjectType", Value::text(name))]
                .into_iter()
                .chain(granted)
                .collect();
            self.add("ObjectPermissions", &values).await?;
        }
        // A history's columns are open; its rows follow their object.
        let fields: Vec<(&Object, &Field)> = schema()
            .objects
            .iter()
            .filter(|object| WORKED.contains(&object.name))
            .flat_map(|object| object.fields.iter().map(move |field| (object, field)))
            .filter(|(object, field)| {
                !field.open && !hidden.contains(&format!("{}.{}", object.name, field.name).as_str())
            })
            .collect();
        let kind = object("FieldPermissions");
        let first = next(
            self.conn,
            kind.prefix,
            i64::try_from(fields.len()).unwrap_or(0),
        )
        .await?;
        let records: Vec<Record> = fields
            .iter()
            .zip(first..)
            .map(|((object, field), number)| {
                let values = [
                    parent(),
                    ("SobjectType", Value::text(object.name)),
                    (
                        "Field",
                        Value::text(&format!("{}.{}", object.name, field.name)),
                    ),
                    ("PermissionsRead", Value::Bool(true)),
                    ("PermissionsEdit", Value::Bool(!field.calculated)),
                ];
                self.record(kind, number, &values)
            })
            .collect();
        write_all(self.conn, kind, &records).await
    }

    async fn territories(&mut self, users: &HashMap<&str, String>) -> Result<(), sqlx::Error> {
        let top = self
            .add(
                "Territory2",
                &[
                    ("Name", Value::text("Global")),
                    ("DeveloperName", Value::text("Global")),
                ],
            )
            .await?;
        for (name, description, username) in TERRITORIES {
            let territory = self
                .add(
                    "Territory2",
                    &[
                        ("Name", Value::text(name)),
                        ("DeveloperName", Value::text(&name.replace(' ', "_"))),
                        ("Description", Value::text(description)),
                        ("ParentTerritory2Id", Value::text(&top)),
                    ],
                )
                .await?;
            self.add(
                "UserTerritory2Association",
                &[
                    ("UserId", Value::text(&users[username])),
                    ("Territory2Id", Value::text(&territory)),
                    ("IsActive", Value::Bool(true)),
                    ("RoleInTerritory2", Value::text("Owner")),
                ],
            )
            .await?;
        }
        Ok(())
    }
}
