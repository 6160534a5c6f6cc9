//! A text is shown as words, a table as a table, a picture as a picture. Nothing of a file becomes part of the page itself.

use leptos::prelude::*;

use super::api::{Block, Preview, Span};

#[component]
pub fn Shown(preview: Preview, name: String) -> impl IntoView {
    let rest = |cut: bool| {
        cut.then(|| view! { <p class="quiet">"It goes on. The download has all of it."</p> })
    };
    match preview {
        Preview::Text { text, cut } => {
            view! { <pre class="preview__text" tabindex="0"><bdi>{text}</bdi></pre>{rest(cut)} }
                .into_any()
        }
        Preview::Markdown { blocks, cut } => {
            view! { <div class="preview__words">{blocks.into_iter().map(block).collect_view()}</div>{rest(cut)} }.into_any()
        }
        Preview::Table { rows, cut } => {
            view! { <Table rows label=format!("Rows of {name}")/>{rest(cut)} }.into_any()
        }
        Preview::Picture(at) => view! { <img class="preview__picture" src=at alt=name/> }.into_any(),
        Preview::None => {
            view! { <p class="soft">"It is not shown here. Download it to read it."</p> }.into_any()
        }
    }
}

fn block(block: Block) -> AnyView {
    match block {
        // The name of the file is the page's own heading, and what stands around it has the second.
        Block::Heading(1, words) => view! { <h3>{spans(words)}</h3> }.into_any(),
        Block::Heading(2, words) => view! { <h4>{spans(words)}</h4> }.into_any(),
        Block::Heading(3, words) => view! { <h5>{spans(words)}</h5> }.into_any(),
        Block::Heading(_, words) => view! { <h6>{spans(words)}</h6> }.into_any(),
        Block::Words(words) => view! { <p>{spans(words)}</p> }.into_any(),
        Block::Items {
            numbered: true,
            items,
        } => view! { <ol>{lines(items)}</ol> }.into_any(),
        Block::Items {
            numbered: false,
            items,
        } => view! { <ul>{lines(items)}</ul> }.into_any(),
        Block::Code(text) => view! { <pre tabindex="0">{text}</pre> }.into_any(),
        Block::Rows(rows) => view! { <Table rows label="A table of it".to_owned()/> }.into_any(),
    }
}

fn lines(items: Vec<Vec<Span>>) -> impl IntoView {
    let line = |words: Vec<Span>| view! { <li>{spans(words)}</li> };
    items.into_iter().map(line).collect_view()
}

fn spans(words: Vec<Span>) -> impl IntoView {
    let span = |(stands_out, words): Span| {
        if stands_out {
            view! { <b>{words}</b> }.into_any()
        } else {
            words.into_any()
        }
    };
    view! { <bdi>{words.into_iter().map(span).collect_view()}</bdi> }
}

/// Its first row names the columns.
#[component]
fn Table(rows: Vec<Vec<String>>, label: String) -> impl IntoView {
    let mut rows = rows.into_iter();
    let head = rows.next().unwrap_or_default();
    let name = |cell: String| view! { <th scope="col"><bdi>{cell}</bdi></th> };
    let row = |cells: Vec<String>| {
        view! { <tr>{cells.into_iter().map(|cell| view! { <td><bdi>{cell}</bdi></td> }).collect_view()}</tr> }
    };
    view! {
        <div class="rules" tabindex="0" role="region" aria-label=label>
            <table class="table">
                <thead><tr>{head.into_iter().map(name).collect_view()}</tr></thead>
                <tbody>{rows.map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
