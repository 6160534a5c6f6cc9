//! `bundle`: makes the browser bindings and squeezes files. Built and run by `cargo xtask build`.
//!
//! `bundle bind IN.wasm OUT_DIR NAME` writes `NAME.js` and `NAME_bg.wasm`.
//! `bundle squeeze QUALITY FILE…` writes `FILE.br` and `FILE.gz` beside each file; quality is 0 to 11.

use std::error::Error;
use std::io::Write as _;
use std::path::Path;

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["bind", wasm, out, name] => bind(Path::new(wasm), Path::new(out), name),
        ["squeeze", quality, files @ ..] => {
            let quality = quality.parse()?;
            files
                .iter()
                .try_for_each(|file| squeeze(Path::new(file), quality))
        }
        _ => Err("usage: bundle bind IN.wasm OUT_DIR NAME | bundle squeeze QUALITY FILE…".into()),
    }
}

fn bind(wasm: &Path, out: &Path, name: &str) -> Done {
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .out_name(name)
        .generate(out)?;
    Ok(())
}

fn squeeze(file: &Path, quality: u32) -> Done {
    let bytes = std::fs::read(file)?;
    let beside = |ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        name
    };

    let mut br = Vec::new();
    let mut brotli = brotli::CompressorWriter::new(&mut br, 1 << 16, quality, 22);
    brotli.write_all(&bytes)?;
    drop(brotli);
    std::fs::write(beside(".br"), br)?;

    let mut gz =
        flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(quality.min(9)));
    gz.write_all(&bytes)?;
    std::fs::write(beside(".gz"), gz.finish()?)?;
    Ok(())
}
