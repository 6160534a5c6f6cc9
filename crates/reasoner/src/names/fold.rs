use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Small letters without accents: `Ørsted & Söhne` is `orsted & sohne`.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        for c in c.to_lowercase() {
            match c {
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'þ' => folded.push_str("th"),
                'ı' => folded.push('i'),
                c if !is_combining_mark(c) => folded.push(c),
                _ => {}
            }
        }
    }
    folded
}

/// Words of letters and digits. Dotted and spaced initials become one word: `I.B.M.`, `S p A`.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words: Vec<String> = vec![];
    for chunk in folded.split_whitespace() {
        if let Some(initials) = dotted(chunk) {
            words.push(initials);
            continue;
        }
        let mut word = String::new();
        for c in chunk.chars() {
            match c {
                '\'' | '’' | '`' | '´' => {}
                '&' | '+' => {
                    cut(&mut words, &mut word);
                    words.push("and".into());
                }
                c if c.is_alphanumeric() => word.push(c),
                _ => cut(&mut words, &mut word),
            }
        }
        cut(&mut words, &mut word);
    }
    join_letters(&words)
}

fn cut(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// `i.b.m.` or `s.a`: single letters, each with a dot between.
fn dotted(chunk: &str) -> Option<String> {
    let chunk = chunk.trim_end_matches([',', ';', '.']);
    let letters: Vec<&str> = chunk.split('.').collect();
    (letters.len() > 1
        && letters
            .iter()
            .all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphanumeric)))
    .then(|| letters.concat())
}

/// Runs of single letters become one word: `s p a` is `spa`.
fn join_letters(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = vec![];
    let mut run = false;
    for word in words {
        let letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        match joined.last_mut() {
            Some(last) if run && letter => last.push_str(word),
            _ => joined.push(word.clone()),
        }
        run = letter;
    }
    joined
}
