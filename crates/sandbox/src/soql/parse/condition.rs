//! WHERE and HAVING.

use rust_decimal::Decimal;

use super::Parser;
use crate::refusal::Refusal;
use crate::soql::ast::{Among, Condition, Expression, Literal, Operator};
use crate::soql::dates::DateLiteral;
use crate::soql::lex::TokenKind;
use crate::value::parse_instant;

impl Parser {
    /// `a AND b AND c` or `a OR b OR c`; mixing the two needs parentheses, as in Salesforce.
    pub(crate) fn condition(&mut self) -> Result<Condition, Refusal> {
        self.deeper()?;
        let first = self.term()?;
        let joined = if self.is("AND") {
            let mut all = vec![first];
            while self.takes("AND") {
                all.push(self.term()?);
            }
            Condition::And(all)
        } else if self.is("OR") {
            let mut any = vec![first];
            while self.takes("OR") {
                any.push(self.term()?);
            }
            Condition::Or(any)
        } else {
            first
        };
        if self.is("AND") || self.is("OR") {
            return Err(self.unexpected());
        }
        self.depth -= 1;
        Ok(joined)
    }

    fn term(&mut self) -> Result<Condition, Refusal> {
        if self.takes("NOT") {
            self.deeper()?;
            let inner = self.term()?;
            self.depth -= 1;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.symbol("(") {
            let inner = self.condition()?;
            self.expect(")")?;
            return Ok(inner);
        }
        let of = self.expression()?;
        if self.takes("LIKE") {
            return match self.take() {
                Some(TokenKind::Text(pattern)) => Ok(Condition::Like(of, pattern)),
                _ => Err(self.unexpected_before()),
            };
        }
        if self.takes("IN") {
            return self.among(of, false);
        }
        if self.is("NOT") {
            self.at += 1;
            self.word("IN")?;
            return self.among(of, true);
        }
        if self.is("INCLUDES") || self.is("EXCLUDES") {
            let negated = self.is("EXCLUDES");
            self.at += 1;
            self.expect("(")?;
            let sets = self.list(|parser| match parser.take() {
                Some(TokenKind::Text(set)) => Ok(set),
                _ => Err(parser.unexpected_before()),
            })?;
            self.expect(")")?;
            return Ok(Condition::Includes { of, negated, sets });
        }
        let operator = match self.take() {
            Some(TokenKind::Symbol("=")) => Operator::Equal,
            Some(TokenKind::Symbol("!=" | "<>")) => Operator::Unequal,
            Some(TokenKind::Symbol("<")) => Operator::Less,
            Some(TokenKind::Symbol("<=")) => Operator::AtMost,
            Some(TokenKind::Symbol(">")) => Operator::Greater,
            Some(TokenKind::Symbol(">=")) => Operator::AtLeast,
            _ => return Err(self.unexpected_before()),
        };
        Ok(Condition::Compare(of, operator, self.literal()?))
    }

    fn among(&mut self, of: Expression, negated: bool) -> Result<Condition, Refusal> {
        self.expect("(")?;
        let among = if self.is("SELECT") {
            self.deeper()?;
            let query = self.query()?;
            self.depth -= 1;
            Among::Query(Box::new(query))
        } else {
            Among::Values(self.list(Self::literal)?)
        };
        self.expect(")")?;
        Ok(Condition::In { of, negated, among })
    }

    fn literal(&mut self) -> Result<Literal, Refusal> {
        let word = match self.take() {
            Some(TokenKind::Text(text)) => return Ok(Literal::Text(text)),
            Some(TokenKind::Word(word)) => word,
            _ => return Err(self.unexpected_before()),
        };
        match word.to_ascii_uppercase().as_str() {
            "NULL" => return Ok(Literal::Null),
            "TRUE" => return Ok(Literal::Bool(true)),
            "FALSE" => return Ok(Literal::Bool(false)),
            _ => {}
        }
        if let Ok(number) = word.trim_start_matches('+').parse::<Decimal>() {
            return Ok(Literal::Number(number));
        }
        if word.len() == 10
            && let Ok(date) = word.parse()
        {
            return Ok(Literal::Date(date));
        }
        if word.contains('T')
            && let Some(at) = parse_instant(&word)
        {
            return Ok(Literal::Instant(at));
        }
        let number = if self.symbol(":") {
            Some(i64::try_from(self.count()?).unwrap_or(i64::MAX))
        } else {
            None
        };
        DateLiteral::named(&word, number)
            .map(Literal::Named)
            .ok_or_else(|| Refusal::query(format!("unexpected token: '{word}'")))
    }
}
