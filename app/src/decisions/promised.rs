//! What the page says the instant somebody answers, before the server does. It promises what follows from the answer and
//! never tells what came of it; when the answer is refused the promise is gone, and the refusal stands in its place.

use leptos::prelude::*;

use super::api::{Answer, CourseView, Stage, Verb};
use crate::ui::Tone;

/// Nothing when no answer is under way and none was taken. `last` says whether the reader's signature is the only one
/// that is missing.
pub fn promised(tried: ServerAction<Answer>, last: bool) -> Option<CourseView> {
    if tried.pending().get() {
        let sent = tried.input();
        return sent.with(|sent| Some(promise(sent.as_ref()?, last)));
    }
    // The server's own words, until the page is there anew.
    tried.value().get()?.ok()
}

fn promise(sent: &Answer, last: bool) -> CourseView {
    match sent.verb {
        Verb::Approve if last => CourseView::writing(sent.parts.len()),
        Verb::Approve => CourseView::signed("the others have"),
        Verb::Reject => CourseView {
            stage: Stage::Writing,
            tone: Tone::Calm,
            icon: "x".to_owned(),
            // Somebody else may have approved it meanwhile.
            title: "Your rejection is on its way.".to_owned(),
            said: vec![],
        },
    }
}

impl CourseView {
    /// Every signature is there, and nothing is read back yet.
    pub fn writing(parts: usize) -> Self {
        Self {
            stage: Stage::Writing,
            tone: Tone::Act,
            icon: "right".to_owned(),
            title: format!("Approved. Writing {}.", counted(parts)),
            said: vec![],
        }
    }

    /// One signature of several.
    pub fn signed(missing: &str) -> Self {
        Self {
            stage: Stage::Open,
            tone: Tone::Good,
            icon: "sign".to_owned(),
            title: format!("Signed. It is written when {missing} signed too."),
            said: vec![],
        }
    }
}

/// `1 part`, `4 parts`
pub fn counted(parts: usize) -> String {
    if parts == 1 {
        "1 part".to_owned()
    } else {
        format!("{parts} parts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(verb: Verb, parts: usize) -> Answer {
        Answer {
            id: "dec_00000000000000000000000000".parse().unwrap(),
            verb,
            parts: vec!["1:x".to_owned(); parts],
            why: None,
            say: String::new(),
        }
    }

    #[test]
    fn what_is_promised_follows_from_the_answer() {
        let told = |verb, parts, last| promise(&sent(verb, parts), last).title;
        assert_eq!(told(Verb::Approve, 4, true), "Approved. Writing 4 parts.");
        assert_eq!(told(Verb::Approve, 1, true), "Approved. Writing 1 part.");
        assert_eq!(
            told(Verb::Approve, 4, false),
            "Signed. It is written when the others have signed too."
        );
        assert_eq!(told(Verb::Reject, 0, true), "Your rejection is on its way.");
    }
}
