use domain::record::ObjectName;

/// What tells most of a record, and what hangs on it.
pub(super) struct Compact {
    pub object: &'static str,
    /// What a list tells besides the name; the first of them tell namesakes apart.
    pub columns: &'static [&'static str],
    /// Objects that hang on it, each with the field that leads here.
    pub related: &'static [(&'static str, &'static str)],
}

/// In the order in which people look for them.
pub(super) const OBJECTS: &[Compact] = &[
    Compact {
        object: "Account",
        columns: &["BillingCity", "Industry", "Phone"],
        related: &[
            ("Contact", "AccountId"),
            ("Opportunity", "AccountId"),
            ("Case", "AccountId"),
            ("Contract", "AccountId"),
            ("Task", "AccountId"),
            ("Event", "AccountId"),
        ],
    },
    Compact {
        object: "Opportunity",
        columns: &["AccountId", "StageName", "Amount"],
        related: &[("Task", "WhatId"), ("Event", "WhatId")],
    },
    Compact {
        object: "Contact",
        columns: &["AccountId", "Title", "Email"],
        related: &[("Case", "ContactId"), ("Task", "WhoId"), ("Event", "WhoId")],
    },
    Compact {
        object: "Case",
        columns: &["Subject", "AccountId", "Status"],
        related: &[("Task", "WhatId"), ("Event", "WhatId")],
    },
    Compact {
        object: "Contract",
        columns: &["AccountId", "Status", "EndDate"],
        related: &[("Task", "WhatId"), ("Event", "WhatId")],
    },
    Compact {
        object: "Lead",
        columns: &["Company", "Status", "Email"],
        related: &[("Task", "WhoId"), ("Event", "WhoId")],
    },
    Compact {
        object: "Task",
        columns: &["WhatId", "Status", "ActivityDate"],
        related: &[],
    },
    Compact {
        object: "Event",
        columns: &["WhatId", "Location", "ActivityDate"],
        related: &[],
    },
];

/// An object that people have added to their org.
const CUSTOM: Compact = Compact {
    object: "",
    columns: &["OwnerId", "CreatedDate"],
    related: &[],
};

/// What is known of an object; none when its records are not for looking at.
pub(super) fn compact(object: &ObjectName) -> Option<&'static Compact> {
    let known = OBJECTS.iter().find(|known| object.is(known.object));
    known.or_else(|| {
        let name = object.as_str().to_ascii_lowercase();
        name.ends_with("__c").then_some(&CUSTOM)
    })
}

/// The name as the org spells it: addresses are typed.
pub(super) fn spelled(object: &ObjectName) -> ObjectName {
    let known = OBJECTS.iter().find(|known| object.is(known.object));
    known
        .and_then(|known| known.object.parse().ok())
        .unwrap_or_else(|| object.clone())
}
