use super::*;

fn manuscript(kind: &str, text: &str) -> Manuscript {
    Manuscript {
        kind: kind.to_owned(),
        title: " Sales   guide ".to_owned(),
        text: text.to_owned(),
        ..Manuscript::default()
    }
}

fn with_file(kind: &str, name: &str, body: &[u8]) -> Manuscript {
    Manuscript {
        file: Some(Uploaded {
            name: name.to_owned(),
            body: body.to_vec(),
        }),
        ..manuscript(kind, "")
    }
}

async fn told(manuscript: Manuscript) -> String {
    match read(manuscript, None).await {
        Ok((document, _)) => panic!("{document:#?}"),
        Err(why) => why.to_string(),
    }
}

async fn made(manuscript: Manuscript) -> Document {
    read(manuscript, None).await.unwrap().0
}

#[tokio::test]
async fn what_is_typed_becomes_a_document_with_a_head() {
    let typed = Manuscript {
        objects: "Account, Opportunity".to_owned(),
        valid_from: "2026-04-01".to_owned(),
        ..manuscript("playbook", "## Discounts\r\n\r\nUp to ten per cent.\r\n")
    };
    let document = made(typed).await;
    assert_eq!(document.title, "Sales guide");
    assert_eq!(document.slug, "sales-guide");
    assert_eq!(document.objects.len(), 2);
    assert_eq!(document.passage("1").unwrap().text, "Up to ten per cent.");
    assert!(!document.text.contains('\r'));
    // As it was published it can be published again.
    assert_eq!(parse(&document.text).unwrap(), document);
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field() {
    let wrong = Manuscript {
        kind: "poem".to_owned(),
        title: String::new(),
        objects: "Account, not an object!".to_owned(),
        valid_from: "soon".to_owned(),
        text: "x".to_owned(),
        ..Manuscript::default()
    };
    let told_of = told(wrong).await;
    for start in [
        "kind: `poem` is not",
        "title: give it",
        "objects: `object!` is not",
        "valid_from: `soon` is not a day",
    ] {
        assert!(
            told_of.lines().any(|line| line.starts_with(start)),
            "{start} in\n{told_of}"
        );
    }
    let late = Manuscript {
        valid_from: "2026-05-01".to_owned(),
        valid_until: "2026-04-01".to_owned(),
        ..manuscript("playbook", "x")
    };
    assert!(
        told(late)
            .await
            .starts_with("valid_until: it would hold until 2026-04-01")
    );
    assert_eq!(
        told(manuscript("playbook", " ")).await,
        "text: write the text, or choose a file"
    );
    let large = manuscript("playbook", &"x".repeat(LARGEST_TEXT + 1));
    assert_eq!(
        told(large).await,
        "text: it is 512 KB of text; at most 512 KB fit into one document"
    );
}

#[tokio::test]
async fn a_line_is_told_as_it_stands_in_the_field() {
    let text =
        "## Rules\n\n```table hold first\n| row | a | → b |\n|--|--|--|\n| H1 | | x |\n```\n";
    let told_of = told(manuscript("merge-policy", text)).await;
    assert!(
        told_of.starts_with("text: line 6: table `hold`, row `H1`"),
        "{told_of}"
    );
}

#[tokio::test]
async fn a_file_is_what_its_bytes_say() {
    let sheet = made(with_file(
        "product-data",
        "parts.csv",
        b"\xef\xbb\xbfsku;price\nB1;2.50\n",
    ))
    .await;
    assert_eq!(sheet.format, Format::Csv);
    assert_eq!(sheet.sheet.unwrap().columns[0].name, "sku");
    let guide = made(with_file(
        "playbook",
        "guide.md",
        b"# Guide\n\n## One\n\nText.\n",
    ))
    .await;
    assert_eq!(guide.passages.len(), 1);
    for (name, body, says) in [
        (
            "a.csv",
            &b"a,b\n1\n"[..],
            "file: line 2: this row has 1 cells",
        ),
        (
            "a.csv",
            b"a,b\n1,\xff\n",
            "file: a.csv, line 2: a letter is not written in UTF-8",
        ),
        ("a.pdf", b"hello", "file: a.pdf is called a PDF and is none"),
        (
            "a.pdf",
            b"%PDF-1.7 hello",
            "file: a.pdf: the file is damaged",
        ),
        ("a.docx", b"PK", "file: a.docx is neither Markdown"),
        ("a.md", b"", "file: a.md is empty"),
    ] {
        let told_of = told(with_file("product-data", name, body)).await;
        assert!(told_of.starts_with(says), "{told_of}");
    }
    let large = with_file("playbook", "a.pdf", &vec![b'x'; LARGEST_FILE + 1]);
    assert_eq!(told(large).await, "file: a.pdf is larger than 10 MB");
}

#[tokio::test]
async fn rules_are_not_made_of_files_that_hold_none() {
    let told_of = told(with_file("merge-policy", "a.csv", b"a\n1\n")).await;
    assert!(
        told_of.starts_with("file: rows of CSV are for pricing and product data"),
        "{told_of}"
    );
}

#[tokio::test]
async fn a_head_in_the_text_counts() {
    let text = "+++\nkind = \"pricing\"\ntitle = \"Prices\"\nslug = \"prices\"\n+++\n## One\nx\n";
    let document = made(with_file("playbook", "prices.md", text.as_bytes())).await;
    assert_eq!(
        (document.kind, document.title.as_str()),
        (Kind::Pricing, "Prices")
    );
    let before = Arc::new(made(manuscript("playbook", "## One\n")).await);
    let other = read(with_file("", "prices.md", text.as_bytes()), Some(before)).await;
    let why = other.unwrap_err().to_string();
    assert!(why.contains("its head says pricing"), "{why}");
}
