//! A no, as Salesforce says it: an HTTP status, an error code, a text, and the fields it is about.

use crate::json::Json;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) fields: Vec<String>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            fields: Vec::new(),
        }
    }

    pub(crate) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    pub(crate) fn on(mut self, field: impl Into<String>) -> Self {
        self.fields.push(field.into());
        self
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "NOT_FOUND", "The requested resource does not exist")
    }

    pub(crate) fn deleted() -> Self {
        Self::new(404, "ENTITY_IS_DELETED", "entity is deleted")
    }

    pub(crate) fn method_not_allowed(method: &str, allowed: &str) -> Self {
        Self::new(
            405,
            "METHOD_NOT_ALLOWED",
            format!("HTTP Method '{method}' not allowed. Allowed are {allowed}"),
        )
    }

    pub(crate) fn unknown_type(name: &str) -> Self {
        Self::bad(
            "INVALID_TYPE",
            format!(
                "sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. \
                 Please reference your WSDL or the describe call for the appropriate names."
            ),
        )
    }

    pub(crate) fn unknown_column(name: &str, entity: &str) -> Self {
        Self::bad(
            "INVALID_FIELD",
            format!("No such column '{name}' on sobject of type {entity}"),
        )
    }

    pub(crate) fn insufficient_access() -> Self {
        Self::new(
            403,
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "insufficient access rights on object id",
        )
    }

    pub(crate) fn json(message: impl Into<String>) -> Self {
        Self::bad("JSON_PARSER_ERROR", message)
    }

    pub(crate) fn query(message: impl Into<String>) -> Self {
        Self::bad("MALFORMED_QUERY", message)
    }

    pub(crate) fn malformed_id(id: &str) -> Self {
        Self::bad("MALFORMED_ID", format!("malformed id {id}"))
    }

    /// The body of a refused REST call: a list of one.
    pub(crate) fn body(&self) -> Json {
        let mut error = Json::object([
            ("message", self.message.as_str().into()),
            ("errorCode", self.code.into()),
        ]);
        if !self.fields.is_empty() || self.is_about_a_row() {
            error.push("fields", Json::list(self.fields.iter()));
        }
        Json::List(vec![error])
    }

    /// One row's error inside a SaveResult, which says `statusCode`.
    pub(crate) fn row_error(&self) -> Json {
        Json::object([
            ("statusCode", self.code.into()),
            ("message", self.message.as_str().into()),
            ("fields", Json::list(self.fields.iter())),
        ])
    }

    fn is_about_a_row(&self) -> bool {
        matches!(
            self.code,
            "ENTITY_IS_DELETED"
                | "CANNOT_UPDATE_CONVERTED_LEAD"
                | "FIELD_CUSTOM_VALIDATION_EXCEPTION"
                | "INSUFFICIENT_ACCESS_OR_READONLY"
                | "DUPLICATE_VALUE"
                | "DELETE_FAILED"
                | "UNABLE_TO_LOCK_ROW"
                | "INVALID_CROSS_REFERENCE_KEY"
        )
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the sandbox org's database refused");
        Self::new(
            500,
            "UNKNOWN_EXCEPTION",
            "An unexpected error occurred. Please include this ErrorId if you contact support: 1",
        )
    }
}
