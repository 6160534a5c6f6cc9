//! One observation, opened: what it rests on, and the record exactly as stored.

use leptos::prelude::*;

use super::api::Detail;
use super::words::icon_of;
use crate::ui::{Icon, Moment, Waterfall};

#[component]
pub fn ObservationDetail(detail: Detail, last: u64) -> impl IntoView {
    let Detail {
        entry,
        facts,
        matches,
        notes,
        decision,
        stored,
    } = detail;
    let place = format!(
        "{} · observation {} of {last}",
        entry.kind.word(),
        entry.number
    );
    view! {
        <div>
            <p class="quiet row"><Icon name=icon_of(entry.kind)/><small>{place}</small></p>
            <h2 id="detail-title" class="detail__title">{entry.headline}</h2>
        </div>
        <dl class="facts">
            <dt>"When"</dt><dd><Moment at=entry.at/></dd>
            {entry.step.map(|step| view! { <dt>"Step"</dt><dd>{step}</dd> })}
            {facts.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view()}
        </dl>
        {(!notes.is_empty()).then(|| view! { <ul class="reasons">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul> })}
        {matches.into_iter().map(|found| view! { <div><Waterfall found/></div> }).collect_view()}
        {decision.map(|id| {
            let href = format!("/decisions/{id}");
            view! { <p><a class="chip" href=href><Icon name="doc"/>"The decision, with its full diff"</a></p> }
        })}
        <details class="stored">
            <summary class="row quiet"><Icon name="next"/><small>"Raw record, exactly as stored"</small></summary>
            <pre class="mono passage">{stored}</pre>
        </details>
    }
    .into_any()
}
