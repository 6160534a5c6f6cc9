//! SOAP, as far as it is needed: an envelope around a body, and an answer as a tree. Only merge and convert have no REST.

mod tree;

pub(crate) use tree::Element;

use quick_xml::escape::escape;

const PARTNER: &str = "urn:partner.soap.sforce.com";
const RECORD: &str = "urn:sobject.partner.soap.sforce.com";

/// The whole message. `inner` stands inside the body and is XML already.
pub(crate) fn envelope(session: &str, inner: &str) -> String {
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            r#"<soapenv:Header xmlns="{partner}"><SessionHeader><sessionId>{session}</sessionId></SessionHeader></soapenv:Header>"#,
            r#"<soapenv:Body xmlns="{partner}" xmlns:sf="{record}">{inner}</soapenv:Body></soapenv:Envelope>"#
        ),
        partner = PARTNER,
        record = RECORD,
        session = escape(session),
        inner = inner,
    )
}

/// `<name>text</name>`, the text escaped. Characters that XML cannot carry at all are left out.
pub(crate) fn leaf(name: &str, text: &str) -> String {
    let text: String = text.chars().filter(|c| is_xml(*c)).collect();
    // A bare carriage return would be read back as a line feed.
    let text = escape(text.as_str()).replace('\r', "&#13;");
    format!("<{name}>{text}</{name}>")
}

/// Whether a text can be sent unchanged.
pub(crate) fn is_xml(c: char) -> bool {
    !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let text = "Müller & Söhne <\"GmbH\"> \r\n ]]>";
        let message = envelope("00D!tok&en", &leaf("Name", text));
        let tree = Element::parse(&message).unwrap();
        assert_eq!(tree.find("Name").unwrap().text, text);
        assert_eq!(tree.find("sessionId").unwrap().text, "00D!tok&en");
    }
}
