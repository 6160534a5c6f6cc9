//! The place in the tokens.

use super::{DEEPEST, Parser};
use crate::refusal::Refusal;
use crate::soql::lex::{Token, TokenKind};

impl Parser {
    pub(crate) fn count(&mut self) -> Result<u64, Refusal> {
        match self.take() {
            Some(TokenKind::Word(word)) => word
                .parse()
                .map_err(|_| Refusal::query(format!("unexpected token: '{word}'"))),
            _ => Err(self.unexpected_before()),
        }
    }

    pub(crate) fn name(&mut self) -> Result<String, Refusal> {
        match self.take() {
            Some(TokenKind::Word(word)) if word.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                Ok(word)
            }
            _ => Err(self.unexpected_before()),
        }
    }

    pub(super) fn deeper(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > DEEPEST {
            Err(Refusal::query("query is nested too deeply"))
        } else {
            Ok(())
        }
    }

    pub(crate) fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    pub(super) fn take(&mut self) -> Option<TokenKind> {
        let kind = self.peek().cloned();
        self.at += 1;
        kind
    }

    pub(crate) fn is(&self, keyword: &str) -> bool {
        matches!(self.peek(), Some(TokenKind::Word(word)) if word.eq_ignore_ascii_case(keyword))
    }

    pub(crate) fn takes(&mut self, keyword: &str) -> bool {
        let found = self.is(keyword);
        self.at += usize::from(found);
        found
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), Some(TokenKind::Symbol(own)) if *own == symbol)
    }

    pub(super) fn symbol_follows(&self, symbol: &str) -> bool {
        matches!(self.tokens.get(self.at + 1).map(|token| &token.kind), Some(TokenKind::Symbol(own)) if *own == symbol)
    }

    pub(crate) fn symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    pub(crate) fn word(&mut self, keyword: &str) -> Result<(), Refusal> {
        if self.takes(keyword) {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    pub(crate) fn expect(&mut self, symbol: &str) -> Result<(), Refusal> {
        if self.symbol(symbol) {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    pub(crate) fn end(&self) -> Result<(), Refusal> {
        if self.at >= self.tokens.len() {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    pub(super) fn unexpected_before(&mut self) -> Refusal {
        self.at = self.at.saturating_sub(1);
        self.unexpected()
    }

    /// The message Salesforce gives, with the place in characters.
    pub(crate) fn unexpected(&self) -> Refusal {
        match self.tokens.get(self.at) {
            None => Refusal::query("unexpected token: '<EOF>'"),
            Some(Token { kind, at }) => {
                let text = match kind {
                    TokenKind::Word(word) => word.clone(),
                    TokenKind::Text(text) => format!("'{text}'"),
                    TokenKind::Symbol(symbol) => (*symbol).to_owned(),
                };
                Refusal::query(format!(
                    "\nERROR at Row:1:Column:{}\nunexpected token: '{text}'",
                    at + 1
                ))
            }
        }
    }
}
