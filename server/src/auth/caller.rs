use std::collections::BTreeSet;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::actor::Actor;
use domain::id::MissionId;
use domain::mission::Slug;
use engine::{Caller, SignIn};
use tower_sessions::Session;

use super::{Credential, credential, session};
use crate::api::{Answer, Problem};
use crate::forms;
use crate::portal::Portal;

/// Who asks, with the roles they have at this moment. 401 when nobody is signed in.
pub struct SignedIn(pub Caller);

/// The missions that this credential may start.
#[derive(Clone, Debug)]
pub struct Reach(Option<BTreeSet<MissionId>>);

impl Reach {
    fn everything() -> Self {
        Self(None)
    }
    /// No name at all means every mission.
    fn of(missions: Vec<MissionId>) -> Self {
        Self((!missions.is_empty()).then(|| missions.into_iter().collect()))
    }

    /// Refuses a mission that is out of reach.
    pub async fn allows(&self, portal: &Portal, caller: &Caller, slug: &Slug) -> Answer<()> {
        let Some(missions) = &self.0 else {
            return Ok(());
        };
        let (mission, _) = store::missions::current(
            portal.engine.store().within(&caller.workspace),
            slug.as_str(),
        )
        .await?;
        if missions.contains(&mission.id) {
            return Ok(());
        }
        Err(Problem::forbidden(format!(
            "this token is not for the mission `{slug}`"
        )))
    }
}

/// Finds out who asks and puts it beside the request: [`Caller`], [`Reach`] and [`Credential`], or nothing.
pub async fn identify(State(portal): State<Portal>, mut request: Request, next: Next) -> Response {
    let credential = if request.headers().contains_key(header::AUTHORIZATION) {
        // Whoever shows a token is that token, whatever cookie came along.
        credential::bearer(request.headers())
    } else {
        request
            .extensions()
            .get::<Session>()
            .and_then(session::in_cookie)
    };
    if let Some(cookie) = request.extensions().get::<Session>().cloned()
        && request.method() == axum::http::Method::GET
    {
        if let Some(said) = forms::said(&cookie, request.uri().query()).await {
            request.extensions_mut().insert(said);
        }
        if let Some(returned) = forms::returned(&cookie, request.uri().query()).await {
            request.extensions_mut().insert(returned);
        }
    }
    if let Some(credential) = credential.filter(|shown| opens(shown, request.uri().path())) {
        match portal.who(&credential).await {
            Ok(Some((caller, reach))) => {
                let extensions = request.extensions_mut();
                extensions.insert(caller);
                if let Credential::Session(hash) = &credential {
                    extensions.insert(SignIn(*hash));
                }
                extensions.insert(reach);
                extensions.insert(credential);
            }
            Ok(None) => {}
            Err(error) => return Problem::from(error).into_response(),
        }
    }
    next.run(request).await
}

/// A program's token opens the API and nothing else. Pages and their forms are for people: they do not ask which missions
/// it was given for.
fn opens(shown: &Credential, path: &str) -> bool {
    match shown {
        Credential::Session(_) => true,
        Credential::Service(_) => path.starts_with("/api/v1/"),
    }
}

impl Portal {
    /// Who shows this, at this moment; none when it is not, or no longer, good.
    pub async fn who(&self, credential: &Credential) -> store::Result<Option<(Caller, Reach)>> {
        let (workspace, actor, reach) = match credential {
            Credential::Session(id) => match self.sessions.person(id).await? {
                Some(person) => (person.workspace, person.actor, Reach::everything()),
                None => return Ok(None),
            },
            Credential::Service(hash) => {
                match store::tokens::by_hash(self.engine.store(), hash, self.engine.clock().now())
                    .await?
                {
                    Some((workspace, token)) => (workspace, token.actor, Reach::of(token.missions)),
                    None => return Ok(None),
                }
            }
        };
        let actor = match self.engine.person(&workspace, &actor).await {
            Ok(actor) => Actor::clone(&actor),
            Err(store::Error::Gone) => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(actor.active.then_some((Caller { workspace, actor }, reach)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        parts
            .extensions
            .get()
            .cloned()
            .map(Self)
            .ok_or_else(Problem::signed_out)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reach {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        parts
            .extensions
            .get()
            .cloned()
            .ok_or_else(Problem::signed_out)
    }
}
