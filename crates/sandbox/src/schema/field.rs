//! Fields, and short ways to write them down.

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Id,
    Reference(&'static [&'static str]),
    Text,
    TextArea,
    Email,
    Phone,
    Url,
    /// The bytes of a file. This org keeps where they would be asked for, not the bytes.
    Base64,
    Picklist {
        values: &'static [&'static str],
        restricted: bool,
    },
    Boolean,
    Int,
    Decimal {
        precision: u32,
        scale: u32,
        of: Number,
    },
    Date,
    DateTime,
}

/// How a decimal is called in describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    Double,
    Currency,
    Percent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    ReadWrite,
    CreateOnly,
    ReadOnly,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Default {
    None,
    False,
    True,
    Text(&'static str),
    /// The acting user.
    Me,
    /// The next number of the object's own sequence, this many digits wide.
    Number(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) kind: Kind,
    pub(crate) length: usize,
    pub(crate) required: bool,
    pub(crate) access: Access,
    pub(crate) default: Default,
    pub(crate) unique: bool,
    pub(crate) external_id: bool,
    pub(crate) names: bool,
    /// Composed by the org from other fields.
    pub(crate) calculated: bool,
    /// Its changes go to the object's history.
    pub(crate) tracked: bool,
    /// The name of the way up, on a reference.
    pub(crate) relationship: Option<&'static str>,
    /// The name of the way down, on the referenced object.
    pub(crate) children: Option<&'static str>,
    /// Deleting the parent deletes this row too.
    pub(crate) cascade: bool,
    /// Always visible: no permission row speaks of it.
    pub(crate) open: bool,
    pub(crate) index: usize,
}

impl Field {
    fn of(name: &'static str, kind: Kind, length: usize) -> Self {
        Self {
            name,
            label: label(name),
            kind,
            length,
            required: false,
            access: Access::ReadWrite,
            default: Default::None,
            unique: false,
            external_id: false,
            names: false,
            calculated: false,
            tracked: false,
            relationship: None,
            children: None,
            cascade: false,
            open: false,
            index: 0,
        }
    }

    pub(super) fn required(mut self) -> Self {
        self.required = true;
        self.open = true;
        self
    }

    pub(super) fn read_only(mut self) -> Self {
        self.access = Access::ReadOnly;
        self.open = true;
        self
    }

    pub(super) fn calculated(mut self) -> Self {
        self.calculated = true;
        self.access = Access::ReadOnly;
        self
    }

    pub(super) fn create_only(mut self) -> Self {
        self.access = Access::CreateOnly;
        self
    }

    pub(super) fn names(mut self) -> Self {
        self.names = true;
        self.open = true;
        self
    }

    pub(super) fn tracked(mut self) -> Self {
        self.tracked = true;
        self
    }

    pub(super) fn key(mut self) -> Self {
        self.unique = true;
        self.external_id = true;
        self
    }

    pub(super) fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    pub(super) fn default(mut self, default: Default) -> Self {
        self.default = default;
        self
    }

    pub(super) fn labelled(mut self, label: &str) -> Self {
        label.clone_into(&mut self.label);
        self
    }

    pub(super) fn down(mut self, children: &'static str) -> Self {
        self.children = Some(children);
        self
    }

    pub(super) fn cascade(mut self) -> Self {
        self.cascade = true;
        self
    }

    pub(super) fn open(mut self) -> Self {
        self.open = true;
        self
    }

    pub(crate) fn custom(&self) -> bool {
        self.name.ends_with("__c")
    }

    pub(crate) fn scale(&self) -> u32 {
        match self.kind {
            Kind::Decimal { scale, .. } => scale,
            _ => 0,
        }
    }

    /// Compared without regard to case.
    pub(crate) fn is_text(&self) -> bool {
        matches!(
            self.kind,
            Kind::Text
                | Kind::TextArea
                | Kind::Email
                | Kind::Phone
                | Kind::Url
                | Kind::Picklist { .. }
        )
    }

    pub(crate) fn is_id(&self) -> bool {
        matches!(self.kind, Kind::Id | Kind::Reference(_))
    }

    pub(crate) fn targets(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Reference(targets) => targets,
            _ => &[],
        }
    }

    /// A reference to one of several objects: `WhoId`, `WhatId`.
    pub(crate) fn polymorphic(&self) -> bool {
        self.targets().len() > 1
    }
}

/// `AnnualRevenue` reads `Annual Revenue`; `OwnerId` reads `Owner ID`.
fn label(name: &str) -> String {
    let bare = name.strip_suffix("__c").unwrap_or(name);
    let mut label = String::new();
    let mut before = ' ';
    for letter in bare.chars() {
        if letter == '_' {
            label.push(' ');
        } else {
            if letter.is_ascii_uppercase() && before.is_ascii_lowercase() {
                label.push(' ');
            }
            label.push(letter);
        }
        before = letter;
    }
    label
        .strip_suffix(" Id")
        .map(|stem| format!("{stem} ID"))
        .unwrap_or(label)
}

pub(super) fn id() -> Field {
    Field::of("Id", Kind::Id, 18).read_only()
}

pub(super) fn text(name: &'static str, length: usize) -> Field {
    Field::of(name, Kind::Text, length)
}

pub(super) fn long(name: &'static str) -> Field {
    Field::of(name, Kind::TextArea, 32_000)
}

pub(super) fn email(name: &'static str) -> Field {
    Field::of(name, Kind::Email, 80)
}

pub(super) fn phone(name: &'static str) -> Field {
    Field::of(name, Kind::Phone, 40)
}

pub(super) fn url(name: &'static str) -> Field {
    Field::of(name, Kind::Url, 255)
}

/// The bytes of a file, in the alphabet of base64.
pub(super) fn base64(name: &'static str) -> Field {
    Field::of(name, Kind::Base64, 0)
}

/// Values are suggestions: others are taken too.
pub(super) fn picklist(name: &'static str, values: &'static [&'static str]) -> Field {
    Field::of(
        name,
        Kind::Picklist {
            values,
            restricted: false,
        },
        255,
    )
}

pub(super) fn restricted(name: &'static str, values: &'static [&'static str]) -> Field {
    Field::of(
        name,
        Kind::Picklist {
            values,
            restricted: true,
        },
        255,
    )
}

pub(super) fn flag(name: &'static str) -> Field {
    Field::of(name, Kind::Boolean, 0).default(Default::False)
}

pub(super) fn int(name: &'static str) -> Field {
    Field::of(name, Kind::Int, 0)
}

pub(super) fn currency(name: &'static str) -> Field {
    Field::of(
        name,
        Kind::Decimal {
            precision: 18,
            scale: 2,
            of: Number::Currency,
        },
        0,
    )
}

pub(super) fn percent(name: &'static str, precision: u32, scale: u32) -> Field {
    Field::of(
        name,
        Kind::Decimal {
            precision,
            scale,
            of: Number::Percent,
        },
        0,
    )
}

pub(super) fn double(name: &'static str, precision: u32, scale: u32) -> Field {
    Field::of(
        name,
        Kind::Decimal {
            precision,
            scale,
            of: Number::Double,
        },
        0,
    )
}

pub(super) fn date(name: &'static str) -> Field {
    Field::of(name, Kind::Date, 0)
}

pub(super) fn instant(name: &'static str) -> Field {
    Field::of(name, Kind::DateTime, 0)
}

pub(super) fn reference(
    name: &'static str,
    up: &'static str,
    targets: &'static [&'static str],
) -> Field {
    let mut field = Field::of(name, Kind::Reference(targets), 18);
    field.relationship = Some(up);
    field
}

pub(super) fn owner() -> Field {
    reference("OwnerId", "Owner", &["User"])
        .default(Default::Me)
        .tracked()
        .open()
}

/// Carries the value that proves a create happened once.
pub(super) fn countersign_key() -> Field {
    text("Countersign_Key__c", 80).key()
}

/// The five lines of an address.
pub(super) fn address(names: [&'static str; 5]) -> [Field; 5] {
    let [street, city, state, postal_code, country] = names;
    [
        Field::of(street, Kind::TextArea, 255),
        text(city, 40),
        text(state, 80),
        text(postal_code, 20),
        text(country, 80),
    ]
}
