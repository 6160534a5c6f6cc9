use leptos::prelude::*;

use crate::ui::grouped;

/// Reads stop at 80 percent of the day's calls: what is left is for approved writes.
const KEPT: u64 = 20;

/// The org's calls of the day: used, free, and kept back. Widths are SVG attributes: the content policy knows no inline style.
#[component]
pub fn CallMeter(used: u64, max: u64) -> impl IntoView {
    let kept = max * KEPT / 100;
    // In thousandths of the width.
    let share = |part: u64| {
        let thousandths = (part.min(max) * 1000).checked_div(max);
        thousandths.unwrap_or_default()
    };
    let (used_to, kept_from) = (share(used), 1000 - share(kept));
    let says = format!(
        "{} of {} used, {} kept for approved writes",
        grouped(used),
        grouped(max),
        grouped(kept)
    );
    view! {
        <div class="stack calls">
            <div class="row"><b>"API calls today"</b><span class="push soft">{grouped(used)}" of "{grouped(max)}</span></div>
            <div role="meter" aria-label="API calls used today" aria-valuemin="0" aria-valuemax=max.to_string() aria-valuenow=used.min(max).to_string() aria-valuetext=says>
                <svg class="calls__bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="calls__free" x="0" y="0" width="1000" height="8"/>
                    <line class="calls__kept" x1=kept_from.to_string() x2="1000" y1="4" y2="4"/>
                    <rect class="calls__used" x="0" y="0" width=used_to.to_string() height="8"/>
                </svg>
            </div>
            <p class="soft calls__key"><small>"The last fifth, "{grouped(kept)}", is kept for approved writes."</small></p>
        </div>
    }
    .into_any()
}
