//! Describe, as one user sees it: hidden fields are absent.

use super::Object;
use super::field::{Access, Default, Field, Kind, Number};
use crate::json::Json;
use crate::security::Sight;

/// An entry of the list of objects.
pub(crate) fn brief(object: &'static Object, sight: &Sight, version: &str) -> Json {
    let rights = sight.of(object);
    let at = |path: &str| {
        Json::Text(format!(
            "/services/data/{version}/sobjects/{}{path}",
            object.name
        ))
    };
    Json::object([
        ("activateable", false.into()),
        ("createable", (object.createable && rights.create).into()),
        ("custom", object.name.ends_with("__c").into()),
        ("customSetting", false.into()),
        ("deletable", (object.deletable && rights.delete).into()),
        ("deprecatedAndHidden", false.into()),
        ("feedEnabled", false.into()),
        ("hasSubtypes", false.into()),
        ("isSubtype", false.into()),
        ("keyPrefix", object.prefix.into()),
        ("label", object.label.as_str().into()),
        ("labelPlural", object.plural.as_str().into()),
        ("layoutable", object.createable.into()),
        ("mergeable", object.mergeable.into()),
        ("mruEnabled", object.createable.into()),
        ("name", object.name.into()),
        ("queryable", true.into()),
        ("replicateable", object.has("SystemModstamp").into()),
        ("retrieveable", true.into()),
        ("searchable", object.searchable.into()),
        ("triggerable", object.createable.into()),
        ("undeletable", object.deletable.into()),
        ("updateable", (object.updateable && rights.edit).into()),
        (
            "urls",
            Json::object([
                ("rowTemplate", at("/{ID}")),
                ("describe", at("/describe")),
                ("sobject", at("")),
            ]),
        ),
    ])
}

pub(crate) fn full(object: &'static Object, sight: &Sight, version: &str) -> Json {
    let mut described = brief(object, sight, version);
    let fields: Vec<Json> = object
        .fields
        .iter()
        .filter(|own| sight.sees(object, own))
        .map(|own| field(object, own, sight))
        .collect();
    let children: Vec<Json> = object
        .children()
        .filter(|(child, field)| sight.sees(child, field))
        .map(|(child, field)| {
            Json::object([
                ("cascadeDelete", field.cascade.into()),
                ("childSObject", child.name.into()),
                ("deprecatedAndHidden", false.into()),
                ("field", field.name.into()),
                ("junctionIdListNames", Json::List(vec![])),
                ("junctionReferenceTo", Json::List(vec![])),
                ("relationshipName", field.children.into()),
                ("restrictedDelete", false.into()),
            ])
        })
        .collect();
    described.push("fields", Json::List(fields));
    described.push("childRelationships", Json::List(children));
    let master = Json::object([
        ("active", true.into()),
        ("available", true.into()),
        ("defaultRecordTypeMapping", true.into()),
        ("developerName", "Master".into()),
        ("master", true.into()),
        ("name", "Master".into()),
        ("recordTypeId", "012000000000000AAA".into()),
    ]);
    described.push("recordTypeInfos", Json::List(vec![master]));
    described.push("namedLayoutInfos", Json::List(vec![]));
    described.push("supportedScopes", Json::List(vec![]));
    described.push("compactLayoutable", false.into());
    described.push("searchLayoutable", object.searchable.into());
    described
}

fn field(object: &'static Object, field: &'static Field, sight: &Sight) -> Json {
    let edits = sight.edits(object, field);
    let (kind, soap) = names(&field.kind);
    let (precision, scale) = match field.kind {
        Kind::Decimal {
            precision, scale, ..
        } => (precision, scale),
        _ => (0, 0),
    };
    let long = field.kind == Kind::TextArea && field.length > 255;
    let values = match &field.kind {
        Kind::Picklist { values, .. } => values
            .iter()
            .map(|value| {
                Json::object([
                    ("active", true.into()),
                    (
                        "defaultValue",
                        (field.default == Default::Text(value)).into(),
                    ),
                    ("label", (*value).into()),
                    ("validFor", Json::Null),
                    ("value", (*value).into()),
                ])
            })
            .collect(),
        _ => vec![],
    };
    let restricted = matches!(
        field.kind,
        Kind::Picklist {
            restricted: true,
            ..
        }
    );
    Json::object([
        ("aggregatable", (!long).into()),
        (
            "autoNumber",
            matches!(field.default, Default::Number(_)).into(),
        ),
        (
            "byteLength",
            (field.length * if field.is_id() { 1 } else { 3 }).into(),
        ),
        ("calculated", false.into()),
        ("caseSensitive", field.is_id().into()),
        (
            "compoundFieldName",
            if field.names && object.has("FirstName") {
                "Name".into()
            } else {
                Json::Null
            },
        ),
        ("createable", edits.into()),
        ("custom", field.custom().into()),
        (
            "defaultValue",
            match field.default {
                Default::Text(text) => text.into(),
                Default::False => false.into(),
                Default::True => true.into(),
                _ => Json::Null,
            },
        ),
        (
            "defaultedOnCreate",
            (field.default != Default::None || field.access == Access::ReadOnly).into(),
        ),
        ("deprecatedAndHidden", false.into()),
        (
            "digits",
            if field.kind == Kind::Int { 9_i64 } else { 0 }.into(),
        ),
        ("externalId", field.external_id.into()),
        ("filterable", (!long).into()),
        (
            "groupable",
            (!long && !matches!(field.kind, Kind::Decimal { .. } | Kind::DateTime)).into(),
        ),
        (
            "idLookup",
            (field.kind == Kind::Id || field.external_id || field.kind == Kind::Email).into(),
        ),
        ("label", field.label.as_str().into()),
        ("length", field.length.into()),
        ("name", field.name.into()),
        ("nameField", field.names.into()),
        (
            "nillable",
            (!field.required
                && field.kind != Kind::Boolean
                && !(field.open
                    && field.access == Access::ReadOnly
                    && field.name != "MasterRecordId"))
                .into(),
        ),
        ("permissionable", (!field.open).into()),
        ("picklistValues", Json::List(values)),
        ("polymorphicForeignKey", field.polymorphic().into()),
        ("precision", precision.into()),
        ("queryByDistance", false.into()),
        ("referenceTo", Json::list(field.targets().iter().copied())),
        ("relationshipName", field.relationship.into()),
        ("restrictedPicklist", restricted.into()),
        ("scale", scale.into()),
        ("soapType", soap.into()),
        ("sortable", (!long).into()),
        ("type", kind.into()),
        ("unique", field.unique.into()),
        (
            "updateable",
            (edits && field.access == Access::ReadWrite).into(),
        ),
    ])
}

fn names(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Id => ("id", "tns:ID"),
        Kind::Reference(_) => ("reference", "tns:ID"),
        Kind::Text => ("string", "xsd:string"),
        Kind::TextArea => ("textarea", "xsd:string"),
        Kind::Email => ("email", "xsd:string"),
        Kind::Phone => ("phone", "xsd:string"),
        Kind::Url => ("url", "xsd:string"),
        Kind::Base64 => ("base64", "xsd:base64Binary"),
        Kind::Picklist { .. } => ("picklist", "xsd:string"),
        Kind::Boolean => ("boolean", "xsd:boolean"),
        Kind::Int => ("int", "xsd:int"),
        Kind::Decimal {
            of: Number::Double, ..
        } => ("double", "xsd:double"),
        Kind::Decimal {
            of: Number::Currency,
            ..
        } => ("currency", "xsd:double"),
        Kind::Decimal {
            of: Number::Percent,
            ..
        } => ("percent", "xsd:double"),
        Kind::Date => ("date", "xsd:date"),
        Kind::DateTime => ("datetime", "xsd:dateTime"),
    }
}
