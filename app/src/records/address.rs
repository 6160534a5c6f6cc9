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
