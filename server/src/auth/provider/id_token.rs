use std::collections::HashMap;

use domain::time::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value as Json;

use super::NotVouched;
use super::discovery::Found;

/// Clocks differ by no more seconds.
const LEEWAY: i64 = 60;

/// Signed with a key pair. A shared secret (HS256) or no signature at all proves nothing here.
const TRUSTED: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What an ID token says, after its signature, issuer, audience, age and nonce were checked.
#[derive(Deserialize)]
pub struct Claims {
    #[serde(rename = "sub")]
    pub subject: String,
    exp: i64,
    iat: Option<i64>,
    nonce: Option<String>,
    azp: Option<String>,
    #[serde(flatten)]
    rest: HashMap<String, Json>,
}

/// The name of the key a token says it is signed with.
pub fn key_of(token: &str) -> Result<Option<String>, NotVouched> {
    Ok(decode_header(token).map_err(wrong)?.kid)
}

impl Claims {
    pub fn checked(
        token: &str,
        found: &Found,
        client_id: &str,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Self, NotVouched> {
        let header = decode_header(token).map_err(wrong)?;
        if !TRUSTED.contains(&header.alg) {
            return Err(no(&format!("{:?} proves nothing", header.alg)));
        }
        let key = found
            .key(header.kid.as_deref())
            .ok_or_else(|| no("it is signed with a key the provider does not have"))?;
        let mut validation = Validation::new(header.alg);
        validation.set_audience(&[client_id]);
        validation.set_issuer(&[found.issuer()]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // By the portal's own clock, below.
        validation.validate_exp = false;
        let key = DecodingKey::from_jwk(key).map_err(wrong)?;
        let claims: Self = decode(token, &key, &validation).map_err(wrong)?.claims;
        claims.is_of_now(now)?;
        if claims.nonce.as_deref() != Some(nonce) {
            return Err(no("its nonce is another"));
        }
        if claims
            .azp
            .as_deref()
            .is_some_and(|party| party != client_id)
        {
            return Err(no("it was made for another party"));
        }
        let several = claims.rest.get("aud").and_then(Json::as_array);
        if several.is_some_and(|all| all.len() > 1) && claims.azp.is_none() {
            return Err(no("it is for several, and names no party"));
        }
        if claims.subject.is_empty() || claims.subject.len() > 255 {
            return Err(no("it names nobody"));
        }
        Ok(claims)
    }

    pub fn has(&self, claim: &str) -> bool {
        self.rest.contains_key(claim)
    }

    /// What the provider says beside the token, of the same person. What the token says stays.
    pub fn add(&mut self, more: HashMap<String, Json>) -> Result<(), NotVouched> {
        if more.get("sub").and_then(Json::as_str) != Some(&self.subject) {
            return Err(no("the provider speaks of somebody else beside it"));
        }
        for (claim, value) in more {
            self.rest.entry(claim).or_insert(value);
        }
        Ok(())
    }

    fn is_of_now(&self, now: Timestamp) -> Result<(), NotVouched> {
        let now = now.micros() / 1_000_000;
        if self.exp.saturating_add(LEEWAY) <= now {
            return Err(no("it has expired"));
        }
        if self.iat.is_some_and(|made| made > now + LEEWAY) {
            return Err(no("it comes from the future"));
        }
        Ok(())
    }

    /// The address, when the provider has verified it, or is trusted for its domain.
    pub fn verified_address(&self, domains: &[String]) -> Option<String> {
        let email = self.rest.get("email")?.as_str()?.trim().to_owned();
        let (_, domain) = email.rsplit_once('@')?;
        let verified = match self.rest.get("email_verified") {
            Some(Json::Bool(verified)) => *verified,
            Some(Json::String(word)) => word == "true",
            Some(_) => false,
            // Some providers say nothing of it. Then whoever runs the portal must have named the domain.
            None => !domains.is_empty(),
        };
        let allowed = domains.is_empty()
            || domains
                .iter()
                .any(|allowed| allowed.eq_ignore_ascii_case(domain));
        (verified && allowed).then_some(email)
    }

    pub fn called(&self) -> Option<String> {
        let name = self.rest.get("name")?.as_str()?.trim();
        (!name.is_empty()).then(|| name.chars().take(100).collect())
    }

    /// The words of a claim that is one text or a list of texts.
    pub fn words<'a>(&'a self, claim: &str) -> impl Iterator<Item = &'a str> {
        let found = self.rest.get(claim);
        let list = found.and_then(Json::as_array).into_iter().flatten();
        let one = found.and_then(Json::as_str).into_iter();
        list.filter_map(Json::as_str)
            .chain(one.flat_map(|text| text.split([' ', ','])))
    }
}

fn no(why: &str) -> NotVouched {
    NotVouched::Wrong(format!("the ID token: {why}"))
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn wrong(error: jsonwebtoken::errors::Error) -> NotVouched {
    NotVouched::Wrong(format!("the ID token: {error}"))
}
