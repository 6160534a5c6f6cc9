//! Who works at the demo company. Everybody here is made up.

/// One user: name, username before the `@`, title, department, profile.
pub(super) struct Person {
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) username: &'static str,
    pub(super) title: &'static str,
    pub(super) profile: &'static str,
}

pub(super) const DOMAIN: &str = "northwind-sandbox.example";
pub(super) const ADMIN: &str = "System Administrator";
pub(super) const SALES: &str = "Sales User";
pub(super) const API_ONLY: &str = "Minimum Access - API Only Integrations";

const fn person(
    first: &'static str,
    last: &'static str,
    username: &'static str,
    title: &'static str,
    profile: &'static str,
) -> Person {
    Person {
        first,
        last,
        username,
        title,
        profile,
    }
}

pub(super) const PEOPLE: &[Person] = &[
    person("Priya", "Raman", "admin", "CRM Administrator", ADMIN),
    person("Harriet", "Cole", "sales.manager", "Head of Sales", SALES),
    person(
        "Elena",
        "Marsh",
        "emea.rep",
        "Account Executive, EMEA",
        SALES,
    ),
    person(
        "Walt",
        "Nakamura",
        "us.west",
        "Account Executive, US West",
        SALES,
    ),
    person(
        "Dana",
        "Okafor",
        "us.east",
        "Account Executive, US East",
        SALES,
    ),
    person("Mei", "Tan", "apac.rep", "Account Executive, APAC", SALES),
    person(
        "Ruben",
        "Castellanos",
        "enterprise",
        "Enterprise Account Director",
        SALES,
    ),
    person(
        "Countersign",
        "Integration",
        "integration",
        "Integration",
        API_ONLY,
    ),
    person("Automated", "Process", "automated.process", "", API_ONLY),
];

/// Territories, each with the user who works it.
pub(super) const TERRITORIES: &[(&str, &str, &str)] = &[
    ("EMEA", "Europe, Middle East and Africa", "emea.rep"),
    (
        "US West",
        "United States west of the Mississippi",
        "us.west",
    ),
    (
        "US East",
        "United States east of the Mississippi",
        "us.east",
    ),
    ("APAC", "Asia and the Pacific", "apac.rep"),
    (
        "Enterprise",
        "Accounts of 5,000 people and more, everywhere",
        "enterprise",
    ),
];
