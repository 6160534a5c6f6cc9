use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION, ORIGIN, REFRESH};

use super::{PATIENCE, Told};

/// A browser without script: it keeps cookies, sends forms, and follows nothing by itself.
pub struct Browser {
    portal: String,
    http: reqwest::Client,
}

impl Browser {
    pub fn at(portal: &str) -> Self {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
            .build();
        Self {
            portal: portal.to_owned(),
            http: http.unwrap(),
        }
    }

    pub async fn signed_in(portal: &str, email: &str, password: &str) -> Self {
        let browser = Self::at(portal);
        let form = [("email", email), ("password", password)];
        assert_eq!(browser.post("/sign-in", &form).await.leads_to(), "/");
        browser
    }

    pub async fn get(&self, path: &str) -> Told {
        let asked = self.http.get(format!("{}{path}", self.portal));
        let asked = asked.header(ACCEPT, "text/html, */*");
        Told::of(asked.send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Told {
        let sent = self
            .http
            .post(format!("{}{path}", self.portal))
            .header(ORIGIN, &self.portal)
            .form(form);
        Told::of(sent.send().await.unwrap()).await
    }

    /// Sends a form with a file in it.
    pub async fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        name: &str,
        bytes: &[u8],
    ) -> Told {
        const MARK: &str = "----a-mark-between-the-parts";
        let mut body = vec![];
        for (field, value) in fields {
            let part = format!(
                "--{MARK}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.bytes());
        }
        let head = format!(
            "--{MARK}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{MARK}--\r\n").bytes());
        let sent = self
            .http
            .post(format!("{}{path}", self.portal))
            .header(ORIGIN, &self.portal)
            .header(
                CONTENT_TYPE,
                format!("multipart/form-data; boundary={MARK}"),
            )
            .body(body);
        Told::of(sent.send().await.unwrap()).await
    }

    /// Sends a form that may hold a file, by its name and bytes.
    pub async fn uploads(
        &self,
        path: &str,
        form: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
    ) -> Told {
        let mut body = parted(form).into_bytes();
        let (name, bytes) = file.unwrap_or_default();
        let end = body.len() - "--parted--\r\n".len();
        body.truncate(end);
        let head = format!(
            "--parted\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--parted--\r\n");
        let sent = self
            .http
            .post(format!("{}{path}", self.portal))
            .header(ORIGIN, &self.portal)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=parted")
            .body(body);
        Told::of(sent.send().await.unwrap()).await
    }

    /// A file, byte for byte.
    pub async fn bytes(&self, path: &str) -> (reqwest::header::HeaderMap, Vec<u8>) {
        let asked = self.http.get(format!("{}{path}", self.portal));
        let answer = asked.send().await.unwrap();
        (
            answer.headers().clone(),
            answer.bytes().await.unwrap().to_vec(),
        )
    }

    /// Whom the portal takes this browser for; nobody when it is signed out.
    pub async fn name(&self) -> Option<String> {
        let told = self.get("/api/v1/me").await;
        (told.status == 200).then(|| told.json()["name"].as_str().unwrap().to_owned())
    }

    /// Sends a form and reads the page it leads to.
    pub async fn sends(&self, path: &str, form: &[(&str, &str)]) -> String {
        let page = self.post(path, form).await.leads_to();
        self.get(&page).await.text
    }
}

/// A form as browsers send one that may hold a file, between marks that read `parted`.
pub fn parted(form: &[(&str, &str)]) -> String {
    let field = |(name, value): &(&str, &str)| {
        format!("--parted\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let fields: String = form.iter().map(field).collect();
    format!("{fields}--parted--\r\n")
}

impl Told {
    /// Where a form that was taken leads.
    #[track_caller]
    pub fn leads_to(&self) -> String {
        assert_eq!(self.status, 303, "{}", self.text);
        self.headers[LOCATION].to_str().unwrap().to_owned()
    }
    /// Where a page goes on to by itself, on another site.
    #[track_caller]
    pub fn goes_on_to(&self) -> String {
        let refresh = self.headers.get(REFRESH);
        let refresh = refresh.unwrap_or_else(|| panic!("{} {}", self.status, self.text));
        let (_, url) = refresh.to_str().unwrap().split_once("url=").unwrap();
        url.to_owned()
    }
}
