//! `FIND {…} IN … FIELDS RETURNING Account(Id, Name WHERE … ORDER BY … LIMIT n), Contact LIMIT n`

use super::words::{Term, words};
use crate::refusal::Refusal;
use crate::soql::ast::{Item, Query};
use crate::soql::{Parser, TokenKind, lex};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    All,
    Name,
    Email,
    Phone,
}

#[derive(Debug)]
pub(super) struct Search {
    pub(super) term: Term,
    pub(super) group: Group,
    /// What to return, each as a query on its object.
    pub(super) returning: Vec<Query>,
    pub(super) limit: Option<u64>,
}

pub(super) fn parse(text: &str) -> Result<Search, Refusal> {
    read(text).map_err(|refusal| Refusal {
        code: if refusal.code == "MALFORMED_QUERY" {
            "MALFORMED_SEARCH"
        } else {
            refusal.code
        },
        ..refusal
    })
}

fn read(text: &str) -> Result<Search, Refusal> {
    let malformed = |text: &str| Refusal::bad("MALFORMED_SEARCH", text);
    let text = text.trim();
    let rest = text
        .get(..4)
        .filter(|find| find.eq_ignore_ascii_case("find"))
        .map(|_| text[4..].trim_start())
        .ok_or_else(|| malformed("expecting FIND"))?;
    let (sought, rest) = match rest.chars().next() {
        Some('{') => {
            braced(rest).ok_or_else(|| malformed("no closing brace after the search term"))?
        }
        Some('\'') => {
            let end = rest[1..]
                .find('\'')
                .ok_or_else(|| malformed("no closing quote after the search term"))?;
            (rest[1..=end].to_owned(), &rest[end + 2..])
        }
        _ => return Err(malformed("expecting { after FIND")),
    };
    let term = term(&sought)?;
    let mut parser = Parser::new(lex(rest)?);
    let mut search = Search {
        term,
        group: Group::All,
        returning: Vec::new(),
        limit: None,
    };
    if parser.takes("IN") {
        search.group = match parser.name()?.to_ascii_uppercase().as_str() {
            "ALL" => Group::All,
            "NAME" => Group::Name,
            "EMAIL" => Group::Email,
            "PHONE" => Group::Phone,
            other => return Err(malformed(&format!("unexpected token: {other}"))),
        };
        parser.word("FIELDS")?;
    }
    if parser.takes("RETURNING") {
        search.returning.push(parser.returned()?);
        while parser.symbol(",") {
            search.returning.push(parser.returned()?);
        }
    }
    if parser.takes("LIMIT") {
        search.limit = Some(parser.count()?);
    }
    parser.end()?;
    Ok(search)
}

/// The text in braces, with backslashes taken away, and what follows.
fn braced(text: &str) -> Option<(String, &str)> {
    let mut inner = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '}' => return Some((inner, &text[at + 1..])),
            '\\' => match letters.next()?.1 {
                // An escaped quote or wildcard is an ordinary letter, and those are no part of words.
                '"' | '*' | '?' => inner.push(' '),
                other => inner.push(other),
            },
            other => inner.push(other),
        }
    }
    None
}

/// `a b` and `a AND b` want both, `a OR b` one, `a AND NOT b` the first without the second; `"a b"` wants them in a row.
pub(super) fn term(text: &str) -> Result<Term, Refusal> {
    let mut any: Vec<Term> = Vec::new();
    let mut all: Vec<Term> = Vec::new();
    let mut negated = false;
    for (piece, quoted) in pieces(text) {
        match (piece.as_str(), quoted) {
            ("AND", false) => {}
            ("NOT", false) => negated = true,
            ("OR", false) => any.push(Term::And(std::mem::take(&mut all))),
            _ => {
                let phrase = if quoted {
                    words(&piece)
                } else {
                    patterns(&piece)
                };
                if !phrase.is_empty() {
                    let term = Term::Phrase(phrase);
                    all.push(if std::mem::take(&mut negated) {
                        Term::Not(Box::new(term))
                    } else {
                        term
                    });
                }
            }
        }
    }
    any.push(Term::And(all));
    let letters = text
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .count();
    if letters < 2
        || any
            .iter()
            .any(|term| matches!(term, Term::And(all) if all.is_empty()))
    {
        return Err(Refusal::bad(
            "MALFORMED_SEARCH",
            "search term must be longer than one character",
        ));
    }
    Ok(if any.len() == 1 {
        any.remove(0)
    } else {
        Term::Or(any)
    })
}

/// Words with their wildcards; punctuation splits, as it does in what is searched.
fn patterns(piece: &str) -> Vec<String> {
    piece
        .split(|letter: char| !letter.is_alphanumeric() && letter != '*' && letter != '?')
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .map(|part| {
            part.split_inclusive(['*', '?'])
                .map(|run| {
                    run.trim_end_matches(['*', '?']).to_owned()
                        + &run[run.trim_end_matches(['*', '?']).len()..]
                })
                .collect::<String>()
        })
        .map(|part| {
            let mut flat = String::new();
            for letter in part.chars() {
                if matches!(letter, '*' | '?') {
                    flat.push(letter);
                } else {
                    flat.push_str(&words(&letter.to_string()).concat());
                }
            }
            flat
        })
        .collect()
}

fn pieces(text: &str) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut quoted = false;
    for part in text.split('"') {
        if quoted {
            pieces.push((part.to_owned(), true));
        } else {
            pieces.extend(
                part.split(|letter: char| letter.is_whitespace() || letter == '(' || letter == ')')
                    .filter(|word| !word.is_empty())
                    .map(|word| (word.to_owned(), false)),
            );
        }
        quoted = !quoted;
    }
    pieces
}

impl Parser {
    /// `Account(Id, Name WHERE … ORDER BY … LIMIT n OFFSET n)`
    fn returned(&mut self) -> Result<Query, Refusal> {
        let from = self.name()?;
        let id = || {
            vec![Item::Expression {
                expression: crate::soql::ast::Expression::Field(vec!["Id".to_owned()]),
                alias: None,
            }]
        };
        let mut query = Query {
            select: id(),
            from,
            alias: None,
            filter: None,
            group: vec![],
            having: None,
            order: vec![],
            limit: None,
            offset: None,
            all_rows: false,
        };
        if !self.symbol("(") {
            return Ok(query);
        }
        let bare = ["WHERE", "ORDER", "LIMIT", "OFFSET", "USING"];
        if matches!(self.peek(), Some(TokenKind::Word(word)) if !bare.iter().any(|bare| bare.eq_ignore_ascii_case(word)))
        {
            query.select = self.items()?;
        }
        self.clauses(&mut query)?;
        self.expect(")")?;
        Ok(query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_read() {
        let search = parse("FIND {kestrel bay* OR \"point inst\"} IN NAME FIELDS RETURNING Account(Id, Name WHERE Phone != null LIMIT 3), Contact LIMIT 5").unwrap();
        assert_eq!(
            (search.group, search.returning.len(), search.limit),
            (Group::Name, 2, Some(5))
        );
        assert_eq!(search.returning[0].limit, Some(3));
        assert!(matches!(search.term, Term::Or(_)));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "FIND x",
            "FIND {a}",
            "FIND {kestrel",
            "FIND {kestrel} IN SOME FIELDS",
            "FIND {kestrel} RETURNING Account(Id",
        ] {
            assert_eq!(
                parse(text).err().map(|refusal| refusal.code),
                Some("MALFORMED_SEARCH"),
                "{text}"
            );
        }
    }
}
