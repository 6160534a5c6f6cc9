use super::{From, Person};
use crate::portal::Portal;

/// Why nobody is signed in.
#[derive(Debug)]
pub enum Refused {
    /// Whether the address or the password is wrong is not told.
    Wrong,
    TooOften,
    Broken(store::Error),
}

impl Portal {
    /// The person this address and password belong to. An address nobody has takes as long as a wrong password.
    pub async fn check_password(
        &self,
        from: &From,
        email: &str,
        password: &str,
    ) -> Result<Person, Refused> {
        let now = self.engine.clock().now();
        if !self.attempts.count(from, email, now) {
            return Err(Refused::TooOften);
        }
        let found = store::credentials::by_email(self.engine.store(), email)
            .await
            .map_err(Refused::Broken)?;
        let known = found.into_iter().next();
        let hash = known.as_ref().map(|known| known.hash.clone());
        let right = self.passwords.matches(password.to_owned(), hash).await;
        match known.filter(|_| right) {
            Some(known) => {
                self.attempts.forgive(from, email);
                Ok(Person {
                    workspace: known.workspace,
                    actor: known.actor,
                })
            }
            None => Err(Refused::Wrong),
        }
    }
}
