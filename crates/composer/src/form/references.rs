use domain::mission::{Offer, Offered};
use leptos::prelude::*;
use toml::Value;

use super::{Cell, Labelled, Select, kept};
use crate::desk::Desk;
use crate::telling;

/// What is looked for among what steps have left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// One value.
    Value,
    /// One record, or the id of one.
    Record,
    /// Records, one or many.
    Records,
    /// A list to go through.
    List,
}

impl What {
    fn fits(self, what: &Offered) -> bool {
        match self {
            Self::Value => !matches!(
                what,
                Offered::Records(_)
                    | Offered::Document
                    | Offered::Choices
                    | Offered::Field { many: true, .. }
            ),
            Self::Record => {
                matches!(what, Offered::Record(_) | Offered::Input(_))
                    || matches!(what, Offered::Field { many: false, field, .. } if field.as_str().ends_with("Id"))
            }
            Self::Records => matches!(what, Offered::Record(_) | Offered::Records(_)),
            Self::List => matches!(what, Offered::Records(_)),
        }
    }
}

/// What the chosen step may refer to, in words.
fn offers(desk: Desk, what: What) -> Vec<(String, String)> {
    let chosen = desk.chosen.get();
    let Some(mission) = desk.mission.get() else {
        return vec![];
    };
    let offers = desk.draft.with(|draft| draft.offers(&mission, &chosen));
    let fitting = offers.into_iter().filter(|offer| what.fits(&offer.what));
    desk.draft.with(|draft| {
        let told = |offer: Offer| {
            let reference = offer.reference.to_string();
            let label = telling::reference(draft, &reference, &desk.org);
            (reference, label)
        };
        fitting.map(told).collect()
    })
}

#[component]
pub fn ReferenceChoice(
    #[prop(into)] value: Signal<String>,
    what: What,
    on: impl Fn(String) + Copy + Send + Sync + 'static,
    #[prop(into)] aria: String,
) -> impl IntoView {
    let desk = Desk::here();
    move || {
        let mut options = vec![(String::new(), "Choose".to_owned())];
        options.extend(offers(desk, what));
        view! { <Select options value on aria=aria.clone()/> }
    }
}

/// A text in which values of steps can stand.
#[component]
pub fn SlotField(
    cell: Cell,
    #[prop(into)] label: String,
    #[prop(optional)] long: bool,
) -> impl IntoView {
    let desk = Desk::here();
    let cell = StoredValue::new(cell);
    let text = kept(move || cell.with_value(|cell| cell.text(desk)));
    let set = move |text: String| cell.with_value(|cell| cell.set(desk, Some(Value::String(text))));
    let typed = move |event| set(event_target_value(&event));
    let control = move || {
        if long {
            view! { <textarea class="input" rows="6" prop:value=text on:input=typed></textarea> }
                .into_any()
        } else {
            view! { <input class="input" prop:value=text on:input=typed/> }.into_any()
        }
    };
    let put = move |reference: String| {
        if !reference.is_empty() {
            let text = text.get_untracked();
            let space = if text.is_empty() || text.ends_with(' ') {
                ""
            } else {
                " "
            };
            set(format!("{text}{space}{{{reference}}}"));
        }
    };
    let insert = move || {
        let mut options = vec![(String::new(), "Put in a value".to_owned())];
        options.extend(offers(desk, What::Value));
        view! { <Select options value=kept(String::new) on=put aria="Put in a value of a step"/> }
    };
    let reads = move || {
        let text = text.get();
        text.contains('{').then(|| {
            let said = desk
                .draft
                .with(|draft| telling::slots(draft, &text, &desk.org));
            view! { <span class="field__hint">{said}</span> }
        })
    };
    view! { <div class="stack" data-gap="small"><Labelled label>{control}</Labelled>{reads}{insert}</div> }
}
