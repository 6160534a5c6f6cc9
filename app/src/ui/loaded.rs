use leptos::either::Either;
use leptos::prelude::*;

use super::{Icon, sentence_case};
use crate::Problem;

/// What a page asked for: waiting, broken or there, spelled out once for all pages.
#[component]
pub fn Loaded<T, F, V>(what: Resource<Result<T, Problem>>, children: F) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + Send + 'static,
{
    let show = move || {
        let children = children.clone();
        Suspend::new(async move {
            match what.await {
                Ok(found) => Either::Left(children(found)),
                Err(problem) => Either::Right(view! { <Trouble problem/> }),
            }
        })
    };
    view! { <Transition fallback=|| view! { <p class="page quiet late">"Loading"</p> }>{show}</Transition> }
}

/// A problem, and the way on. On the server the page's status follows it: what is not there is a true 404.
#[component]
pub fn Trouble(problem: Problem) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::context::answer_with(&problem);
    let words = problem.to_string();
    let (title, sentence, link, way) = match problem {
        Problem::SignedOut => ("You are signed out", words, "/sign-in", "Sign in"),
        Problem::Gone => ("There is nothing here", words, "/", "Home"),
        Problem::Refused(said) => ("That was refused", said, "/", "Home"),
        Problem::Internal | Problem::Logged(_) => ("Something broke", words, "/", "Home"),
        Problem::Offline => ("The server does not answer", words, "/", "Try again"),
    };
    view! {
        <section class="page">
            <div class="empty">
                <h1><Icon name="alert"/>" "{title}</h1>
                <p>{sentence_case(&sentence)}"."</p>
                <a class="btn" href=link>{way}</a>
            </div>
        </section>
    }
    .into_any()
}
