use serde::Serialize;

use crate::cast::Member;

/// What a program needs to go on with, in one line of JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Ready {
    pub portal: String,
    pub mcp: String,
    #[cfg(feature = "sandbox")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<sandbox::Ready>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cast: Vec<Member>,
}

impl Ready {
    pub fn new(url: &str) -> Self {
        Self {
            portal: url.to_owned(),
            mcp: format!("{url}/mcp"),
            #[cfg(feature = "sandbox")]
            sandbox: None,
            cast: vec![],
        }
    }

    #[cfg(feature = "sandbox")]
    pub fn with_sandbox(&mut self, org: &sandbox::Ready, cast: Vec<Member>) {
        self.sandbox = Some(org.clone());
        self.cast = cast;
    }

    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("texts and lists can always be written")
    }
}
