//! Characters to tokens.

use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Where it starts, in characters.
    pub(crate) at: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    /// Names, keywords, dates and numbers: told apart by who reads them.
    Word(String),
    Text(String),
    Symbol(&'static str),
}

const SYMBOLS: &[&str] = &["<=", ">=", "!=", "<>", "=", "<", ">", "(", ")", ",", ":"];

pub(crate) fn lex(text: &str) -> Result<Vec<Token>, Refusal> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let letter = letters[at];
        if letter.is_whitespace() {
            at += 1;
        } else if letter == '\'' {
            let (kind, next) = quoted(&letters, at)?;
            tokens.push(Token { kind, at });
            at = next;
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| {
            symbol
                .chars()
                .enumerate()
                .all(|(n, c)| letters.get(at + n) == Some(&c))
        }) {
            tokens.push(Token {
                kind: TokenKind::Symbol(symbol),
                at,
            });
            at += symbol.len();
        } else if is_word(letter) {
            let start = at;
            while at < letters.len() && (is_word(letters[at]) || is_time_colon(&letters, start, at))
            {
                at += 1;
            }
            tokens.push(Token {
                kind: TokenKind::Word(letters[start..at].iter().collect()),
                at: start,
            });
        } else {
            return Err(Refusal::query(format!(
                "line 1:{at} no viable alternative at character '{letter}'"
            )));
        }
    }
    Ok(tokens)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-' | '+' | '%')
}

/// `2026-11-21T19:07:00Z` holds colons; `LAST_N_DAYS:30` does not keep its own.
fn is_time_colon(letters: &[char], start: usize, at: usize) -> bool {
    letters[at] == ':' && letters[start].is_ascii_digit()
}

fn quoted(letters: &[char], start: usize) -> Result<(TokenKind, usize), Refusal> {
    let mut text = String::new();
    let mut at = start + 1;
    while let Some(&letter) = letters.get(at) {
        match letter {
            '\'' => return Ok((TokenKind::Text(text), at + 1)),
            '\\' => {
                at += 1;
                match letters.get(at) {
                    Some('n' | 'N') => text.push('\n'),
                    Some('r' | 'R') => text.push('\r'),
                    Some('t' | 'T') => text.push('\t'),
                    Some('b' | 'B') => text.push('\u{8}'),
                    Some('f' | 'F') => text.push('\u{c}'),
                    Some('\'' | '"' | '\\') => text.push(letters[at]),
                    // In LIKE a backslash before % or _ takes their meaning away: it must survive.
                    Some('%' | '_') => text.extend(['\\', letters[at]]),
                    Some('u' | 'U') => {
                        let code: String = letters.iter().skip(at + 1).take(4).collect();
                        let letter = u32::from_str_radix(&code, 16)
                            .ok()
                            .filter(|_| code.len() == 4)
                            .and_then(char::from_u32);
                        text.push(letter.ok_or_else(|| illegal(at))?);
                        at += 4;
                    }
                    _ => return Err(illegal(at)),
                }
            }
            _ => text.push(letter),
        }
        at += 1;
    }
    Err(Refusal::query(format!(
        "line 1:{start} mismatched character '<EOF>' expecting '''"
    )))
}

fn illegal(at: usize) -> Refusal {
    Refusal::query(format!(
        "Invalid string literal. Illegal character sequence in string literal at position {at}"
    ))
}
