use super::ExpressionProblem;
use domain::mission::ValueType;
use std::collections::BTreeMap;
use zen_expression::intellisense::IntelliSense;
use zen_expression::intellisense::diagnostic::{Diagnostic, DiagnosticSource, Severity};
use zen_expression::variable::VariableType;

/// What zen finds wrong, by grammar and by type. What it only hints at is left to us; what it warns of never holds.
pub(super) fn problems(text: &str, inputs: &BTreeMap<String, ValueType>) -> Vec<ExpressionProblem> {
    let data = VariableType::empty_object();
    for (name, of) in inputs {
        data.dot_insert(name, zen_type(*of));
    }
    let found = IntelliSense::new().with_strict(true).analyze(text, &data);
    let wrong = found
        .diagnostics
        .iter()
        .filter(|one| one.severity != Severity::Hint);
    wrong.map(|one| said(text, one)).collect()
}

fn zen_type(of: ValueType) -> VariableType {
    match of {
        ValueType::Bool => VariableType::Bool,
        ValueType::Number => VariableType::Number,
        ValueType::Text => VariableType::String,
        ValueType::Date => VariableType::Date,
    }
}

fn said(text: &str, found: &Diagnostic) -> ExpressionProblem {
    let arg = |name: &str| found.args.get(name).map_or("it", String::as_str);
    let message = match found.code {
        Some("expr.unknown-function") => format!("there is no function `{}`", arg("name")),
        Some("expr.unknown-method") => format!("a date has no `{}`", arg("name")),
        Some("expr.missing-value") => format!("a value is missing after `{}`", arg("operator")),
        Some("expr.unterminated-string") => "a text begins and does not end".to_owned(),
        Some("expr.unexpected-token") => format!("`{}` is not expected here", arg("token")),
        Some("expr.invalid-number") => format!("`{}` is not a number", arg("number")),
        Some("expr.unexpected-end") => "it ends too early".to_owned(),
        Some("expr.two-operands") => "is not complete, or goes on after its end".to_owned(),
        Some("type.mismatch") => format!(
            "{} is expected here, and this is {}",
            typed(arg("expected")),
            typed(arg("got"))
        ),
        _ if found.span == (0, 0) => format!("cannot be read: {}", plain(&found.message)),
        _ => plain(&found.message),
    };
    let somewhere = found.source != DiagnosticSource::Compiler && found.span != (0, 0);
    if somewhere {
        ExpressionProblem::at(text, found.span, message)
    } else {
        ExpressionProblem::whole(message)
    }
}

fn typed(zen: &str) -> &str {
    match zen {
        "bool" => "yes or no",
        "string" => "text",
        "number" => "a number",
        "date" => "a date",
        other => other,
    }
}

/// Its own sentence, without the place, which is told apart, and with our words for types.
fn plain(message: &str) -> String {
    let message = message.split(" at (").next().unwrap_or(message);
    message
        .trim_end_matches('.')
        .replace("`string`", "text")
        .replace("`number`", "a number")
        .replace("`bool`", "yes or no")
        .replace("`date`", "a date")
}
