use std::time::Duration;

use leptos::either::Either;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Frame, Icon, Renewing, Skeleton, sentence_case};
use crate::Problem;

/// A server that did not answer is asked again after this.
const AGAIN: Duration = Duration::from_secs(3);

/// What a page asked for: waiting, broken or there, spelled out once for all pages.
#[component]
pub fn Loaded<T, F, V>(
    what: Resource<Result<T, Problem>>,
    /// How much of the page it is.
    #[prop(optional)]
    frame: Frame,
    /// As a sentence names it.
    #[prop(default = "the server")]
    waits_for: &'static str,
    children: F,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + Send + 'static,
{
    let (pending, set_pending) = signal(false);
    let there = StoredValue::new(false);
    let show = move || {
        let children = children.clone();
        Suspend::new(async move {
            let found = what.await;
            let _ = there.try_set_value(true);
            match found {
                Ok(found) => Either::Left(children(found)),
                Err(problem) => {
                    if problem == Problem::Offline {
                        ask_again(what);
                    }
                    Either::Right(view! { <Trouble problem/> })
                }
            }
        })
    };
    let renewing = Signal::derive(move || pending.get() && there.get_value());
    view! {
        <Transition fallback=move || view! { <Skeleton frame waits_for/> } set_pending>{show}</Transition>
        <Renewing renewing waits_for/>
    }
}

/// The page comes back by itself when the server does.
fn ask_again<T>(what: Resource<Result<T, Problem>>)
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    set_timeout(
        move || {
            // The page may be gone by now.
            if !what.is_disposed() {
                what.refetch();
            }
        },
        AGAIN,
    );
}

/// A problem, and the way on. On the server the page's status follows it: what is not there is a true 404.
#[component]
pub fn Trouble(problem: Problem) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::context::answer_with(&problem);
    let words = problem.to_string();
    // The page itself, asked for once more.
    let again = ("", "Try again");
    let (title, sentence, (link, way)) = match problem {
        Problem::SignedOut => ("You are signed out", words, ("/sign-in", "Sign in")),
        Problem::Gone => (
            "There is nothing here",
            "this address leads nowhere, or what was here is gone; nothing was changed".to_owned(),
            ("/", "Go home"),
        ),
        Problem::Refused(said) => ("That cannot be shown", said, ("/", "Go home")),
        Problem::Internal | Problem::Logged(_) => ("Something broke", words, again),
        Problem::Offline => ("The server does not answer", words, again),
    };
    view! {
        <section class="page">
            <div class="empty">
                <h1><Icon name="alert"/>" "{title}</h1>
                <p>{sentence_case(&sentence)}"."</p>
                <a class="btn" href=link rel=(link.is_empty()).then_some("external")>{way}</a>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_broke_is_told_by_its_reference_with_a_way_on() {
        let owner = Owner::new();
        owner.set();
        let page = view! { <Trouble problem=Problem::Logged("7f3a21bc".to_owned())/> }.to_html();
        assert!(page.contains("it was logged as 7f3a21bc"), "{page}");
        assert!(page.contains("Try again"), "{page}");
    }
}
