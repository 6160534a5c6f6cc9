//! What is typed and not sent. It is kept in the tab, so that it is there again after a reload, and goes when it was sent.

use leptos::html::Form;
use leptos::prelude::*;

/// Puts what was typed last back into the form, as soon as the form is there.
pub fn restore(form: NodeRef<Form>, name: &str) {
    #[cfg(feature = "hydrate")]
    {
        let name = name.to_owned();
        Effect::new(move |_| {
            if let Some(form) = form.get() {
                browser::restore(&form, &name);
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (form, name); // a page comes empty; only the tab knows
}

/// Keeps what stands in the form now.
pub fn keep(form: NodeRef<Form>, name: &str) {
    #[cfg(feature = "hydrate")]
    if let Some(form) = form.get_untracked() {
        browser::keep(&form, name);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (form, name);
}

pub fn forget(name: &str) {
    #[cfg(feature = "hydrate")]
    browser::forget(name);
    #[cfg(not(feature = "hydrate"))]
    let _ = name;
}

#[cfg(feature = "hydrate")]
mod browser {
    use js_sys::{Object, Reflect};
    use leptos::prelude::window;
    use wasm_bindgen::{JsCast as _, JsValue};
    use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};

    /// What a person can type or choose; what is hidden is the page's own.
    const FIELDS: &str = "textarea, input[type=radio]";

    pub fn restore(form: &Element, name: &str) {
        let kept = storage().and_then(|storage| Reflect::get(&storage, &key(name)).ok());
        let kept = kept.and_then(|kept| kept.as_string()).unwrap_or_default();
        let kept: Vec<(String, String)> = serde_json::from_str(&kept).unwrap_or_default();
        for field in fields(form) {
            let (area, choice) = (field.dyn_ref(), field.dyn_ref());
            for (name, value) in &kept {
                match (area, choice) {
                    (Some(area), _) if HtmlTextAreaElement::name(area) == *name => {
                        area.set_value(value);
                    }
                    (_, Some(choice))
                        if HtmlInputElement::name(choice) == *name && choice.value() == *value =>
                    {
                        choice.set_checked(true);
                    }
                    _ => {}
                }
            }
        }
    }

    pub fn keep(form: &Element, name: &str) {
        let typed: Vec<_> = fields(form).iter().filter_map(typed).collect();
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&typed)) {
            // A tab that keeps nothing loses what was typed, and works.
            let _ = Reflect::set(&storage, &key(name), &text.into());
        }
    }

    pub fn forget(name: &str) {
        if let Some(storage) = storage() {
            let _ = Reflect::delete_property(storage.unchecked_ref::<Object>(), &key(name));
        }
    }

    fn typed(field: &Element) -> Option<(String, String)> {
        if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            return Some((area.name(), area.value()));
        }
        let choice = field.dyn_ref::<HtmlInputElement>()?;
        choice.checked().then(|| (choice.name(), choice.value()))
    }

    fn fields(form: &Element) -> Vec<Element> {
        let found = form.query_selector_all(FIELDS);
        found.map_or_else(
            |_| vec![],
            |found| {
                let fields = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok());
                fields.collect()
            },
        )
    }

    fn key(name: &str) -> JsValue {
        format!("draft of {name}").into()
    }

    /// Of the tab alone. None where the browser is told to keep nothing.
    fn storage() -> Option<JsValue> {
        let storage = Reflect::get(&window(), &"sessionStorage".into()).ok()?;
        storage.is_object().then_some(storage)
    }
}
