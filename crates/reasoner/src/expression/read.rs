mod calls;

use super::tree::{Arithmetic, Call, Compare, Expr};
use super::{DEEPEST, ExpressionProblem};
use domain::mission::ValueType;
use domain::time::Date;
use domain::value::{Decimal, Value};
use std::collections::BTreeMap;
use zen_expression::functions::MethodKind;
use zen_expression::intellisense::{AstMetadata, IntelliSense};
use zen_expression::lexer::{
    ArithmeticOperator, Bracket, ComparisonOperator, LogicalOperator, Operator,
};
use zen_expression::parser::Node;

/// A part and its type; none of `null`, which is of every type.
type Found = (Expr, Option<ValueType>);

/// What was read of an expression.
pub(super) struct Read {
    /// None when something in it may not be said.
    pub tree: Option<(Expr, ValueType)>,
    pub problems: Vec<ExpressionProblem>,
}

/// What is wrong was said.
struct Said;

/// Reads zen's tree. None for what is no expression at all.
pub(super) fn read(text: &str, inputs: &BTreeMap<String, ValueType>) -> Option<Read> {
    IntelliSense::new().with_ast(text, false, |root, spans| {
        let mut reader = Reader {
            text,
            inputs,
            spans,
            problems: vec![],
        };
        let found = reader.expr(root, 0);
        if let Some((_, None)) = found {
            reader.no(root, "gives nothing, whatever the inputs are");
        }
        Read {
            tree: found.and_then(|(tree, of)| Some((tree, of?))),
            problems: reader.problems,
        }
    })
}

struct Reader<'a> {
    text: &'a str,
    inputs: &'a BTreeMap<String, ValueType>,
    spans: &'a AstMetadata,
    problems: Vec<ExpressionProblem>,
}

impl Reader<'_> {
    fn no(&mut self, node: &Node<'_>, message: impl Into<String>) -> Option<Found> {
        let place = std::ptr::from_ref(node) as usize;
        let problem = match self.spans.get(&place) {
            Some(known) => ExpressionProblem::at(self.text, known.span, message),
            None => ExpressionProblem {
                at: None,
                message: message.into(),
            },
        };
        self.problems.push(problem);
        None
    }

    fn expr(&mut self, node: &Node<'_>, depth: usize) -> Option<Found> {
        if depth > DEEPEST {
            return self.no(node, "is nested too deep here; make several steps of it");
        }
        let deeper = depth + 1;
        let known = |value: Value| {
            let of = ValueType::of(&value);
            Some((Expr::Literal(value), of))
        };
        match node {
            Node::Null => known(Value::Null),
            Node::Bool(flag) => known(Value::Bool(*flag)),
            Node::String(text) => known(Value::text(*text)),
            Node::Number(number) => match number.to_string().parse::<Decimal>() {
                Ok(number) => known(Value::Decimal(number)),
                Err(why) => self.no(node, why.to_string()),
            },
            Node::Parenthesized(inner) => self.expr(inner, deeper),
            Node::Identifier(name) => self.input(node, name),
            Node::Unary { node: inner, operator } => self.unary(node, inner, *operator, deeper),
            Node::Binary {
                left,
                operator,
                right,
            } => self.binary(node, left, *operator, right, deeper),
            Node::Conditional {
                condition,
                on_true,
                on_false,
            } => {
                let condition = self.of_type(condition, ValueType::Bool, deeper);
                let (yes, no) = (self.expr(on_true, deeper), self.expr(on_false, deeper));
                let (condition, (yes, a), (no, b)) = (condition?, yes?, no?);
                let of = self.one_type(node, a, b).ok()?;
                Some((Expr::If(condition.into(), yes.into(), no.into()), of))
            }
            Node::FunctionCall { kind, arguments } => self.call(node, kind, arguments, deeper),
            Node::MethodCall {
                kind: MethodKind::DateMethod(method),
                this,
                arguments,
            } => self.method(node, *method, this, arguments, deeper),
            Node::Array(_) | Node::Interval { .. } => self.no(
                node,
                "a list or a range stands only behind `in`, or within `min` and `max`",
            ),
            Node::TemplateString(_) => {
                self.no(node, "join texts with `+`: `'Call ' + name`")
            }
            Node::Member { .. } => self.no(
                node,
                "an input has no parts; name the field in `inputs`: `amount = { ref = \"items.deals.Amount\" }`",
            ),
            Node::Error { error, .. } => self.no(node, error.to_string()),
            Node::Pointer
            | Node::Root
            | Node::Object(_)
            | Node::Assignments { .. }
            | Node::Closure { .. }
            | Node::Slice { .. } => self.no(node, "a rule cannot say this"),
        }
    }

    fn input(&mut self, node: &Node<'_>, name: &str) -> Option<Found> {
        if let Some(of) = self.inputs.get(name) {
            return Some((Expr::Input(name.to_owned()), Some(*of)));
        }
        let near = |known: &&String| strsim::jaro_winkler(known, name) > 0.85;
        let message = match self.inputs.keys().find(near) {
            Some(near) => format!("there is no input `{name}`; `{near}` is one"),
            None if self.inputs.is_empty() => {
                format!("there is no input `{name}`; name it in `inputs`")
            }
            None => {
                let known: Vec<&str> = self.inputs.keys().map(String::as_str).collect();
                format!("there is no input `{name}`; there is {}", known.join(", "))
            }
        };
        self.no(node, message)
    }

    fn unary(
        &mut self,
        node: &Node<'_>,
        inner: &Node<'_>,
        operator: Operator,
        depth: usize,
    ) -> Option<Found> {
        match operator {
            Operator::Logical(LogicalOperator::Not) => {
                let inner = self.of_type(inner, ValueType::Bool, depth)?;
                Some((Expr::Not(inner.into()), Some(ValueType::Bool)))
            }
            Operator::Arithmetic(ArithmeticOperator::Subtract) => {
                let inner = self.of_type(inner, ValueType::Number, depth)?;
                Some((
                    Expr::Call(Call::Negate, vec![inner]),
                    Some(ValueType::Number),
                ))
            }
            Operator::Arithmetic(ArithmeticOperator::Add) => {
                let inner = self.of_type(inner, ValueType::Number, depth)?;
                Some((inner, Some(ValueType::Number)))
            }
            _ => self.no(node, "a rule cannot say this"),
        }
    }

    fn binary(
        &mut self,
        node: &Node<'_>,
        left: &Node<'_>,
        operator: Operator,
        right: &Node<'_>,
        depth: usize,
    ) -> Option<Found> {
        use ComparisonOperator as C;
        let logical = |make: fn(Box<Expr>, Box<Expr>) -> Expr, this: &mut Self| {
            let left = this.of_type(left, ValueType::Bool, depth);
            let right = this.of_type(right, ValueType::Bool, depth);
            Some((make(left?.into(), right?.into()), Some(ValueType::Bool)))
        };
        match operator {
            Operator::Logical(LogicalOperator::And) => logical(Expr::And, self),
            Operator::Logical(LogicalOperator::Or) => logical(Expr::Or, self),
            Operator::Logical(LogicalOperator::NullishCoalescing) => {
                let (left, right) = (self.expr(left, depth), self.expr(right, depth));
                let ((left, a), (right, b)) = (left?, right?);
                let of = self.one_type(node, a, b).ok()?;
                Some((Expr::Else(left.into(), right.into()), of))
            }
            Operator::Comparison(C::In) => self.within(node, left, right, depth),
            Operator::Comparison(C::NotIn) => {
                let (within, of) = self.within(node, left, right, depth)?;
                Some((Expr::Not(within.into()), of))
            }
            Operator::Comparison(how) => {
                let how = match how {
                    C::Equal => Compare::Is,
                    C::NotEqual => Compare::IsNot,
                    C::LessThan => Compare::Less,
                    C::LessThanOrEqual => Compare::AtMost,
                    C::GreaterThan => Compare::More,
                    C::GreaterThanOrEqual | C::In | C::NotIn => Compare::AtLeast,
                };
                self.compare(node, how, left, right, depth)
            }
            Operator::Arithmetic(how) => self.arithmetic(node, how, left, right, depth),
            _ => self.no(node, "a rule cannot say this"),
        }
    }

    fn compare(
        &mut self,
        node: &Node<'_>,
        how: Compare,
        left: &Node<'_>,
        right: &Node<'_>,
        depth: usize,
    ) -> Option<Found> {
        let (a, b) = (self.expr(left, depth), self.expr(right, depth));
        let (mut a, mut b) = (a?, b?);
        self.dated(left, &mut a, b.1)?;
        self.dated(right, &mut b, a.1)?;
        let of = self.one_type(node, a.1, b.1).ok()?;
        let only_same = matches!(how, Compare::Is | Compare::IsNot);
        let has_order = matches!(of, Some(ValueType::Number | ValueType::Date));
        if !only_same && (!has_order || a.1.is_none() || b.1.is_none()) {
            return self.no(node, "only numbers and dates are more or less than others");
        }
        let compared = Expr::Compare(how, a.0.into(), b.0.into());
        Some((compared, Some(ValueType::Bool)))
    }

    fn within(
        &mut self,
        node: &Node<'_>,
        left: &Node<'_>,
        right: &Node<'_>,
        depth: usize,
    ) -> Option<Found> {
        let value = self.expr(left, depth)?;
        let expr = match unwrapped(right) {
            Node::Array(items) => {
                let mut list = vec![];
                for item in *items {
                    let mut found = self.expr(item, depth)?;
                    self.dated(item, &mut found, value.1)?;
                    self.one_type(item, value.1, found.1).ok()?;
                    list.push(found.0);
                }
                Expr::Among(value.0.into(), list)
            }
            Node::Interval {
                left: from,
                right: to,
                left_bracket,
                right_bracket,
            } => {
                let (mut low, mut high) = (self.expr(from, depth)?, self.expr(to, depth)?);
                self.dated(from, &mut low, value.1)?;
                self.dated(to, &mut high, value.1)?;
                self.one_type(node, value.1, low.1).ok()?;
                self.one_type(node, value.1, high.1).ok()?;
                let ends = (
                    low.0,
                    *left_bracket == Bracket::LeftSquareBracket,
                    high.0,
                    *right_bracket == Bracket::RightSquareBracket,
                );
                Expr::Between(value.0.into(), Box::new(ends))
            }
            _ => {
                return self.no(
                    right,
                    "behind `in` stands a list or a range: `in ['a', 'b']`, `in [1..5]`",
                );
            }
        };
        Some((expr, Some(ValueType::Bool)))
    }

    fn arithmetic(
        &mut self,
        node: &Node<'_>,
        how: ArithmeticOperator,
        left: &Node<'_>,
        right: &Node<'_>,
        depth: usize,
    ) -> Option<Found> {
        use ArithmeticOperator as A;
        let (a, b) = (self.expr(left, depth), self.expr(right, depth));
        let ((a, of_a), (b, of_b)) = (a?, b?);
        let both = |of: ValueType| of_a == Some(of) && of_b == Some(of);
        if how == A::Add && both(ValueType::Text) {
            return Some((Expr::Join(a.into(), b.into()), Some(ValueType::Text)));
        }
        let how = match how {
            A::Add => Arithmetic::Plus,
            A::Subtract => Arithmetic::Minus,
            A::Multiply => Arithmetic::Times,
            A::Divide => Arithmetic::Over,
            A::Modulus => Arithmetic::Modulo,
            A::Power => return self.no(node, "a rule has no powers; they are not exact"),
        };
        if !both(ValueType::Number) {
            let message = if of_a == Some(ValueType::Date) || of_b == Some(ValueType::Date) {
                "days are counted with `a.diff(b, 'day')` and `a.add(30, 'day')`"
            } else {
                "this needs a number on both sides"
            };
            return self.no(node, message);
        }
        Some((Expr::Sum(how, a.into(), b.into()), Some(ValueType::Number)))
    }

    /// The part, when it is of that type; zen has said already what is wrong, where it has found it too.
    fn of_type(&mut self, node: &Node<'_>, wanted: ValueType, depth: usize) -> Option<Expr> {
        let mut found = self.expr(node, depth)?;
        if wanted == ValueType::Date {
            self.dated(node, &mut found, Some(ValueType::Date))?;
        }
        if found.1 == Some(wanted) {
            return Some(found.0);
        }
        let is = found.1.map_or("nothing", ValueType::phrase);
        self.no(
            node,
            format!("{} is expected here, and this is {is}", wanted.phrase()),
        );
        None
    }

    /// A text beside a date is a day, or a mistake.
    fn dated(
        &mut self,
        node: &Node<'_>,
        found: &mut Found,
        beside: Option<ValueType>,
    ) -> Option<()> {
        if let (Expr::Literal(Value::Text(text)), Some(ValueType::Date)) = (&found.0, beside) {
            let Ok(day) = text.trim().parse::<Date>() else {
                let message = format!("`{text}` is not a date; write it as 2026-01-31");
                self.no(node, message);
                return None;
            };
            *found = (Expr::Literal(Value::Date(day)), Some(ValueType::Date));
        }
        Some(())
    }

    /// The type of two parts of which one is taken, or that are compared; `null` goes with everything.
    fn one_type(
        &mut self,
        node: &Node<'_>,
        a: Option<ValueType>,
        b: Option<ValueType>,
    ) -> Result<Option<ValueType>, Said> {
        match (a, b) {
            (Some(a), Some(b)) if a != b => {
                let message = format!("{} and {} do not go together", a.phrase(), b.phrase());
                self.no(node, message);
                Err(Said)
            }
            (a, b) => Ok(a.or(b)),
        }
    }
}

fn unwrapped<'a>(node: &'a Node<'a>) -> &'a Node<'a> {
    match node {
        Node::Parenthesized(inner) => unwrapped(inner),
        other => other,
    }
}
