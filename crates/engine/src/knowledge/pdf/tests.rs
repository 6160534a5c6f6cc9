use super::*;
use lopdf::{Dictionary, Object, Stream, dictionary};

/// A file of these pages, each as its content stream says, all with one font called `F`.
fn printed(pages: &[&str]) -> Vec<u8> {
    built(pages, |_, _| {})
}

fn built(pages: &[&str], also: impl Fn(&mut Document, &mut Dictionary)) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let mut resources = dictionary! { "Font" => dictionary! { "F" => font } };
    also(&mut document, &mut resources);
    let resources = document.add_object(resources);
    let kids: Vec<Object> = pages
        .iter()
        .map(|content| {
            let mut stream = Stream::new(Dictionary::new(), content.as_bytes().to_vec());
            stream.compress().unwrap();
            let content = document.add_object(stream);
            let page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content };
            document.add_object(page).into()
        })
        .collect();
    let count = i64::try_from(kids.len()).unwrap();
    let whole = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    document.objects.insert(tree, Object::Dictionary(whole));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = vec![];
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn words_come_page_by_page_and_in_lines() {
    let pages = pages(&printed(&[
        "BT /F 12 Tf 14 TL 72 700 Td (Discounts) Tj 0 -40 Td (Up to ten per cent is) Tj T* (for whoever sells.) Tj ET",
        "",
        "BT /F 12 Tf 72 700 Td [(Ren) 20 (ewals) -300 (in) -250 (M\\344rz)] TJ (!) Tj ET BT /F 12 Tf 1 0 0 1 300 700 Tm (beside) Tj ET",
    ]));
    assert_eq!(
        pages.unwrap(),
        [
            "Discounts\n\nUp to ten per cent is\nfor whoever sells.",
            "",
            "Renewals in März! beside"
        ]
    );
}

#[test]
fn words_that_are_drawn_in_pieces_are_put_together() {
    // As browsers print: a word in two places, because its letters are drawn closer together.
    let bytes = built(
        &[
            "BT /W 10 Tf 72 700 Td (then of) Tj 35 0 Td (fer it) Tj 40 0 Td (again) Tj ET BT /W 14 Tf 72 680 Td (Next) Tj /W 10 Tf 0 -14 Td (line) Tj ET",
        ],
        |document, resources| {
            let widths: Vec<Object> = (32..127).map(|_| 500.into()).collect();
            let font = document.add_object(dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
                "FirstChar" => 32, "LastChar" => 126, "Widths" => widths,
            });
            resources.set("Font", dictionary! { "W" => font });
        },
    );
    assert_eq!(
        pages(&bytes).unwrap(),
        ["then offer it again\n\nNext\n\nline"]
    );
}

#[test]
fn what_forms_draw_is_read_where_they_are_drawn() {
    let bytes = built(
        &[
            "BT /F 10 Tf 72 700 Td (above) Tj ET q 1 0 0 1 0 600 cm /X Do Q BT /F 10 Tf 72 500 Td (below) Tj ET",
        ],
        |document, resources| {
            let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()] };
            let content = b"BT /F 10 Tf 72 80 Td (inside) Tj ET /X Do".to_vec();
            let form = document.add_object(Stream::new(form, content));
            resources.set("XObject", dictionary! { "X" => form });
        },
    );
    let told = pages(&bytes).unwrap()[0]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(told.starts_with("above inside"), "{told}");
    assert!(
        told.ends_with("below"),
        "a form that draws itself comes to an end: {told}"
    );
}

#[test]
fn what_is_no_pdf_says_so() {
    let whole = printed(&["BT /F 12 Tf (words) Tj ET"]);
    for broken in [
        &b"%PDF-1.7\nnothing"[..],
        b"%PDF-",
        &whole[..40],
        &whole[whole.len() / 2..],
    ] {
        let why = pages(broken).unwrap_err();
        assert!(why.contains("damaged"), "{why}");
    }
}

#[test]
fn a_scan_and_a_book_are_told_what_to_do() {
    let why = pages(&printed(&["0 0 10 10 re f", ""])).unwrap_err();
    assert!(why.contains("may be a scan"), "{why}");
    let page = "BT /F 12 Tf (x) Tj ET";
    let why = pages(&printed(&[page; MOST_PAGES + 1])).unwrap_err();
    assert!(why.contains("301 pages"), "{why}");
}

#[test]
fn a_page_that_unpacks_without_end_is_named() {
    let bomb = " ".repeat(UNPACKED * 4 + 1);
    let bytes = printed(&["BT /F 12 Tf (x) Tj ET", &bomb]);
    assert!(bytes.len() < 200_000, "{}", bytes.len());
    let why = pages(&bytes).unwrap_err();
    assert!(why.starts_with("page 2 cannot be read"), "{why}");
}

#[test]
fn a_form_that_is_drawn_without_end_is_given_up() {
    let bytes = built(&["/X Do /X Do"], |document, resources| {
        let twice = "/X Do ".repeat(40);
        let form = dictionary! { "Type" => "XObject", "Subtype" => "Form" };
        let form = document.add_object(Stream::new(form, twice.into_bytes()));
        resources.set("XObject", dictionary! { "X" => form });
    });
    let why = pages(&bytes).unwrap_err();
    assert!(why.contains("draws more than is read"), "{why}");
}

#[test]
fn damage_anywhere_is_told_or_read_over() {
    let whole = printed(&["BT /F 12 Tf 72 700 Td (some words here) Tj ET"]);
    for at in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        let _ = pages(&damaged);
    }
}
