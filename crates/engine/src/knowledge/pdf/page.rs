use super::font::Font;
use super::matrix::Matrix;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::BTreeMap;

/// Forms that draw forms that draw forms.
const DEEPEST: usize = 8;
/// What the letters of one font may unpack to.
const FONT: usize = 4 << 20;
/// Getting at a form costs as much as drawing so many things.
const FORM: usize = 200;
const TOO_MUCH: &str =
    "up to here the file draws more than is read of one; part it in several files";
/// A step back or on of so many thousandths of the type's size parts two words.
const GAP: f32 = 180.0;

/// The words of a page as they are drawn: a line break where the next ones stand lower or higher, a blank line where the
/// gap is a paragraph's.
pub(super) fn words(
    document: &Document,
    page: ObjectId,
    patience: &mut Patience,
) -> Result<String, String> {
    let failed = |why: lopdf::Error| why.to_string();
    let content = document
        .get_page_content_with_limit(page, patience.bytes)
        .map_err(failed)?;
    let mut reader = Reader {
        document,
        patience,
        written: String::new(),
        last: None,
    };
    let fonts = document.get_page_fonts(page).map_err(failed)?;
    let (own, inherited) = document.get_page_resources(page).map_err(failed)?;
    let inherited = inherited
        .into_iter()
        .filter_map(|id| document.get_dictionary(id).ok());
    let resources: Vec<&Dictionary> = own.into_iter().chain(inherited).collect();
    let scene = Scene {
        fonts: reader.read(fonts),
        resources,
    };
    reader.draw(&content, &scene, Matrix::UNMOVED, 0)?;
    Ok(reader.written.trim().to_owned())
}

/// What is left to be read of a whole file: a form that is drawn again and again is read again and again.
pub(super) struct Patience {
    /// Of what streams unpack to.
    pub bytes: usize,
    /// Of what is drawn.
    pub operations: usize,
}

struct Reader<'a, 'p> {
    document: &'a Document,
    patience: &'p mut Patience,
    written: String,
    /// Where the last words ended, and how high their type was.
    last: Option<(f32, f32, f32)>,
}

/// What names in a stream mean.
struct Scene<'a> {
    fonts: BTreeMap<Vec<u8>, Font<'a>>,
    resources: Vec<&'a Dictionary>,
}

/// What is set while a stream is drawn.
#[derive(Clone)]
struct Pen {
    page: Matrix,
    /// Where the line begins, and where the next words stand on it.
    line: Matrix,
    at: Matrix,
    size: f32,
    leading: f32,
    /// How far letters are set apart.
    apart: f32,
    font: Vec<u8>,
    /// Whether it was moved since the last words.
    moved: bool,
}

impl<'a> Reader<'a, '_> {
    fn draw(
        &mut self,
        content: &[u8],
        scene: &Scene<'a>,
        page: Matrix,
        depth: usize,
    ) -> Result<(), String> {
        let left = self.patience.bytes.checked_sub(content.len());
        self.patience.bytes = left.ok_or(TOO_MUCH)?;
        let content = Content::decode(content).map_err(|why| why.to_string())?;
        let mut pen = Pen {
            page,
            line: Matrix::UNMOVED,
            at: Matrix::UNMOVED,
            size: 0.0,
            leading: 0.0,
            apart: 0.0,
            font: vec![],
            moved: true,
        };
        let mut kept = vec![];
        for operation in &content.operations {
            let left = self.patience.operations.checked_sub(1);
            self.patience.operations = left.ok_or(TOO_MUCH)?;
            match operation.operator.as_str() {
                "q" if kept.len() < 64 => kept.push(pen.clone()),
                "Q" => pen = kept.pop().unwrap_or(pen),
                "Do" => self.form(operation, scene, &pen, depth)?,
                _ => self.write(operation, scene, &mut pen),
            }
        }
        Ok(())
    }

    fn write(&mut self, operation: &Operation, scene: &Scene<'a>, pen: &mut Pen) {
        let operands = operation.operands.as_slice();
        let number = |at: usize| operands.get(at).and_then(|one| one.as_float().ok());
        let two = || Matrix::moved(number(0).unwrap_or(0.0), number(1).unwrap_or(0.0));
        match operation.operator.as_str() {
            "cm" => pen.page = Matrix::of(operands).then(pen.page),
            "BT" => pen.place(Matrix::UNMOVED),
            "Tm" => pen.place(Matrix::of(operands)),
            "Td" => pen.place(two().then(pen.line)),
            "TD" => {
                pen.leading = -number(1).unwrap_or(0.0);
                pen.place(two().then(pen.line));
            }
            "Tc" => pen.apart = number(0).unwrap_or(0.0),
            "TL" => pen.leading = number(0).unwrap_or(0.0),
            "T*" => pen.next_line(),
            "Tf" => {
                pen.size = number(1).unwrap_or(0.0);
                let name = operands.first().and_then(|name| name.as_name().ok());
                pen.font = name.unwrap_or_default().to_vec();
            }
            "Tj" | "TJ" => self.show(operands, scene, pen),
            "'" => {
                pen.next_line();
                self.show(operands, scene, pen);
            }
            "\"" => {
                pen.next_line();
                self.show(operands.get(2..).unwrap_or_default(), scene, pen);
            }
            _ => {}
        }
    }

    fn show(&mut self, operands: &[Object], scene: &Scene<'a>, pen: &mut Pen) {
        let Some(font) = scene.fonts.get(&pen.font) else {
            return;
        };
        let mut words = String::new();
        let wide = spell(operands, font, pen, &mut words);
        let drawn = pen.at.then(pen.page);
        let ((x, y), height) = (drawn.place(), drawn.height() * pen.size.abs());
        // The next words of this line go on where these end.
        pen.at = Matrix::moved(wide, 0.0).then(pen.at);
        let (end, _) = pen.at.then(pen.page).place();
        if words.is_empty() {
            return;
        }
        if let Some((ended, level, high)) = self.last.filter(|_| pen.moved) {
            let fall = (level - y).abs();
            let below = fall > high.min(height) * 0.4;
            // What is set larger or smaller is a heading, or stands under one.
            let other = high.max(height) > high.min(height) * 1.15;
            if fall > high.max(height) * 1.7 || below && other {
                self.parted("\n\n");
            } else if below {
                self.parted("\n");
            } else if (x - ended).abs() > height * 0.16 {
                self.parted(" ");
            }
        }
        pen.moved = false;
        self.last = Some((end, y, height));
        self.written.push_str(&words);
    }

    /// Parts what comes from what is written, unless something parts them already.
    fn parted(&mut self, by: &str) {
        if by != " " {
            self.written.truncate(self.written.trim_end().len());
        }
        if !self.written.is_empty() && !self.written.ends_with(char::is_whitespace) {
            self.written.push_str(by);
        }
    }

    /// Draws another stream that is named here.
    fn form(
        &mut self,
        operation: &Operation,
        scene: &Scene<'a>,
        pen: &Pen,
        depth: usize,
    ) -> Result<(), String> {
        let name = operation
            .operands
            .first()
            .and_then(|name| name.as_name().ok());
        let Some(form) = name.and_then(|name| self.named(scene, name)) else {
            return Ok(());
        };
        let is_form = form.dict.get(b"Subtype").and_then(Object::as_name);
        if depth >= DEEPEST || !is_form.is_ok_and(|kind| kind == b"Form") {
            return Ok(());
        }
        let left = self.patience.operations.checked_sub(FORM);
        self.patience.operations = left.ok_or(TOO_MUCH)?;
        let content = form
            .decompressed_content_with_limit(self.patience.bytes)
            .or_else(|why| {
                if form.dict.has(b"Filter") {
                    Err(why.to_string())
                } else {
                    Ok(form.content.clone())
                }
            })?;
        let own = self
            .document
            .get_dict_in_dict(&form.dict, b"Resources")
            .ok();
        let inner = match own {
            None => None,
            Some(resources) => {
                let fonts = self.document.get_dict_in_dict(resources, b"Font");
                let fonts = fonts.into_iter().flat_map(Dictionary::iter);
                let fonts = fonts.filter_map(|(name, font)| {
                    let (_, font) = self.document.dereference(font).ok()?;
                    Some((name.clone(), font.as_dict().ok()?))
                });
                Some(Scene {
                    fonts: self.read(fonts.collect()),
                    resources: vec![resources],
                })
            }
        };
        let matrix = form.dict.get(b"Matrix").and_then(Object::as_array);
        let matrix = matrix.map_or(Matrix::UNMOVED, |numbers| Matrix::of(numbers));
        let page = matrix.then(pen.page);
        self.draw(&content, inner.as_ref().unwrap_or(scene), page, depth + 1)
    }

    fn named(&self, scene: &Scene<'a>, name: &[u8]) -> Option<&'a Stream> {
        scene.resources.iter().find_map(|resources| {
            let forms = self.document.get_dict_in_dict(resources, b"XObject").ok()?;
            let (_, object) = self.document.dereference(forms.get(name).ok()?).ok()?;
            object.as_stream().ok()
        })
    }

    /// A font whose letters cannot be told leaves its words out; the others are read.
    fn read(&self, fonts: BTreeMap<Vec<u8>, &'a Dictionary>) -> BTreeMap<Vec<u8>, Font<'a>> {
        let read = |(name, font): (Vec<u8>, &'a Dictionary)| {
            Some((name, Font::of(self.document, font, FONT)?))
        };
        fonts.into_iter().filter_map(read).collect()
    }
}

impl Pen {
    fn place(&mut self, line: Matrix) {
        self.line = line;
        self.at = line;
        self.moved = true;
    }
    fn next_line(&mut self) {
        self.place(Matrix::moved(0.0, -self.leading).then(self.line));
    }
}

/// Text, and steps in thousandths between pieces of it. Gives how far it goes.
fn spell(operands: &[Object], font: &Font<'_>, pen: &Pen, words: &mut String) -> f32 {
    let mut wide = 0.0;
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                wide += font.spell(bytes, words) / 1000.0 * pen.size;
                wide += font.letters(bytes) * pen.apart;
            }
            Object::Array(pieces) => wide += spell(pieces, font, pen, words),
            step => {
                let step = step.as_float().unwrap_or(0.0);
                wide -= step / 1000.0 * pen.size;
                if step < -GAP && !words.is_empty() && !words.ends_with(' ') {
                    words.push(' ');
                }
            }
        }
    }
    wide
}
