//! Names of organisations, taken apart: core words, legal form, what stands in brackets.

mod fold;
mod legal;

pub(crate) use fold::{fold, tokens};

use crate::data::{ABBREVIATIONS, COUNTRIES, LegalForm, STOP_WORDS};

/// One way an organisation is called.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// Core words in order: folded, abbreviations written out, plurals cut.
    pub words: Vec<String>,
    /// The same words only folded, as a search in the org would find them.
    pub plain: Vec<String>,
    /// The core words without the gaps.
    pub squashed: String,
    pub form: Option<&'static LegalForm>,
    /// Words in brackets that are no country: a former name, a department.
    pub aside: Vec<String>,
}

impl std::fmt::Debug for LegalForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Words that part two names of one organisation.
const ALSO: [&str; 9] = [
    " d/b/a ",
    " dba ",
    " t/a ",
    " trading as ",
    " doing business as ",
    " formerly ",
    " fka ",
    " f/k/a ",
    " aka ",
];

/// All names in a text: `Kestrel Bay Ltd t/a KB Probes` is two.
pub(crate) fn names(text: &str) -> Vec<Name> {
    let mut parts = vec![fold(text)];
    for mark in ALSO {
        parts = parts
            .iter()
            .flat_map(|part| part.split(mark).map(str::to_owned))
            .collect();
    }
    parts
        .iter()
        .map(|part| Name::of_folded(part))
        .filter(|name| !name.words.is_empty())
        .collect()
}

impl Name {
    fn of_folded(text: &str) -> Self {
        let (outside, bracketed) = brackets(text);
        let (mut plain, form) = legal::strip(tokens(&outside));
        let mut aside = tokens(&bracketed);
        if plain.is_empty() {
            std::mem::swap(&mut plain, &mut aside);
        }
        if COUNTRIES.contains_key(&aside.join(" ")) {
            aside.clear();
        }
        let kept: Vec<String> = plain
            .iter()
            .filter(|word| !STOP_WORDS.contains(word.as_str()))
            .cloned()
            .collect();
        let plain = if kept.is_empty() { plain } else { kept };
        let words: Vec<String> = plain.iter().map(|word| canonical(word)).collect();
        Self {
            squashed: words.concat(),
            words,
            plain,
            form,
            aside: aside.iter().map(|word| canonical(word)).collect(),
        }
    }

    /// First letters of the core words.
    pub fn initials(&self) -> String {
        self.words
            .iter()
            .filter_map(|word| word.chars().next())
            .collect()
    }
}

/// A word as it is compared: written out and in the singular.
pub(crate) fn canonical(word: &str) -> String {
    stem(ABBREVIATIONS.get(word).copied().unwrap_or(word))
}

/// The singular, roughly: enough to make `Technologies` and `Technology` one word.
pub(crate) fn stem(word: &str) -> String {
    if let Some(root) = word.strip_suffix("ies").filter(|root| root.len() > 2) {
        return format!("{root}y");
    }
    match word.strip_suffix('s') {
        Some(root) if root.len() > 2 && !root.ends_with(['s', 'u', 'i']) => root.to_owned(),
        _ => word.to_owned(),
    }
}

/// The text without what stands in brackets, and that.
fn brackets(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_usize);
    for c in text.chars() {
        match c {
            '(' | '[' => {
                depth += 1;
                outside.push(' ');
                inside.push(' ');
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth > 0 => inside.push(c),
            c => outside.push(c),
        }
    }
    (outside, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_its_core_words() {
        for (text, core, form) in [
            (
                "Kestrel Bay Instr. Ltd",
                "kestrel bay instrument",
                Some("LTD"),
            ),
            (
                "The Kestrel Bay Instruments Co., Ltd.",
                "kestrel bay instrument",
                Some("COLTD"),
            ),
            (
                "MÜLLER & Söhne GmbH & Co. KG",
                "muller sohne",
                Some("GMBHCOKG"),
            ),
            ("Ørsted Straßenbau A/S", "orsted strassenbau", Some("AS")),
            ("Zielona Góra Sp. z o.o.", "zielona gora", Some("SPZOO")),
            (
                "Cervezas Águila, S.A. de C.V.",
                "cerveza aguila",
                Some("SADECV"),
            ),
            ("I.B.M. Corp", "ibm", Some("CORP")),
            ("Kestrel Bay (UK) Limited", "kestrel bay", Some("LTD")),
            ("PT Sinar Baru Tbk", "sinar baru", Some("PT")),
            ("SE", "se", None),
        ] {
            let name = names(text).remove(0);
            assert_eq!(name.words.join(" "), core, "{text}");
            assert_eq!(name.form.map(|form| form.name), form, "{text}");
        }
    }

    #[test]
    fn two_names_in_one_text_are_two() {
        let found = names("Kestrel Bay Ltd t/a Bright Probes");
        let words: Vec<_> = found.iter().map(|name| name.words.join(" ")).collect();
        assert_eq!(words, ["kestrel bay", "bright probe"]);
    }
}
