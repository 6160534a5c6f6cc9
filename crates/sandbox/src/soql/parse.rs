//! Tokens to a tree, by recursive descent.

mod condition;
mod cursor;

use super::ast::{Aggregate, DateFunction, Expression, FieldSet, Item, Order, Path, Query};
use super::lex::{Token, TokenKind, lex};
use crate::refusal::Refusal;

/// SOQL longer than this is refused unread.
const LONGEST: usize = 100_000;
/// How deep conditions may nest before we stop.
const DEEPEST: u32 = 100;

pub(crate) fn parse(text: &str) -> Result<Query, Refusal> {
    if text.chars().count() > LONGEST {
        return Err(Refusal::new(
            414,
            "QUERY_TOO_COMPLICATED",
            "query is too long",
        ));
    }
    let mut parser = Parser::new(lex(text)?);
    let query = parser.query()?;
    parser.end()?;
    Ok(query)
}

pub(crate) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
}

impl Parser {
    pub(crate) fn new(tokens: Vec<Token>) -> Self {
        Self {
            tokens,
            at: 0,
            depth: 0,
        }
    }

    fn query(&mut self) -> Result<Query, Refusal> {
        self.word("SELECT")?;
        let mut select = vec![self.item()?];
        while self.symbol(",") {
            select.push(self.item()?);
        }
        self.word("FROM")?;
        let from = self.name()?;
        let alias = self.alias(&[
            "USING", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL",
            "UPDATE",
        ])?;
        if self.is("USING") {
            self.at += 1;
            self.word("SCOPE")?;
            self.name()?;
        }
        let filter = if self.takes("WHERE") {
            Some(self.condition()?)
        } else {
            None
        };
        if self.takes("WITH") {
            self.name()?;
        }
        let mut query = Query {
            select,
            from,
            alias,
            filter,
            group: vec![],
            having: None,
            order: vec![],
            limit: None,
            offset: None,
            all_rows: false,
        };
        if self.takes("GROUP") {
            self.word("BY")?;
            query.group = self.list(Self::expression)?;
            if self.takes("HAVING") {
                query.having = Some(self.condition()?);
            }
        }
        if self.takes("ORDER") {
            self.word("BY")?;
            query.order = self.list(Self::order)?;
        }
        if self.takes("LIMIT") {
            query.limit = Some(self.count()?);
        }
        if self.takes("OFFSET") {
            query.offset = Some(self.count()?);
        }
        self.tail(&mut query)?;
        Ok(query)
    }

    /// `FOR VIEW`, `FOR REFERENCE`, `FOR UPDATE`, `UPDATE TRACKING`, `ALL ROWS`.
    fn tail(&mut self, query: &mut Query) -> Result<(), Refusal> {
        loop {
            if self.takes("FOR") {
                let purpose = self.name()?.to_ascii_uppercase();
                if !matches!(purpose.as_str(), "VIEW" | "REFERENCE" | "UPDATE") {
                    return Err(self.unexpected_before());
                }
            } else if self.takes("UPDATE") {
                self.name()?;
            } else if self.takes("ALL") {
                self.word("ROWS")?;
                query.all_rows = true;
            } else {
                return Ok(());
            }
        }
    }

    fn item(&mut self) -> Result<Item, Refusal> {
        if self.symbol("(") {
            self.deeper()?;
            let query = self.query()?;
            self.expect(")")?;
            self.depth -= 1;
            return Ok(Item::Child(Box::new(query)));
        }
        if self.is("FIELDS") && self.symbol_follows("(") {
            self.at += 2;
            let set = match self.name()?.to_ascii_uppercase().as_str() {
                "ALL" => FieldSet::All,
                "STANDARD" => FieldSet::Standard,
                "CUSTOM" => FieldSet::Custom,
                _ => return Err(self.unexpected_before()),
            };
            self.expect(")")?;
            return Ok(Item::Fields(set));
        }
        let expression = self.expression()?;
        let alias = self.alias(&["FROM"])?;
        Ok(Item::Expression { expression, alias })
    }

    pub(super) fn expression(&mut self) -> Result<Expression, Refusal> {
        if !self.symbol_follows("(") {
            return Ok(Expression::Field(self.path()?));
        }
        let name = self.name()?.to_ascii_uppercase();
        self.expect("(")?;
        let aggregate = match name.as_str() {
            "COUNT" => Some(Aggregate::Count),
            "COUNT_DISTINCT" => Some(Aggregate::CountDistinct),
            "SUM" => Some(Aggregate::Sum),
            "AVG" => Some(Aggregate::Avg),
            "MIN" => Some(Aggregate::Min),
            "MAX" => Some(Aggregate::Max),
            _ => None,
        };
        if let Some(aggregate) = aggregate {
            let path = if aggregate == Aggregate::Count && self.is_symbol(")") {
                None
            } else {
                Some(self.path()?)
            };
            self.expect(")")?;
            return Ok(Expression::Aggregate(aggregate, path));
        }
        let path = self.path()?;
        self.expect(")")?;
        match name.as_str() {
            "CALENDAR_YEAR" | "FISCAL_YEAR" => {
                Ok(Expression::Date(DateFunction::CalendarYear, path))
            }
            "CALENDAR_QUARTER" | "FISCAL_QUARTER" => {
                Ok(Expression::Date(DateFunction::CalendarQuarter, path))
            }
            "CALENDAR_MONTH" | "FISCAL_MONTH" => {
                Ok(Expression::Date(DateFunction::CalendarMonth, path))
            }
            "DAY_IN_MONTH" => Ok(Expression::Date(DateFunction::DayInMonth, path)),
            "DAY_ONLY" => Ok(Expression::Date(DateFunction::DayOnly, path)),
            "TOLABEL" | "FORMAT" => Ok(Expression::Shown(path)),
            _ => Err(Refusal::query(format!("unexpected token: {name}"))),
        }
    }

    fn order(&mut self) -> Result<Order, Refusal> {
        let by = self.expression()?;
        let descending = self.takes("DESC");
        if !descending {
            self.takes("ASC");
        }
        let nulls_last = if self.takes("NULLS") {
            if self.takes("LAST") {
                true
            } else {
                self.word("FIRST")?;
                false
            }
        } else {
            false
        };
        Ok(Order {
            by,
            descending,
            nulls_last,
        })
    }

    fn path(&mut self) -> Result<Path, Refusal> {
        let name = self.name()?;
        let path: Path = name.split('.').map(str::to_owned).collect();
        let well_formed = |part: &String| {
            part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        if path.iter().all(well_formed) {
            Ok(path)
        } else {
            Err(Refusal::query(format!("unexpected token: '{name}'")))
        }
    }

    pub(super) fn list<T>(
        &mut self,
        one: impl Fn(&mut Self) -> Result<T, Refusal>,
    ) -> Result<Vec<T>, Refusal> {
        let mut items = vec![one(self)?];
        while self.symbol(",") {
            items.push(one(self)?);
        }
        Ok(items)
    }

    fn alias(&mut self, not: &[&str]) -> Result<Option<String>, Refusal> {
        match self.peek() {
            Some(TokenKind::Word(word))
                if !not.iter().any(|keyword| keyword.eq_ignore_ascii_case(word)) =>
            {
                Ok(Some(self.name()?))
            }
            _ => Ok(None),
        }
    }

    /// A SELECT list.
    pub(crate) fn items(&mut self) -> Result<Vec<Item>, Refusal> {
        let one = |parser: &mut Self| {
            Ok(Item::Expression {
                expression: parser.expression()?,
                alias: None,
            })
        };
        self.list(one)
    }

    /// WHERE, ORDER BY, LIMIT and OFFSET, each when it is there.
    pub(crate) fn clauses(&mut self, query: &mut Query) -> Result<(), Refusal> {
        if self.takes("WHERE") {
            query.filter = Some(self.condition()?);
        }
        if self.takes("ORDER") {
            self.word("BY")?;
            query.order = self.list(Self::order)?;
        }
        if self.takes("LIMIT") {
            query.limit = Some(self.count()?);
        }
        if self.takes("OFFSET") {
            query.offset = Some(self.count()?);
        }
        Ok(())
    }
}
