use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::canonical::Digest;

/// A secret as it is handed out, once: a readable prefix and 256 bits. Only its SHA-256 is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A token of a program: `cst_…`.
    pub const SERVICE: &'static str = "cst_";
    /// The session of a program that acts for a person: `css_…`.
    pub const SESSION: &'static str = "css_";
    /// A link that works once: `csl_…`.
    pub const LINK: &'static str = "csl_";

    pub fn new(prefix: &str, bytes: [u8; 32]) -> Self {
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// A secret that somebody shows; whether it is one of ours is for the store to say.
    pub fn shown(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn begins(&self, prefix: &str) -> bool {
        self.0.starts_with(prefix)
    }

    /// What is kept of it. 256 bits of chance need no salt and no slow hash.
    pub fn hash(&self) -> Digest {
        Digest::of_bytes(self.0.as_bytes())
    }

    /// To hand it out. Never to log it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
