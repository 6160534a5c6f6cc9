use domain::knowledge::words::Piece;
use leptos::prelude::*;

use super::api::FoundRow;

/// Passages that hold the words, each with the way to it.
#[component]
pub fn Found(found: Vec<FoundRow>, find: String, all: String) -> impl IntoView {
    if found.is_empty() {
        return view! {
            <div class="empty">
                <h2>"No passage holds “"<bdi>{find}</bdi>"”"</h2>
                <p>"Fewer words, or the beginning of one, find more. Archived documents and earlier versions are not searched."</p>
                <a class="btn" href=all>"Show all documents"</a>
            </div>
        }
        .into_any();
    }
    let says = match found.len() {
        1 => "One passage".to_owned(),
        many => format!("{many} passages, the best first"),
    };
    let row = |row: FoundRow| {
        let piece = |piece: Piece| {
            if piece.marked {
                view! { <mark>{piece.text}</mark> }.into_any()
            } else {
                view! { {piece.text} }.into_any()
            }
        };
        view! {
            <li class="found__row">
                <p><a href=row.href><bdi>{row.title}</bdi></a>" "<small class="quiet">{row.of}</small></p>
                <p class="soft found__text"><bdi>{row.excerpt.into_iter().map(piece).collect_view()}</bdi></p>
            </li>
        }
    };
    view! {
        <p class="quiet" role="status">{says}</p>
        <ol class="found">{found.into_iter().map(row).collect_view()}</ol>
    }
    .into_any()
}
