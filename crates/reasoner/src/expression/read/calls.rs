//! Functions, and what can be asked of a day.

use super::{Found, Reader, unwrapped};
use crate::expression::tree::{Call, Compare, Expr};
use domain::mission::ValueType;
use domain::time::{Date, Stride};
use domain::value::Value;
use zen_expression::functions::{DateMethod, FunctionKind, InternalFunction};
use zen_expression::parser::Node;

impl Reader<'_> {
    pub(super) fn call(
        &mut self,
        node: &Node<'_>,
        kind: &FunctionKind,
        arguments: &[&Node<'_>],
        depth: usize,
    ) -> Option<Found> {
        use InternalFunction as F;
        use ValueType::{Bool, Number, Text};
        let FunctionKind::Internal(function) = kind else {
            return self.no(node, format!("`{kind}` cannot be used in a rule"));
        };
        let (call, takes, gives): (Call, &[ValueType], ValueType) = match function {
            F::Len => (Call::Length, &[Text], Number),
            F::Upper => (Call::Upper, &[Text], Text),
            F::Lower => (Call::Lower, &[Text], Text),
            F::Trim => (Call::Trim, &[Text], Text),
            F::StartsWith => (Call::StartsWith, &[Text, Text], Bool),
            F::EndsWith => (Call::EndsWith, &[Text, Text], Bool),
            F::Contains => (Call::Contains, &[Text, Text], Bool),
            F::Abs => (Call::Absolute, &[Number], Number),
            F::Floor => (Call::Floor, &[Number], Number),
            F::Ceil => (Call::Ceil, &[Number], Number),
            F::Round if arguments.len() == 2 => (Call::Round, &[Number, Number], Number),
            F::Round => (Call::Round, &[Number], Number),
            F::Number => (Call::NumberOf, &[Text], Number),
            F::String => (Call::TextOf, &[Number], Text),
            F::Min => return self.extreme(node, Call::Least, arguments, depth),
            F::Max => return self.extreme(node, Call::Most, arguments, depth),
            F::Date => return self.day(node, arguments, depth),
            F::Rand => {
                return self.no(
                    node,
                    "`rand` gives something else each time; a rule gives the same for the same",
                );
            }
            other => return self.no(node, format!("`{other}` cannot be used in a rule")),
        };
        if arguments.len() != takes.len() {
            return self.no(node, format!("`{function}` takes {} values", takes.len()));
        }
        let given = arguments.iter().zip(takes);
        let given: Vec<Option<Expr>> = given
            .map(|(node, of)| self.of_type(node, *of, depth))
            .collect();
        let given = given.into_iter().collect::<Option<Vec<_>>>()?;
        Some((Expr::Call(call, given), Some(gives)))
    }

    /// `min([a, b])`
    fn extreme(
        &mut self,
        node: &Node<'_>,
        call: Call,
        arguments: &[&Node<'_>],
        depth: usize,
    ) -> Option<Found> {
        let items = match arguments {
            [only] => match unwrapped(only) {
                Node::Array(items) if !items.is_empty() => *items,
                _ => return self.no(node, "a list is expected here: `min([a, b])`"),
            },
            _ => return self.no(node, "one list is expected here: `min([a, b])`"),
        };
        let given: Vec<Option<Expr>> = items
            .iter()
            .map(|item| self.of_type(item, ValueType::Number, depth))
            .collect();
        let given = given.into_iter().collect::<Option<Vec<_>>>()?;
        Some((Expr::Call(call, given), Some(ValueType::Number)))
    }

    /// `d('2026-01-31')`; without a day it would ask the clock.
    fn day(&mut self, node: &Node<'_>, arguments: &[&Node<'_>], depth: usize) -> Option<Found> {
        let [only] = arguments else {
            return self.no(
                node,
                "`d` takes one day and no zone; today is an input: `inputs.today = { today = true }`",
            );
        };
        let (expr, of) = self.expr(only, depth)?;
        match (expr, of) {
            (Expr::Literal(Value::Text(text)), _) => match text.trim().parse::<Date>() {
                Ok(day) => Some((Expr::Literal(Value::Date(day)), Some(ValueType::Date))),
                Err(_) => self.no(
                    only,
                    format!("`{text}` is not a date; write it as 2026-01-31. Today is an input: `inputs.today = {{ today = true }}`"),
                ),
            },
            (expr, Some(ValueType::Date)) => Some((expr, of)),
            (expr, Some(ValueType::Text)) => {
                let day = Expr::Call(Call::DayOf, vec![expr]);
                Some((day, Some(ValueType::Date)))
            }
            _ => self.no(only, "only a text can be read as a date"),
        }
    }

    pub(super) fn method(
        &mut self,
        node: &Node<'_>,
        method: DateMethod,
        this: &Node<'_>,
        arguments: &[&Node<'_>],
        depth: usize,
    ) -> Option<Found> {
        use DateMethod as M;
        let number = |call: Call| (call, Some(ValueType::Number));
        let (call, gives) = match method {
            M::IsSame => return self.compared(node, Compare::Is, this, arguments, depth),
            M::IsBefore => return self.compared(node, Compare::Less, this, arguments, depth),
            M::IsAfter => return self.compared(node, Compare::More, this, arguments, depth),
            M::IsSameOrBefore => {
                return self.compared(node, Compare::AtMost, this, arguments, depth);
            }
            M::IsSameOrAfter => {
                return self.compared(node, Compare::AtLeast, this, arguments, depth);
            }
            M::Add | M::Sub => return self.moved(node, method, this, arguments, depth),
            M::Diff => return self.days(node, this, arguments, depth),
            M::Year => number(Call::Year),
            M::Month => number(Call::Month),
            M::Day => number(Call::DayOfMonth),
            M::Weekday => number(Call::Weekday),
            M::Quarter => number(Call::Quarter),
            M::IsToday | M::IsTomorrow | M::IsYesterday => {
                return self.no(
                    node,
                    format!("`{method}` asks the clock; today is an input: `inputs.today = {{ today = true }}`"),
                );
            }
            other => {
                return self.no(node, format!("`{other}` cannot be used in a rule"));
            }
        };
        if !arguments.is_empty() {
            return self.no(node, format!("`{method}` takes no values"));
        }
        let day = self.of_type(this, ValueType::Date, depth)?;
        Some((Expr::Call(call, vec![day]), gives))
    }

    fn compared(
        &mut self,
        node: &Node<'_>,
        how: Compare,
        this: &Node<'_>,
        arguments: &[&Node<'_>],
        depth: usize,
    ) -> Option<Found> {
        let [other] = arguments else {
            return self.no(node, "whole days are compared, each with one other");
        };
        let day = self.of_type(this, ValueType::Date, depth);
        let other = self.of_type(other, ValueType::Date, depth);
        let compared = Expr::Compare(how, day?.into(), other?.into());
        Some((compared, Some(ValueType::Bool)))
    }

    /// `day.add(3, 'month')`
    fn moved(
        &mut self,
        node: &Node<'_>,
        method: DateMethod,
        this: &Node<'_>,
        arguments: &[&Node<'_>],
        depth: usize,
    ) -> Option<Found> {
        let (count, stride) = match arguments {
            [count, Node::String(unit)] => (count, stride(unit)),
            _ => (&node, None),
        };
        let Some(stride) = stride else {
            return self.no(
                node,
                format!("say how far: `{method}(30, 'day')`, or 'week', 'month', 'year'"),
            );
        };
        let day = self.of_type(this, ValueType::Date, depth);
        let count = self.of_type(count, ValueType::Number, depth);
        let call = if method == DateMethod::Add {
            Call::Later(stride)
        } else {
            Call::Earlier(stride)
        };
        Some((Expr::Call(call, vec![day?, count?]), Some(ValueType::Date)))
    }

    /// `a.diff(b, 'day')`
    fn days(
        &mut self,
        node: &Node<'_>,
        this: &Node<'_>,
        arguments: &[&Node<'_>],
        depth: usize,
    ) -> Option<Found> {
        let other = match arguments {
            [other, Node::String(unit)] if stride(unit) == Some(Stride::Day) => other,
            _ => return self.no(node, "days are counted as `a.diff(b, 'day')`"),
        };
        let day = self.of_type(this, ValueType::Date, depth);
        let other = self.of_type(other, ValueType::Date, depth);
        let call = Expr::Call(Call::DaysSince, vec![day?, other?]);
        Some((call, Some(ValueType::Number)))
    }
}

fn stride(unit: &str) -> Option<Stride> {
    Some(match unit {
        "d" | "day" | "days" => Stride::Day,
        "w" | "week" | "weeks" => Stride::Week,
        "M" | "mo" | "month" | "months" => Stride::Month,
        "y" | "year" | "years" => Stride::Year,
        _ => return None,
    })
}
