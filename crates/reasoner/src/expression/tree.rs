use domain::time::Stride;
use domain::value::Value;
use std::collections::BTreeSet;

/// What may stand in a rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    /// Null, a number, a text, yes or no, or a day.
    Literal(Value),
    Input(String),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    /// `a ?? b`: b, where a is empty.
    Else(Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Compare(Compare, Box<Expr>, Box<Expr>),
    /// `x in ['a', 'b']`
    Among(Box<Expr>, Vec<Expr>),
    /// `x in [1..5)`: the ends, and whether each belongs to it.
    Between(Box<Expr>, Box<(Expr, bool, Expr, bool)>),
    Sum(Arithmetic, Box<Expr>, Box<Expr>),
    Join(Box<Expr>, Box<Expr>),
    Call(Call, Vec<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Is,
    IsNot,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Plus,
    Minus,
    Times,
    Over,
    Modulo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Length,
    Upper,
    Lower,
    Trim,
    StartsWith,
    EndsWith,
    Contains,
    Absolute,
    Negate,
    Floor,
    Ceil,
    Round,
    Least,
    Most,
    NumberOf,
    TextOf,
    DayOf,
    Year,
    Month,
    DayOfMonth,
    Weekday,
    Quarter,
    /// The first later by the second.
    Later(Stride),
    Earlier(Stride),
    /// Days from the second to the first.
    DaysSince,
}

impl Expr {
    /// The inputs it names.
    pub(super) fn reads(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.collect(&mut names);
        names
    }

    fn collect(&self, names: &mut BTreeSet<String>) {
        match self {
            Self::Literal(_) => {}
            Self::Input(name) => {
                names.insert(name.clone());
            }
            Self::Not(a) => a.collect(names),
            Self::And(a, b)
            | Self::Or(a, b)
            | Self::Else(a, b)
            | Self::Compare(_, a, b)
            | Self::Sum(_, a, b)
            | Self::Join(a, b) => collect([&**a, b], names),
            Self::If(a, b, c) => collect([&**a, b, c], names),
            Self::Among(a, list) => {
                a.collect(names);
                collect(list, names);
            }
            Self::Between(a, ends) => {
                collect([&**a, &ends.0, &ends.2], names);
            }
            Self::Call(_, given) => collect(given, names),
        }
    }
}

fn collect<'a>(parts: impl IntoIterator<Item = &'a Expr>, names: &mut BTreeSet<String>) {
    for part in parts {
        part.collect(names);
    }
}
