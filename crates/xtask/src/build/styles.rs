//! Plain CSS, no compiler: the files of `style/` one after the other, in the order of their layers.

use std::path::Path;

use super::stamp;
use crate::Result;

/// The folders (or files) of `style/`, in cascade order. The first declares the layers.
const LAYERS: [&str; 6] = [
    "tokens.css",
    "base.css",
    "layout",
    "kit",
    "screen",
    "print.css",
];

/// One stylesheet. Anything in `style/` that no layer names is an error: it would silently not apply.
pub fn concatenate(style: &Path) -> Result<String> {
    let ordered: Vec<_> = LAYERS
        .iter()
        .map(|layer| stamp::files(&style.join(layer)))
        .collect::<std::io::Result<Vec<_>>>()?
        .concat();
    if let Some(stray) = stamp::files(style)?
        .iter()
        .find(|file| !ordered.contains(file))
    {
        return Err(format!(
            "{} belongs to no layer ({})",
            stray.display(),
            LAYERS.join(", ")
        )
        .into());
    }
    let mut sheet = String::new();
    for file in ordered {
        sheet += &std::fs::read_to_string(file)?;
        sheet.push('\n');
    }
    Ok(sheet)
}
