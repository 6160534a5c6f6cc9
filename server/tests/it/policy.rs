use crate::world::{Browser, FLAGSHIP, Told, World};

/// What no page may hold: anything that would need the policy to be weaker.
fn is_clean(path: &str, told: &Told) {
    let policy = told.headers["content-security-policy"].to_str().unwrap();
    for weak in ["unsafe-inline", "'unsafe-eval'", "http:", "https:", "*"] {
        assert!(!policy.contains(weak), "{path}: {policy}");
    }
    for strict in ["default-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(strict), "{path}: {policy}");
    }
    let text = &told.text;
    if !text.contains("<html") {
        return;
    }
    for strict in ["form-action 'self'", "base-uri 'none'", "style-src 'self'"] {
        assert!(policy.contains(strict), "{path}: {policy}");
    }
    assert_eq!(told.headers["x-content-type-options"], "nosniff", "{path}");
    assert_eq!(told.headers["referrer-policy"], "same-origin", "{path}");
    // Texts of records come escaped: what looks like an attribute is one.
    for tag in text
        .split('<')
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap())
    {
        assert!(!tag.contains(" style="), "{path}: <{tag}>");
        assert!(!tag.contains("javascript:"), "{path}: <{tag}>");
        let handler = tag
            .split(' ')
            .find(|word| word.starts_with("on") && word.contains('='));
        assert!(handler.is_none(), "{path}: <{tag}>");
        assert!(!tag.starts_with("style"), "{path}: <{tag}>");
        if tag.starts_with("script") {
            let nonce = tag
                .split("nonce=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            let nonce = nonce.unwrap_or_else(|| panic!("{path}: <{tag}> has no nonce"));
            assert!(
                policy.contains(&format!("'nonce-{nonce}'")),
                "{path}: <{tag}>"
            );
        }
    }
}

/// Every page there is, by the router's own list, with what its address needs.
async fn pages(world: &World) -> Vec<String> {
    let (run, decision) = world.proposes().await;
    let decision = decision["id"].as_str().unwrap();
    // Whatever a file holds becomes no part of a page.
    let request = world.ana().request(
        reqwest::Method::POST,
        "/files?folder=uploads&name=Hostile.md",
    );
    let hostile =
        "# <script>alert(1)</script>\n<img src=x onerror=alert(1)>\n[a](javascript:alert(1))";
    let file = Told::of(request.body(hostile).send().await.unwrap())
        .await
        .ok();
    let file = file["id"].as_str().unwrap().to_owned();
    let documents = world.ana().get("/knowledge").await.ok();
    let document = documents[0]["id"].as_str().unwrap();
    let filled = |path: &str| {
        let id = if path.contains("{object}") || path.contains(":object") {
            // Two names: the object, then a record of it.
            return path
                .split('/')
                .map(|part| match part.trim_matches([':', '{', '}']) {
                    "object" => "Account",
                    "record" => "001000000099999",
                    other => other,
                })
                .collect::<Vec<_>>()
                .join("/");
        } else if path.starts_with("/runs") {
            run.as_str()
        } else if path.starts_with("/decisions") {
            decision
        } else if path.starts_with("/missions") {
            FLAGSHIP
        } else if path.starts_with("/files") {
            file.as_str()
        } else if path.starts_with("/knowledge") {
            document
        } else {
            "acc_nothing"
        };
        let part = |part: &str| {
            if part.starts_with('{') || part.starts_with(':') {
                id.to_owned()
            } else {
                part.to_owned()
            }
        };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    };
    server::site::addresses().map(filled).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_keeps_to_the_policy() {
    let world = World::new().await;
    let (ana, nobody) = (world.ana(), Browser::at(world.url()));
    let ana = Browser::signed_in(world.url(), &ana.email, &ana.password).await;
    let pages = pages(&world).await;
    assert!(
        pages.len() > 6 && pages.iter().any(|page| page == "/people"),
        "{pages:?}"
    );
    for path in &pages {
        let told = ana.get(path).await;
        assert!(told.text.contains("<html"), "{path}: {}", told.status);
        is_clean(path, &told);
        let told = nobody.get(path).await;
        assert!(
            told.status == 302 || path == "/sign-in",
            "{path} shows itself to nobody: {}",
            told.status
        );
    }
    for path in [
        "/knowledge?find=account%20<script>",
        "/knowledge/doc_nothing",
        "/knowledge/doc_nothing/edit",
        "/welcome?token=\"><script>",
        "/join?token=\"><script>",
        "/nothing",
    ] {
        is_clean(path, &ana.get(path).await);
    }
    let new = [
        ("name", "<script>x"),
        ("email", "x@countersign.example"),
        ("roles", "member"),
    ];
    let handed = ana.post("/people", &new).await;
    assert!(handed.text.contains("/join?token=csl_"));
    is_clean("/people", &handed);
    assert!(!handed.text.contains("<script>x"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_is_never_given_twice() {
    let world = World::new().await;
    let browser = Browser::at(world.url());
    let policy = async || {
        let told = browser.get("/sign-in").await;
        told.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_ne!(policy().await, policy().await);
    world.end().await;
}
