//! The words of a PDF, page by page. What they look like is left to the file itself, which is kept.

mod font; // what letters mean, and how wide they are
mod matrix; // where on the page something is drawn
mod page; // words in the order they are drawn

use domain::knowledge::PAGE_BREAK;
use lopdf::{Document, Error, LoadOptions};
use page::Patience;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// More than these are a book; it is found better in parts.
pub(super) const MOST_PAGES: usize = 300;
/// What one stream may unpack to, and all pages to four times of it. A small file can be packed so that it would fill the
/// memory.
const UNPACKED: usize = 16 << 20;
/// All words together.
const MOST_TEXT: usize = 2 << 20;

/// Reads the pages, or says what is wrong with the file in words for whoever uploaded it. This takes a while: call it where
/// nobody waits for the thread.
pub(super) fn pages(bytes: &[u8]) -> Result<Vec<String>, String> {
    // A damaged file may reach what its reader never thought of.
    catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or_else(|_| Err(damaged()))
}

fn read(bytes: &[u8]) -> Result<Vec<String>, String> {
    let options = LoadOptions {
        max_decompressed_size: Some(UNPACKED),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options).map_err(|why| match why {
        Error::InvalidPassword | Error::Decryption(_) => locked(),
        _ => damaged(),
    })?;
    let numbered = document.get_pages();
    if numbered.is_empty() {
        // The pages of a locked file cannot be told from none.
        return Err(if document.is_encrypted() {
            locked()
        } else {
            damaged()
        });
    }
    if numbered.len() > MOST_PAGES {
        return Err(format!(
            "it has {} pages; at most {MOST_PAGES} are read. Part it in several files",
            numbered.len()
        ));
    }
    let (mut pages, mut size) = (vec![], 0);
    let mut patience = Patience {
        bytes: UNPACKED * 4,
        operations: 2_000_000,
    };
    for (number, id) in numbered {
        let text = page::words(&document, id, &mut patience)
            .map_err(|why| format!("page {number} cannot be read: {why}"))?;
        size += text.len();
        if size > MOST_TEXT {
            return Err(format!(
                "up to page {number} it holds more than {} MB of text; part it in several files",
                MOST_TEXT >> 20
            ));
        }
        pages.push(text.replace([PAGE_BREAK, '\0'], " "));
    }
    if pages.iter().all(|page| page.trim().is_empty()) {
        return Err(
            "none of its pages holds text that can be read; it may be a scan. Save it with text, or write the text down here"
                .to_owned(),
        );
    }
    Ok(pages)
}

fn damaged() -> String {
    "the file is damaged, or is no PDF after its first bytes; open it elsewhere and save it anew"
        .to_owned()
}

fn locked() -> String {
    "it is locked with a password; save it without one".to_owned()
}

#[cfg(test)]
mod tests;
