use leptos::prelude::*;

use super::api::{Chain, Link};
use crate::ui::ClockTime;

/// How one of our changes came about: seen in, because, decided in, written and read back.
#[component]
pub fn FourLinks(chain: Chain) -> impl IntoView {
    let Chain {
        seen,
        because,
        decided,
        written_at,
        read_back_at,
    } = chain;
    let read_back = match read_back_at {
        Some(at) => view! { ", "<ClockTime at/> }.into_any(),
        None => ().into_any(),
    };
    let said = if read_back_at.is_some() {
        "Compared with what was signed"
    } else {
        "Not read back yet"
    };
    view! {
        <ol class="chain" aria-label="How this came about">
            <Step of="Seen in" link=seen/>
            <Step of="Because" link=because/>
            <Step of="Decided in" link=decided/>
            <li><span>"Written and read back"</span><b><ClockTime at=written_at/>{read_back}</b><p>{said}</p></li>
        </ol>
    }
    .into_any()
}

/// The browser itself goes there, so that it finds the place on the page.
#[component]
fn Step(of: &'static str, link: Link) -> impl IntoView {
    let title = match link.href {
        Some(href) => view! { <a href=href rel="external"><bdi>{link.title}</bdi></a> }.into_any(),
        None => view! { <bdi>{link.title}</bdi> }.into_any(),
    };
    view! { <li><span>{of}</span><b>{title}</b><p><bdi>{link.said}</bdi></p></li> }.into_any()
}
