use leptos::prelude::*;
use leptos_meta::Title;

use crate::decisions::DecisionList;
use crate::decisions::api::{DecisionState, decisions};
use crate::runs::RunList;
use crate::runs::api::runs;
use crate::ui::Loaded;

/// How many of each the first page shows.
const SHOWN: usize = 8;

/// `/`: what waits, and what ran.
#[component]
pub fn HomePage() -> impl IntoView {
    let asked = Resource::new(|| (), |()| decisions());
    let ran = Resource::new(|| (), |()| runs());
    view! {
        <Title text=""/>
        <div class="page stack home">
            <Loaded what=asked let:rows>
                {
                    let rows: Vec<_> = rows.into_iter().filter(|row| row.state == DecisionState::Waiting).collect();
                    let title = match rows.len() {
                        0 => "Nothing waits for you".to_owned(),
                        1 => "One decision waits".to_owned(),
                        many => format!("{many} decisions wait"),
                    };
                    view! { <section class="stack"><h1>{title}</h1><DecisionList rows=rows.into_iter().take(SHOWN).collect()/></section> }
                }
            </Loaded>
            <Loaded what=ran let:rows>
                <section class="stack"><h2>"Latest runs"</h2><RunList rows=rows.into_iter().take(SHOWN).collect()/></section>
            </Loaded>
        </div>
    }
    .into_any()
}
