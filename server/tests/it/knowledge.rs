//! Documents in a browser without script: written, uploaded, found, and opened where they are cited.

use std::fmt::Write as _;

use crate::world::{Browser, Person, World};

const GUIDE: &str = "## 1. Discounts\n\nUp to <b>ten</b> per cent.\n\n## 2. Renewals\n\n- Call early.\n- Offer once.\n";

async fn of(world: &World, who: &Person) -> Browser {
    Browser::signed_in(world.url(), &who.email, &who.password).await
}

fn form<'a>(kind: &'a str, title: &'a str, text: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("kind", kind),
        ("title", title),
        ("text", text),
        ("objects", ""),
        ("valid_from", ""),
        ("valid_until", ""),
    ]
}

/// Saves a document; gives its page without the query.
async fn saved(browser: &Browser, form: &[(&str, &str)], file: Option<(&str, &[u8])>) -> String {
    let page = browser.uploads("/knowledge", form, file).await.leads_to();
    let page = page.strip_suffix("?said");
    page.expect("it is saved").to_owned()
}

/// A page as it is seen, without the marks between pieces of text.
async fn shown(browser: &Browser, path: &str) -> String {
    browser.get(path).await.text.replace("<!>", "")
}

/// The words between two marks.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = &text[text
        .find(from)
        .unwrap_or_else(|| panic!("no {from} in {text}"))
        + from.len()..];
    &rest[..rest.find(to).unwrap()]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_taken_comes_back_as_it_was_with_what_is_wrong_at_its_field() {
    let world = World::new().await;
    let joel = of(&world, world.joel()).await;
    let text = "## 1\n```table x first\n</textarea><script>x</script>";
    let blank = form("merge-policy", "  ", text);
    let page = joel.uploads("/knowledge", &blank, None).await.leads_to();
    assert_eq!(page, "/knowledge/new?returned");
    let told = shown(&joel, &page).await;
    assert!(told.contains("Nothing was saved"), "{told}");
    assert!(told.contains("Give it a title"), "{told}");
    assert_eq!(
        between(&told, "<textarea", "</textarea>")
            .matches("&lt;script")
            .count(),
        1
    );
    assert!(!told.contains("<script>x"));
    let title = between(&told, "id=\"title\"", ">");
    assert!(title.contains("aria-invalid=\"true\""), "{title}");
    let kind = between(&told, "value=\"merge-policy\"", ">");
    assert!(kind.contains("selected"), "{kind}");
    // It comes back once.
    assert!(!shown(&joel, &page).await.contains("Nothing was saved"));

    let open = "## 1\n\n```table x first\n| row |\n";
    let open = form("merge-policy", "Merging", open);
    let page = joel.uploads("/knowledge", &open, None).await.leads_to();
    let told = shown(&joel, &page).await;
    assert!(
        told.contains("Line 3: this block is never closed"),
        "{told}"
    );
    let listed = world.joel().get("/knowledge?kind=merge-policy").await.ok();
    assert_eq!(
        listed.as_array().unwrap().len(),
        1,
        "nothing was saved: {listed}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_opens_where_it_was_cited_and_says_that_it_has_changed() {
    let world = World::new().await;
    let joel = of(&world, world.joel()).await;
    let page = saved(&joel, &form("playbook", "Sales guide", GUIDE), None).await;
    let first = shown(&joel, &page).await;
    assert!(first.contains("Version 1, holds today"), "{first}");
    assert!(
        first.contains("id=\"section-2\"") && first.contains("Up to &lt;b&gt;ten"),
        "{first}"
    );
    assert!(!first.contains("Changed since"));

    let edit = shown(&joel, &format!("{page}/edit")).await;
    let typed = between(&edit, "<textarea", "</textarea>");
    let typed = typed.split_once('>').unwrap().1.trim_start();
    assert_eq!(typed, GUIDE.replace('<', "&lt;"));
    let seen = between(&edit, "name=\"seen\" value=\"", "\"");
    let next = GUIDE.replace("<b>ten</b>", "twelve");
    let mut edited = form("", "Sales guide", &next).to_vec();
    edited.push(("seen", seen));
    let told = joel.uploads(&page, &edited, None).await.leads_to();
    assert!(
        joel.get(&told)
            .await
            .text
            .contains("Version 2 of “Sales guide” is published")
    );

    let old = shown(&joel, &format!("{page}?version=1")).await;
    for says in [
        "Version 1, as it was cited",
        "The document has changed since",
        "Up to &lt;b&gt;ten",
    ] {
        assert!(old.contains(says), "{says} in {old}");
    }
    let reworded = between(&old, "id=\"section-1\"", "</section>");
    assert!(reworded.contains("?version=2#section-1"), "{reworded}");
    assert!(!between(&old, "id=\"section-2\"", "</section>").contains("Changed since"));
    let changes = shown(&joel, &format!("{page}/changes?version=2")).await;
    assert!(
        changes.contains("<ins>Up to twelve per cent.</ins>"),
        "{changes}"
    );
    assert!(
        changes.contains("<del>Up to &lt;b&gt;ten&lt;/b&gt; per cent.</del>"),
        "{changes}"
    );

    // Saved over a version that was not seen: told, and what was typed is not lost.
    let late = joel.uploads(&page, &edited, None).await.leads_to();
    let late = shown(&joel, &late).await;
    assert!(
        late.contains("Somebody else saved a version meanwhile") && late.contains("twelve"),
        "{late}"
    );

    let told = joel.post(&format!("{page}/archive"), &[]).await.leads_to();
    assert!(shown(&joel, &told).await.contains("It is archived"));
    let old = shown(&joel, &format!("{page}?version=1")).await;
    assert!(
        old.contains("Archived ") && old.contains("Up to &lt;b&gt;ten"),
        "{old}"
    );
    assert!(!shown(&joel, "/knowledge").await.contains("Sales guide"));
    assert!(
        joel.get("/knowledge?archived=true")
            .await
            .text
            .contains("Sales guide")
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_is_cited_by_page_and_given_back_byte_for_byte() {
    let world = World::new().await;
    let joel = of(&world, world.joel()).await;
    let bytes = printed(&["Discounts are ten per cent", "Renewals are called early"]);
    let guide = form("playbook", "Printed guide", "");
    let page = saved(&joel, &guide, Some(("C:\\Guide <1>.pdf", &bytes))).await;
    let told = shown(&joel, &page).await;
    assert!(
        between(&told, "id=\"page-2\"", "</section>").contains("Renewals are called early"),
        "{told}"
    );
    let (headers, file) = joel.bytes(&format!("{page}/file?version=1")).await;
    assert_eq!(file, bytes);
    assert_eq!(headers["content-type"], "application/pdf");
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename=\"printed-guide.pdf\""
    );

    let found = shown(&joel, "/knowledge?find=RENEWALS+call").await;
    let found = between(&found, "class=\"found\"", "</ol>");
    assert!(
        found.contains("?version=1#page-2") && found.contains("Printed guide, page 2"),
        "{found}"
    );
    assert!(
        found.contains("<mark>Renewals</mark>") && found.contains("<mark>called</mark>"),
        "{found}"
    );

    // Its days change without another file, and the file is that of the version before.
    let later = [
        ("title", "Printed guide"),
        ("valid_until", "2030-01-31"),
        ("seen", "1"),
    ];
    joel.uploads(&page, &later, None).await.leads_to();
    assert_eq!(joel.bytes(&format!("{page}/file?version=2")).await.1, bytes);
    assert!(shown(&joel, &page).await.contains("until 31 Jan 2030"));

    for (name, body, says) in [
        (
            "broken.pdf",
            &b"%PDF-1.4 nothing"[..],
            "Broken.pdf: the file is damaged",
        ),
        (
            "large.pdf",
            &vec![b'x'; 11 << 20],
            "Large.pdf is larger than 10 MB",
        ),
        ("image.png", b"\x89PNG", "Image.png is neither Markdown"),
    ] {
        let back = joel
            .uploads("/knowledge", &guide, Some((name, body)))
            .await
            .leads_to();
        let told = shown(&joel, &back).await;
        assert!(told.contains(says), "{says} in {told}");
    }
    let program = world.joel().get(&page).await;
    assert!(
        program.text.contains("format = \"pdf\""),
        "{}",
        program.text
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_shown_as_a_table_and_cited_by_line() {
    let world = World::new().await;
    let joel = of(&world, world.joel()).await;
    let rows = b"sku;name;price\r\nAC-1;Bolt;2.50\r\nAC-2;\"Nut; wide\";0.75\r\n";
    let page = saved(
        &joel,
        &form("product-data", "Parts", ""),
        Some(("parts.csv", rows)),
    )
    .await;
    let told = shown(&joel, &page).await;
    let row = between(&told, "id=\"line-3\"", "</tr>");
    assert!(row.contains("Nut; wide") && row.contains("0.75"), "{row}");
    let (_, file) = joel.bytes(&format!("{page}/file")).await;
    assert_eq!(
        String::from_utf8(file).unwrap(),
        "sku;name;price\nAC-1;Bolt;2.50\nAC-2;\"Nut; wide\";0.75\n"
    );
    let found = shown(&joel, "/knowledge?find=nut&kind=product-data").await;
    assert!(found.contains("?version=1#line-3"), "{found}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_write_reads_and_sends_nothing() {
    let world = World::new().await;
    let joel = of(&world, world.joel()).await;
    let page = saved(&joel, &form("playbook", "Guide", GUIDE), None).await;
    for who in [world.priya(), world.ben(), world.ida()] {
        let reader = of(&world, who).await;
        let read = reader.get(&page).await;
        assert!(
            read.status == 200 && !read.text.contains("/edit"),
            "{}",
            who.email
        );
        assert!(
            !reader
                .get("/knowledge")
                .await
                .text
                .contains("/knowledge/new")
        );
        for path in ["/knowledge/new", &format!("{page}/edit")] {
            let told = reader.get(path).await;
            assert!(
                told.text.contains("your role does not let you")
                    || told.text.contains("Your role does not let you"),
                "{}",
                told.text
            );
        }
        let sent = reader
            .uploads("/knowledge", &form("playbook", "Mine", "x"), None)
            .await
            .leads_to();
        assert!(sent.starts_with("/knowledge/new"), "{sent}");
        reader
            .post(&format!("{page}/archive"), &[])
            .await
            .leads_to();
    }
    let nobody = Browser::at(world.url());
    for path in ["/knowledge", &page] {
        let sent = nobody
            .uploads(path, &form("playbook", "Nobody's", "x"), None)
            .await;
        assert_eq!(sent.leads_to(), "/sign-in");
    }
    assert_eq!(nobody.get(&format!("{page}/file")).await.status, 303);
    let listed = world.joel().get("/knowledge?kind=playbook").await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    world.end().await;
}

/// A file of pages with one line each, with all that a reader wants: fonts, offsets, a trailer.
fn printed(pages: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len())
        .map(|at| format!("{} 0 R", 4 + at * 2))
        .collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} >>",
            kids.join(" "),
            pages.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    for (at, words) in pages.iter().enumerate() {
        let content = format!("BT /F 12 Tf 72 700 Td ({words}) Tj ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F 3 0 R >> >> >>",
            5 + at * 2
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ));
    }
    let mut file = "%PDF-1.4\n".to_owned();
    let mut offsets = vec![];
    for (at, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let begins = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(file, "{offset:010} 00000 n ").unwrap();
    }
    write!(
        file,
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{begins}\n%%EOF\n",
        objects.len() + 1
    )
    .unwrap();
    file.into_bytes()
}
