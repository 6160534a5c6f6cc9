//! Why two records are taken for the same: a sum in bits, drawn as it is, so that nobody has to believe a score.

use domain::matching::{Bar, Likeness, Match};
use leptos::prelude::*;

/// Lengths are SVG attributes: the content policy knows no inline style.
#[component]
pub fn Waterfall(found: Match) -> impl IntoView {
    let Match {
        title,
        likeness,
        chance,
        bits,
        start,
        bars,
        vetoes,
        ..
    } = found;
    let scale = Scale::of(start.hundredths(), &bars);
    let mut at = start.hundredths();
    let rows = bars.into_iter().map(|bar| {
        let from = at;
        at += bar.bits.hundredths();
        view! { <BarRow bar from scale/> }
    });
    let verdict = match likeness {
        Likeness::Same => "Same company",
        Likeness::Review => "Perhaps the same",
        Likeness::Related => "Related, not the same",
        Likeness::Different => "Different",
    };
    let rows: Vec<_> = rows.collect();
    view! {
        <h2>"Are they the same? "<span class="quiet">{title}</span></h2>
        <table class="fall">
            <tbody>
                <tr>
                    <th scope="row" class="quiet">"Starting odds, any two"</th>
                    <td><Track scale sign="start" from=0 to=start.hundredths()/></td>
                    <td class="num">{signed(start.hundredths())}</td>
                </tr>
                {rows}
            </tbody>
            <tfoot><tr>
                <th scope="row">{verdict}</th>
                <td class="quiet">"chance "{chance.to_string()}</td>
                <td class="num">{signed(bits.hundredths())}</td>
            </tr></tfoot>
        </table>
        {(!vetoes.is_empty()).then(|| view! { <p class="soft">"Forbidden all the same: "{vetoes.join("; ")}</p> })}
    }
    .into_any()
}

#[component]
fn BarRow(bar: Bar, from: i32, scale: Scale) -> impl IntoView {
    let weight = bar.bits.hundredths();
    let against = weight < 0;
    let label = if against {
        format!("Against: {}", bar.label)
    } else {
        bar.label
    };
    let sign = if against { "against" } else { "for" };
    view! {
        <tr data-tone=against.then_some("stop") title=bar.note>
            <th scope="row" class=against.then_some("tone")>{label}</th>
            <td><Track scale sign from to=from + weight/></td>
            <td class=if against { "num tone" } else { "num" }>{signed(weight)}</td>
        </tr>
    }
    .into_any()
}

/// From the least to the most that the running sum reaches, in hundredths of a bit.
#[derive(Clone, Copy)]
struct Scale {
    least: i32,
    most: i32,
}

impl Scale {
    fn of(start: i32, bars: &[Bar]) -> Self {
        let mut at = start;
        let sums = bars.iter().map(|bar| {
            at += bar.bits.hundredths();
            at
        });
        let all: Vec<i32> = sums.chain([0, start]).collect();
        let least = all.iter().copied().min().unwrap_or(0);
        let most = all.iter().copied().max().unwrap_or(0).max(least + 1);
        Self { least, most }
    }

    /// A place on the track, in thousandths of its width.
    fn place(self, at: i32) -> i32 {
        (at - self.least) * 1000 / (self.most - self.least)
    }
}

#[component]
fn Track(scale: Scale, sign: &'static str, from: i32, to: i32) -> impl IntoView {
    let (left, right) = (scale.place(from.min(to)), scale.place(from.max(to)));
    let width = (right - left).max(8);
    // Where the odds are even: to the right of it they are more likely the same than not.
    let even = scale.place(0);
    view! {
        <svg class="fall__track" viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">
            <line x1=even x2=even y1="0" y2="24" class="fall__line"/>
            <rect class="fall__bar" data-sign=sign x=left y="6" width=width height="12"/>
        </svg>
    }
}

/// `+9.2`, `−1.6`
fn signed(hundredths: i32) -> String {
    format!(
        "{}{}",
        if hundredths < 0 { "−" } else { "+" },
        unsigned(hundredths)
    )
}

fn unsigned(hundredths: i32) -> String {
    let tenths = (hundredths.unsigned_abs() + 5) / 10;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn bits_are_told_to_a_tenth() {
        assert_eq!(signed(920), "+9.2");
        assert_eq!(signed(-165), "−1.7");
        assert_eq!(signed(0), "+0.0");
    }
}
