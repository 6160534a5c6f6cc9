//! XML in and out. Elements are known by their local name: clients disagree about namespaces.

use quick_xml::escape::{escape, resolve_xml_entity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Value as Sent};

use crate::http::Answer;
use crate::refusal::Refusal;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) children: Vec<Element>,
    /// `xsi:type`, without its prefix.
    kind: Option<String>,
    nil: bool,
    text: String,
}

/// An sObject as sent: its type, its id, its fields.
pub(super) type Row = (String, Option<String>, Map<String, Sent>);

/// How deep elements may nest.
const DEEPEST: usize = 32;

pub(super) fn parse(xml: &str) -> Result<Element, Refusal> {
    let malformed = |text: String| Refusal::bad("MALFORMED_XML", text);
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Element> = Vec::new();
    loop {
        let event = reader
            .read_event()
            .map_err(|error| malformed(error.to_string()))?;
        match event {
            Event::Start(start) => {
                if open.len() == DEEPEST {
                    return Err(malformed("nested too deeply".to_owned()));
                }
                open.push(element(&start));
            }
            Event::Empty(start) => {
                let element = element(&start);
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => return Ok(element),
                }
            }
            Event::End(_) => {
                let done = open
                    .pop()
                    .ok_or_else(|| malformed("an end without a start".to_owned()))?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Ok(done),
                }
            }
            Event::Text(own) => {
                if let Some(parent) = open.last_mut() {
                    parent
                        .text
                        .push_str(&own.xml_content(XmlVersion::Implicit1_0));
                }
            }
            Event::CData(own) => {
                if let Some(parent) = open.last_mut() {
                    parent
                        .text
                        .push_str(&own.xml_content(XmlVersion::Implicit1_0));
                }
            }
            Event::GeneralRef(own) => {
                let letter = own
                    .resolve_char_ref()
                    .map_err(|error| malformed(error.to_string()))?
                    .map(String::from);
                let letter = letter.or_else(|| resolve_xml_entity(&own).map(str::to_owned));
                let letter =
                    letter.ok_or_else(|| malformed(format!("unknown entity {}", &*own)))?;
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&letter);
                }
            }
            // No document types: they are how parsers are attacked.
            Event::DocType(_) => return Err(malformed("a DOCTYPE is not allowed".to_owned())),
            Event::Eof => return Err(malformed("the document ends too early".to_owned())),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let mut element = Element {
        name: start.local_name().into_inner().to_owned(),
        ..Element::default()
    };
    for attribute in start.attributes().flatten() {
        match attribute.key.local_name().into_inner() {
            "type" => {
                element.kind = Some(
                    attribute
                        .value
                        .rsplit(':')
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                );
            }
            "nil" => element.nil = matches!(&*attribute.value, "true" | "1"),
            _ => {}
        }
    }
    element
}

impl Element {
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn content(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !self.nil && !text.is_empty())
    }

    /// The text of a child, when it has some.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.child(name)?.content()
    }

    /// An sObject element: its type, its id, its fields. `fieldsToNull` become nulls.
    pub(super) fn row(&self) -> Result<Row, Refusal> {
        let kind = self.kind.clone().filter(|kind| kind != "sObject");
        // In the partner dialect the type is an element; Account has a Type field of its own, so only the exact spelling counts.
        let kind = self
            .value("type")
            .map(str::to_owned)
            .or(kind)
            .ok_or_else(|| Refusal::bad("INVALID_TYPE", "sObject type missing"))?;
        let mut fields = Map::new();
        let mut id = None;
        for child in &self.children {
            match child.name.as_str() {
                "type" => {}
                "Id" | "id" => id = id.or_else(|| child.content().map(str::to_owned)),
                "fieldsToNull" => {
                    fields.insert(child.content().unwrap_or_default().to_owned(), Sent::Null);
                }
                name => {
                    // An empty element changes nothing in SOAP; only fieldsToNull empties a field.
                    if let Some(content) = child.content() {
                        fields.insert(name.to_owned(), content.into());
                    }
                }
            }
        }
        Ok((kind, id, fields))
    }
}

/// Text made safe for XML.
pub(super) fn text(text: &str) -> String {
    escape(text).into_owned()
}

/// `<errors>` of one result.
pub(super) fn errors(refusal: &Refusal) -> String {
    let fields = refusal
        .fields
        .iter()
        .map(|field| format!("<fields>{}</fields>", text(field)))
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<errors>{fields}<message>{}</message><statusCode>{}</statusCode></errors>",
        text(&refusal.message),
        refusal.code
    )
}

pub(super) fn response(style: &str, operation: &str, results: &str) -> Answer {
    let namespace = if style == "c" {
        "urn:enterprise.soap.sforce.com"
    } else {
        "urn:partner.soap.sforce.com"
    };
    Answer::text(
        200,
        "text/xml;charset=UTF-8",
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"{namespace}\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body><{operation}Response>{results}</{operation}Response></soapenv:Body>\
             </soapenv:Envelope>"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_dialects_of_a_row_are_understood() {
        let plain = parse("<masterRecord><type>Account</type><Id>001</Id><Name>A &amp; B</Name><fieldsToNull>Phone</fieldsToNull></masterRecord>").unwrap();
        let spaced = parse(
            "<m:masterRecord xmlns:s='urn:x'><s:type>Account</s:type><s:Id>001</s:Id><s:Name>A &#38; B</s:Name><s:fieldsToNull>Phone</s:fieldsToNull></m:masterRecord>",
        );
        let (kind, id, fields) = plain.row().unwrap();
        assert_eq!(
            (kind.as_str(), id.as_deref(), fields["Name"].as_str()),
            ("Account", Some("001"), Some("A & B"))
        );
        assert_eq!(fields["Phone"], Sent::Null);
        assert_eq!(spaced.unwrap().row().unwrap().2, fields);
    }

    #[test]
    fn a_doctype_is_refused() {
        assert!(parse("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>").is_err());
    }
}
