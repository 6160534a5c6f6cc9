//! Writes any serializable value in the canonical form, straight into one text: what is signed and chained is computed
//! often, and a tree of values in between costs more than the text itself.

use super::NotCanonical;
use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

type Key = Cow<'static, str>;
type Written<T = ()> = Result<T, NotCanonical>;

/// The text so far.
pub(super) struct Writer<'o>(pub &'o mut String);

impl Writer<'_> {
    fn plain(&mut self, value: impl Display) {
        // A String takes all that is written to it.
        let _ = write!(self.0, "{value}");
    }
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(Writer(self.0))
    }
}

/// Only what JSON must escape is escaped, so there is one spelling of every text.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|b| b == b'"' || b == b'\\' || b < b' ')
    {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            control => {
                let _ = write!(out, "\\u{control:04x}");
            }
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// `{"variant":` before the content of a variant; the content's end adds the brace.
fn open_variant(out: &mut String, variant: &str) {
    out.push('{');
    quote(variant, out);
    out.push(':');
}

impl<'o> Serializer for Writer<'o> {
    type Ok = ();
    type Error = NotCanonical;
    type SerializeSeq = List<'o>;
    type SerializeTuple = List<'o>;
    type SerializeTupleStruct = List<'o>;
    type SerializeTupleVariant = List<'o>;
    type SerializeMap = Fields<'o>;
    type SerializeStruct = Fields<'o>;
    type SerializeStructVariant = Fields<'o>;

    fn serialize_bool(mut self, value: bool) -> Written {
        self.plain(value);
        Ok(())
    }
    fn serialize_i8(mut self, value: i8) -> Written {
        self.plain(value);
        Ok(())
    }
    fn serialize_i16(mut self, value: i16) -> Written {
        self.plain(value);
        Ok(())
    }
    fn serialize_i32(mut self, value: i32) -> Written {
        self.plain(value);
        Ok(())
    }
    fn serialize_i64(mut self, value: i64) -> Written {
        self.plain(value);
        Ok(())
    }
    fn serialize_u8(mut self, value: u8) -> Written {
        self.plain(value);
        Ok(())
    }
    fn serialize_u16(mut self, value: u16) -> Written {
        self.plain(value);
        Ok(())
    }
    fn serialize_u32(mut self, value: u32) -> Written {
        self.plain(value);
        Ok(())
    }
    fn serialize_u64(mut self, value: u64) -> Written {
        self.plain(value);
        Ok(())
    }
    fn serialize_f32(self, _: f32) -> Written {
        Err(NotCanonical::Float)
    }
    fn serialize_f64(self, _: f64) -> Written {
        Err(NotCanonical::Float)
    }
    fn serialize_char(self, value: char) -> Written {
        quote(value.encode_utf8(&mut [0; 4]), self.0);
        Ok(())
    }
    fn serialize_str(self, value: &str) -> Written {
        quote(value, self.0);
        Ok(())
    }
    fn serialize_bytes(self, value: &[u8]) -> Written {
        self.collect_seq(value)
    }
    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }
    fn serialize_unit(mut self) -> Written {
        self.plain("null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        open_variant(self.0, variant);
        self.value(value)?;
        self.0.push('}');
        Ok(())
    }
    fn serialize_seq(self, _: Option<usize>) -> Written<List<'o>> {
        Ok(List::open(self.0, "]"))
    }
    fn serialize_tuple(self, _: usize) -> Written<List<'o>> {
        Ok(List::open(self.0, "]"))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Written<List<'o>> {
        Ok(List::open(self.0, "]"))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<List<'o>> {
        open_variant(self.0, variant);
        Ok(List::open(self.0, "]}"))
    }
    fn serialize_map(self, _: Option<usize>) -> Written<Fields<'o>> {
        Ok(Fields::open(self.0, "}"))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Written<Fields<'o>> {
        Ok(Fields::open(self.0, "}"))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<Fields<'o>> {
        open_variant(self.0, variant);
        Ok(Fields::open(self.0, "}}"))
    }
}

/// `[a,b]`
pub(super) struct List<'o> {
    out: &'o mut String,
    empty: bool,
    close: &'static str,
}

impl<'o> List<'o> {
    fn open(out: &'o mut String, close: &'static str) -> Self {
        out.push('[');
        Self {
            out,
            empty: true,
            close,
        }
    }
    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        if !std::mem::take(&mut self.empty) {
            self.out.push(',');
        }
        Writer(self.out).value(value)
    }
    fn close(self) {
        self.out.push_str(self.close);
    }
}

/// `{"a":1,"b":2}`, sorted by key. Of two entries with one key the last counts, as in a map.
pub(super) struct Fields<'o> {
    out: &'o mut String,
    /// Where the first entry begins.
    begin: usize,
    /// Each key, and where its entry ends.
    entries: Vec<(Key, usize)>,
    close: &'static str,
}

impl<'o> Fields<'o> {
    fn open(out: &'o mut String, close: &'static str) -> Self {
        out.push('{');
        Self {
            begin: out.len(),
            out,
            entries: vec![],
            close,
        }
    }
    fn key(&mut self, key: Key) {
        quote(&key, self.out);
        self.out.push(':');
        self.entries.push((key, 0));
    }
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        Writer(self.out).value(value)?;
        // Entries stand with a comma each; the last one's goes at the end.
        self.out.push(',');
        if let Some((_, end)) = self.entries.last_mut() {
            *end = self.out.len();
        }
        Ok(())
    }
    fn close(mut self) {
        if !self.entries.windows(2).all(|pair| pair[0].0 < pair[1].0) {
            self.sort();
        }
        if !self.entries.is_empty() {
            self.out.pop(); // the comma after the last
        }
        self.out.push_str(self.close);
    }
    fn sort(&mut self) {
        let written = self.out.split_off(self.begin);
        let mut from = 0;
        let mut sorted: BTreeMap<&str, &str> = BTreeMap::new();
        for (key, end) in &self.entries {
            let to = end - self.begin;
            sorted.insert(key, &written[from..to]);
            from = to;
        }
        self.out.extend(sorted.into_values());
    }
}

impl SerializeSeq for List<'_> {
    type Ok = ();
    type Error = NotCanonical;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.add(value)
    }
    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}
impl SerializeTuple for List<'_> {
    type Ok = ();
    type Error = NotCanonical;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.add(value)
    }
    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}
impl SerializeTupleStruct for List<'_> {
    type Ok = ();
    type Error = NotCanonical;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.add(value)
    }
    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}
impl SerializeTupleVariant for List<'_> {
    type Ok = ();
    type Error = NotCanonical;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.add(value)
    }
    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}
impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = NotCanonical;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Written {
        self.key(key.into());
        self.value(value)
    }
    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}
impl SerializeStructVariant for Fields<'_> {
    type Ok = ();
    type Error = NotCanonical;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Written {
        self.key(key.into());
        self.value(value)
    }
    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}
impl SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = NotCanonical;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        let mut text = String::new();
        Writer(&mut text).value(key)?;
        let key = match text.as_bytes() {
            [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => {
                text[1..text.len() - 1].to_owned()
            }
            [b'"', ..] => serde_json::from_str(&text)?,
            // Numbers and truth values are keys under their text.
            [b'0'..=b'9' | b'-' | b't' | b'f', ..] => text,
            _ => return Err(Error::custom("a key is text")),
        };
        self.key(key.into());
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.value(value)
    }
    fn end(self) -> Written {
        self.close();
        Ok(())
    }
}
