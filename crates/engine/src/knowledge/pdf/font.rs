use lopdf::{Dictionary, Document, Encoding, Object};
use std::collections::HashMap;

/// How wide a letter is that the file does not tell, in thousandths of the type's size.
const USUAL: f32 = 500.0;
/// Widths of one font that are kept; no script needs more.
const MOST: usize = 70_000;

/// What letters of a font mean, and how wide each is.
pub(super) struct Font<'a> {
    encoding: Encoding<'a>,
    widths: HashMap<u32, f32>,
    other: f32,
    /// Bytes of one letter's code.
    bytes: usize,
}

impl<'a> Font<'a> {
    /// None when its letters cannot be told.
    pub(super) fn of(document: &'a Document, font: &'a Dictionary, limit: usize) -> Option<Self> {
        let encoding = font.get_font_encoding_with_limit(document, limit).ok()?;
        let composed = font
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array);
        let composed = composed.ok().and_then(|fonts| fonts.first());
        let composed = composed.and_then(|font| document.dereference(font).ok()?.1.as_dict().ok());
        let (widths, other, bytes) = match composed {
            Some(inner) => {
                let other = number(inner.get(b"DW").ok()).unwrap_or(1000.0);
                (composed_widths(document, inner), other, 2)
            }
            None => (simple_widths(document, font), USUAL, 1),
        };
        Some(Self {
            encoding,
            widths,
            other,
            bytes,
        })
    }

    /// Adds what is written to the words, and gives how wide it is in thousandths of the type's size.
    pub(super) fn spell(&self, written: &[u8], words: &mut String) -> f32 {
        // What the font does not know is left out.
        let _ = self.encoding.write_to_string(written, words);
        let letters = written.chunks(self.bytes);
        let codes = letters.map(|bytes| {
            bytes
                .iter()
                .fold(0, |code, byte| code * 256 + u32::from(*byte))
        });
        codes
            .map(|code| self.widths.get(&code).copied().unwrap_or(self.other))
            .sum()
    }

    /// How many letters are written.
    pub(super) fn letters(&self, written: &[u8]) -> f32 {
        let letters = u16::try_from(written.len() / self.bytes).unwrap_or(u16::MAX);
        f32::from(letters)
    }
}

/// `FirstChar` and a list.
fn simple_widths(document: &Document, font: &Dictionary) -> HashMap<u32, f32> {
    let first = font
        .get_deref(b"FirstChar", document)
        .and_then(Object::as_i64);
    let first = first.ok().and_then(|first| u32::try_from(first).ok());
    let widths = font
        .get_deref(b"Widths", document)
        .and_then(Object::as_array);
    let (Some(first), Ok(widths)) = (first, widths) else {
        return HashMap::new();
    };
    let known = (first..).zip(widths.iter().take(256));
    known
        .filter_map(|(code, width)| Some((code, number(Some(width))?)))
        .collect()
}

/// `[first [width …] first last width …]`
fn composed_widths(document: &Document, font: &Dictionary) -> HashMap<u32, f32> {
    let mut widths = HashMap::new();
    let Ok(list) = font.get_deref(b"W", document).and_then(Object::as_array) else {
        return widths;
    };
    let code = |object: &Object| {
        object
            .as_i64()
            .ok()
            .and_then(|code| u32::try_from(code).ok())
    };
    let mut list = list.iter();
    while let (Some(first), Some(next)) = (list.next(), list.next()) {
        let Some(first) = code(first) else { break };
        let next = document
            .dereference(next)
            .map_or(next, |(_, object)| object);
        if let Ok(own) = next.as_array() {
            let known = (first..).zip(own.iter());
            widths.extend(known.filter_map(|(code, width)| Some((code, number(Some(width))?))));
        } else if let (Some(last), Some(width)) = (code(next), number(list.next())) {
            widths.extend((first..=last).take(MOST).map(|code| (code, width)));
        }
        if widths.len() > MOST {
            break;
        }
    }
    widths
}

fn number(object: Option<&Object>) -> Option<f32> {
    object?.as_float().ok()
}
