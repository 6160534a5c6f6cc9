use super::place::Place;
use crate::names::{Name, names};
use crate::phones;
use crate::sites::{Site, site};
use domain::matching::{Comparison, ComparisonKind};
use domain::record::{FieldName, Record};

/// What one comparison needs of one record, prepared once.
#[derive(Debug)]
pub(super) enum Facts {
    Names(Vec<Fact<Name>>),
    Sites(Vec<Fact<Site>>),
    Phones(Vec<Fact<String>>),
    Place(Box<Place>),
    Exact(Vec<Fact<String>>),
}

/// Something read out of a field, beside the value as it stands there.
#[derive(Debug)]
pub(super) struct Fact<T> {
    pub field: FieldName,
    pub shown: String,
    pub read: T,
}

impl Facts {
    pub fn of(record: &Record, comparison: &Comparison, fields: &[FieldName]) -> Self {
        match comparison.kind {
            ComparisonKind::Name => Self::Names(each(record, fields, names)),
            ComparisonKind::Domain => Self::Sites(each(record, fields, |text| {
                site(text).into_iter().collect()
            })),
            ComparisonKind::Phone => Self::Phones(each(record, fields, |text| {
                phones::digits(text).into_iter().collect()
            })),
            ComparisonKind::Place => Self::Place(Box::new(Place::of(record, fields))),
            ComparisonKind::Exact => Self::Exact(each(record, fields, |text| {
                let plain: String = text
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .flat_map(char::to_uppercase)
                    .collect();
                (!plain.is_empty()).then_some(plain).into_iter().collect()
            })),
        }
    }

    pub fn names(&self) -> &[Fact<Name>] {
        match self {
            Self::Names(names) => names,
            _ => &[],
        }
    }
    pub fn sites(&self) -> &[Fact<Site>] {
        match self {
            Self::Sites(sites) => sites,
            _ => &[],
        }
    }
    pub fn phones(&self) -> &[Fact<String>] {
        match self {
            Self::Phones(phones) => phones,
            _ => &[],
        }
    }
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Place(place) => Some(place),
            _ => None,
        }
    }
}

fn each<T>(record: &Record, fields: &[FieldName], read: impl Fn(&str) -> Vec<T>) -> Vec<Fact<T>> {
    let mut facts = vec![];
    for field in fields {
        let value = record.get(field.as_str());
        if value.is_empty() {
            continue;
        }
        let shown = value.to_string();
        facts.extend(read(&shown).into_iter().map(|read| Fact {
            field: field.clone(),
            shown: shown.clone(),
            read,
        }));
    }
    facts
}
