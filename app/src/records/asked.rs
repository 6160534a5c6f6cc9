//! Which part of a list, and which changes of a record: as their addresses say it, so that both work without script.

use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

/// What people look at, in the order of the tabs.
pub const OBJECTS: [(&str, &str); 8] = [
    ("Account", "Accounts"),
    ("Opportunity", "Opportunities"),
    ("Contact", "Contacts"),
    ("Case", "Cases"),
    ("Contract", "Contracts"),
    ("Lead", "Leads"),
    ("Task", "Tasks"),
    ("Event", "Events"),
];

/// The page of a record; none for what has none, such as a user.
pub fn address(object: &str, id: &str) -> Option<String> {
    let known = OBJECTS.iter().any(|(name, _)| *name == object);
    (known || object.ends_with("__c")).then(|| format!("/records/{object}/{id}"))
}

/// Where `/records` begins.
pub const FIRST: &str = "Account";

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub object: String,
    /// Words of the name; empty for all.
    pub find: String,
    pub after: Option<String>,
}

impl Part {
    pub fn of(params: &ParamsMap, query: &ParamsMap) -> Self {
        Self {
            object: params.get("object").unwrap_or_else(|| FIRST.to_owned()),
            find: query.get("find").unwrap_or_default().trim().to_owned(),
            after: query.get("after").filter(|after| !after.is_empty()),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Which {
    /// A field's name, or `merged` and its like; none for all.
    pub field: Option<String>,
    pub ours: bool,
}

impl Which {
    pub fn of(query: &ParamsMap) -> Self {
        Self {
            field: query.get("field").filter(|field| !field.is_empty()),
            ours: query.get("ours").is_some(),
        }
    }

    pub fn href(&self, page: &str) -> String {
        let field = self.field.as_ref().map(|field| format!("field={field}"));
        let ours = self.ours.then(|| "ours".to_owned());
        let asked: Vec<String> = field.into_iter().chain(ours).collect();
        if asked.is_empty() {
            page.to_owned()
        } else {
            format!("{page}?{}", asked.join("&"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Which;

    #[test]
    fn an_address_says_no_more_than_is_asked() {
        let which = |field: Option<&str>, ours| Which {
            field: field.map(str::to_owned),
            ours,
        };
        assert_eq!(which(None, false).href("/why"), "/why");
        assert_eq!(which(Some("Phone"), false).href("/why"), "/why?field=Phone");
        assert_eq!(
            which(Some("Phone"), true).href("/why"),
            "/why?field=Phone&ours"
        );
    }
}
