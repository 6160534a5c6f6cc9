use crate::data::{LEGAL_FORMS, LegalForm};

/// Forms that stand before the name as well as after it.
const LEADING: [&str; 8] = ["PT", "OOO", "TOV", "UAB", "SIA", "OU", "SPJ", "SPZOO"];

/// The words without legal forms, and the form. A name that is nothing but a form keeps its words.
pub(super) fn strip(mut words: Vec<String>) -> (Vec<String>, Option<&'static LegalForm>) {
    let mut found = None;
    if let Some((form, length)) = at(&words, <[String]>::starts_with)
        && LEADING.contains(&form.name)
    {
        words.drain(..length);
        found = Some(form);
    }
    // `Co KG` after `GmbH`, `Tbk` after `PT`: a name may end in more than one.
    for _ in 0..3 {
        while words.len() > 1 && words.last().is_some_and(|word| word == "and") {
            words.pop();
        }
        let Some((form, length)) = at(&words, <[String]>::ends_with) else {
            break;
        };
        words.truncate(words.len() - length);
        found = found.or(Some(form));
    }
    (words, found)
}

fn at(
    words: &[String],
    fits: impl Fn(&[String], &[String]) -> bool,
) -> Option<(&'static LegalForm, usize)> {
    LEGAL_FORMS
        .iter()
        .find(|(form, _)| form.len() < words.len() && fits(words, form))
        .map(|(form, known)| (known, form.len()))
}
