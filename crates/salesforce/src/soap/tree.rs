use crate::error::Error;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

/// An element by its local name: Salesforce and its clients disagree on prefixes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

/// Deeper than any answer; a hostile one ends here.
const DEEPEST: usize = 64;

impl Element {
    /// The document's own element. Text between entities is joined again, entities of a DTD are refused.
    pub(crate) fn parse(xml: &str) -> Result<Self, Error> {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().map_err(Error::malformed)? {
                Event::Start(tag) if open.len() < DEEPEST => {
                    open.push(Self::named(&tag.local_name()));
                }
                Event::Start(_) => {
                    return Err(Error::malformed("an answer that is nested too deeply"));
                }
                Event::Empty(tag) => last(&mut open)?
                    .children
                    .push(Self::named(&tag.local_name())),
                Event::End(_) => {
                    let done = open
                        .pop()
                        .ok_or_else(|| Error::malformed("an end without a start"))?;
                    last(&mut open)?.children.push(done);
                }
                Event::Text(text) => last(&mut open)?.text.push_str(&text.xml10_content()),
                Event::CData(text) => last(&mut open)?.text.push_str(&text.xml10_content()),
                Event::GeneralRef(entity) => {
                    let c = entity.resolve_char_ref().map_err(Error::malformed)?;
                    let text = c
                        .map(String::from)
                        .or_else(|| resolve_predefined_entity(&entity).map(ToOwned::to_owned));
                    last(&mut open)?
                        .text
                        .push_str(&text.ok_or_else(|| Error::malformed("an unknown entity"))?);
                }
                Event::DocType(_) => {
                    return Err(Error::malformed("an answer with a document type"));
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        match (
            open.pop().and_then(|mut root| root.children.pop()),
            open.is_empty(),
        ) {
            (Some(document), true) => Ok(document),
            _ => Err(Error::malformed("an answer that ends too early")),
        }
    }

    fn named(name: &impl AsRef<str>) -> Self {
        Self {
            name: name.as_ref().to_owned(),
            ..Self::default()
        }
    }

    /// The first element of that name, at any depth.
    pub(crate) fn find(&self, name: &str) -> Option<&Self> {
        self.children.iter().find_map(|child| {
            if child.name == name {
                Some(child)
            } else {
                child.find(name)
            }
        })
    }
    /// The texts of the children of that name; those that are nil or empty are left out.
    pub(crate) fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of = move |child: &&Self| child.name == name && !child.text.is_empty();
        self.children
            .iter()
            .filter(of)
            .map(|child| child.text.as_str())
    }
    pub(crate) fn text_of<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.texts(name).next()
    }
}

fn last(open: &mut [Element]) -> Result<&mut Element, Error> {
    open.last_mut()
        .ok_or_else(|| Error::malformed("text outside the document"))
}
