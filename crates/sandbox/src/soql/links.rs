use super::ast::{Among, Condition, Expression, Literal, Operator, Query};
use crate::refusal::Refusal;
use crate::schema::Object;

const BY: [&str; 2] = ["ContentDocumentId", "LinkedEntityId"];

/// Links of files are told for one record or document, or a list of them, and never all at once.
pub(super) fn bounded(object: &Object, query: &Query) -> Result<(), Refusal> {
    if object.name != "ContentDocumentLink" || query.filter.as_ref().is_some_and(is_bound) {
        return Ok(());
    }
    Err(Refusal::query(
        "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals \
         operator or multiple Id's using the IN operator.",
    ))
}

fn is_bound(condition: &Condition) -> bool {
    match condition {
        Condition::And(all) => all.iter().any(is_bound),
        Condition::Compare(of, Operator::Equal, Literal::Text(_))
        | Condition::In {
            of,
            negated: false,
            among: Among::Values(_),
        } => is_link(of),
        _ => false,
    }
}

fn is_link(of: &Expression) -> bool {
    matches!(of, Expression::Field(path) if path.last().is_some_and(|name| BY.iter().any(|by| name.eq_ignore_ascii_case(by))))
}
