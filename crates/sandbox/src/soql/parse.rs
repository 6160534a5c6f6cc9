//! Tokens to a tree, by recursive descent.

use super::ast::{Among, Aggregate, Condition, DateFunction, Expression, FieldSet, Item, Literal, Operator, Order, Path, Query};
use super::dates::DateLiteral;
use super::lex::{Token, TokenKind, lex};
use crate::refusal::Refusal;
use crate::value::parse_instant;
use rust_decimal::Decimal;

/// SOQL longer than this is refused unread.
const LONGEST: usize = 100_000;
/// How deep conditions may nest before we stop.
const DEEPEST: u32 = 100;

pub(crate) fn parse(text: &str) -> Result<Query, Refusal> {
    if text.chars().count() > LONGEST {
        return Err(Refusal::new(414, "QUERY_TOO_COMPLICATED", "query is too long"));
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
        Self { tokens, at: 0, depth: 0 }
    }

    fn query(&mut self) -> Result<Query, Refusal> {
        self.word("SELECT")?;
        let mut select = vec![self.item()?];
        while self.symbol(",") {
            select.push(self.item()?);
        }
        self.word("FROM")?;
        let from = self.name()?;
        let alias = self.alias(&["USING", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL", "UPDATE"])?;
        if self.is("USING") {
            self.at += 1;
            self.word("SCOPE")?;
            self.name()?;
        }
        let filter = if self.takes("WHERE") { Some(self.condition()?) } else { None };
        if self.takes("WITH") {
            self.name()?;
        }
        let mut query = Query { select, from, alias, filter, group: vec![], having: None, order: vec![], limit: None, offset: None, all_rows: false };
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

    fn expression(&mut self) -> Result<Expression, Refusal> {
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
            let path = if aggregate == Aggregate::Count && self.is_symbol(")") { None } else { Some(self.path()?) };
            self.expect(")")?;
            return Ok(Expression::Aggregate(aggregate, path));
        }
        let path = self.path()?;
        self.expect(")")?;
        match name.as_str() {
            "CALENDAR_YEAR" | "FISCAL_YEAR" => Ok(Expression::Date(DateFunction::CalendarYear, path)),
            "CALENDAR_QUARTER" | "FISCAL_QUARTER" => Ok(Expression::Date(DateFunction::CalendarQuarter, path)),
            "CALENDAR_MONTH" | "FISCAL_MONTH" => Ok(Expression::Date(DateFunction::CalendarMonth, path)),
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
        Ok(Order { by, descending, nulls_last })
    }

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
        let number = if self.symbol(":") { Some(i64::try_from(self.count()?).unwrap_or(i64::MAX)) } else { None };
        DateLiteral::named(&word, number).map(Literal::Named).ok_or_else(|| Refusal::query(format!("unexpected token: '{word}'")))
    }

    fn path(&mut self) -> Result<Path, Refusal> {
        let name = self.name()?;
        let path: Path = name.split('.').map(str::to_owned).collect();
        let well_formed = |part: &String| part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if path.iter().all(well_formed) { Ok(path) } else { Err(Refusal::query(format!("unexpected token: '{name}'"))) }
    }

    fn list<T>(&mut self, one: impl Fn(&mut Self) -> Result<T, Refusal>) -> Result<Vec<T>, Refusal> {
        let mut items = vec![one(self)?];
        while self.symbol(",") {
            items.push(one(self)?);
        }
        Ok(items)
    }

    fn alias(&mut self, not: &[&str]) -> Result<Option<String>, Refusal> {
        match self.peek() {
            Some(TokenKind::Word(word)) if !not.iter().any(|keyword| keyword.eq_ignore_ascii_case(word)) => Ok(Some(self.name()?)),
            _ => Ok(None),
        }
    }

    pub(crate) fn count(&mut self) -> Result<u64, Refusal> {
        match self.take() {
            Some(TokenKind::Word(word)) => word.parse().map_err(|_| Refusal::query(format!("unexpected token: '{word}'"))),
            _ => Err(self.unexpected_before()),
        }
    }

    pub(crate) fn name(&mut self) -> Result<String, Refusal> {
        match self.take() {
            Some(TokenKind::Word(word)) if word.starts_with(|c: char| c.is_ascii_alphabetic()) => Ok(word),
            _ => Err(self.unexpected_before()),
        }
    }

    fn deeper(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(Refusal::query("query is nested too deeply")) } else { Ok(()) }
    }

    pub(crate) fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn take(&mut self) -> Option<TokenKind> {
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

    fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), Some(TokenKind::Symbol(own)) if *own == symbol)
    }

    fn symbol_follows(&self, symbol: &str) -> bool {
        matches!(self.tokens.get(self.at + 1).map(|token| &token.kind), Some(TokenKind::Symbol(own)) if *own == symbol)
    }

    pub(crate) fn symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    pub(crate) fn word(&mut self, keyword: &str) -> Result<(), Refusal> {
        if self.takes(keyword) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(crate) fn expect(&mut self, symbol: &str) -> Result<(), Refusal> {
        if self.symbol(symbol) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(crate) fn end(&self) -> Result<(), Refusal> {
        if self.at >= self.tokens.len() { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected_before(&mut self) -> Refusal {
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
                Refusal::query(format!("\nERROR at Row:1:Column:{}\nunexpected token: '{text}'", at + 1))
            }
        }
    }
}

impl Parser {
    /// A SELECT list.
    pub(crate) fn items(&mut self) -> Result<Vec<Item>, Refusal> {
        let one = |parser: &mut Self| Ok(Item::Expression { expression: parser.expression()?, alias: None });
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
