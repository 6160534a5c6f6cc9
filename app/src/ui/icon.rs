use leptos::prelude::*;

/// A 16 px stroke from `style/kit/icons.css`. Hidden from readers: the word beside it says the same.
#[component]
pub fn Icon(#[prop(into)] name: Signal<&'static str>) -> impl IntoView {
    view! { <span class="icon" data-icon=name aria-hidden="true"></span> }
}
