use domain::actor::{Role, Roles};
use leptos::prelude::*;

/// Each role, and what it lets somebody do.
const ROLES: [(Role, &str, &str); 5] = [
    (Role::Member, "Member", "starts missions and follows them"),
    (Role::Approver, "Approver", "signs decisions"),
    (Role::Builder, "Builder", "writes missions and knowledge"),
    (
        Role::Admin,
        "Admin",
        "looks after people, connections and the gate",
    ),
    (
        Role::Auditor,
        "Auditor",
        "reads everything, changes nothing",
    ),
];

/// A box for each role, in a group with a name of its own.
#[component]
pub fn RoleBoxes(#[prop(into)] of: String, has: Roles) -> impl IntoView {
    let boxes = ROLES.map(move |(role, name, does)| {
        view! {
            <label class="check"><input type="checkbox" name="roles" value=role.to_string() checked=has.contains(&role)/>
                <span><b>{name}</b>" "<span class="quiet">{does}</span></span></label>
        }
    });
    view! { <fieldset class="roles"><legend class="field__label">{of}</legend>{boxes.into_iter().collect_view()}</fieldset> }
        .into_any()
}

/// `Member, approver`
pub fn listed(roles: &Roles) -> String {
    let words: Vec<_> = roles.iter().map(ToString::to_string).collect();
    crate::ui::sentence_case(&words.join(", "))
}
