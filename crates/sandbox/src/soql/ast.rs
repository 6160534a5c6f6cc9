//! A query as a tree.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::dates::DateLiteral;

/// `Account.Owner.Name`, as written.
pub(crate) type Path = Vec<String>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Query {
    pub(crate) select: Vec<Item>,
    pub(crate) from: String,
    pub(crate) alias: Option<String>,
    pub(crate) filter: Option<Condition>,
    pub(crate) group: Vec<Expression>,
    pub(crate) having: Option<Condition>,
    pub(crate) order: Vec<Order>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
    pub(crate) all_rows: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    Expression {
        expression: Expression,
        alias: Option<String>,
    },
    Child(Box<Query>),
    Fields(FieldSet),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldSet {
    All,
    Standard,
    Custom,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    Field(Path),
    /// `COUNT()` has no path.
    Aggregate(Aggregate, Option<Path>),
    Date(DateFunction, Path),
    /// `toLabel(f)`, `FORMAT(f)`: the value as it is, under the field's own name.
    Shown(Path),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aggregate {
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateFunction {
    CalendarYear,
    CalendarQuarter,
    CalendarMonth,
    DayInMonth,
    DayOnly,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Expression, Operator, Literal),
    Like(Expression, String),
    In {
        of: Expression,
        negated: bool,
        among: Among,
    },
    /// Multi-select picklists: any of these sets, each all of its values.
    Includes {
        of: Expression,
        negated: bool,
        sets: Vec<String>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Among {
    Values(Vec<Literal>),
    Query(Box<Query>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(String),
    Date(Date),
    Instant(Timestamp),
    Named(DateLiteral),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    pub(crate) by: Expression,
    pub(crate) descending: bool,
    /// Salesforce puts nulls first unless told otherwise, in both directions.
    pub(crate) nulls_last: bool,
}
