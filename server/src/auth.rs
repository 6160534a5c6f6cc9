//! Who asks. Every request passes here once: a session cookie or a bearer token becomes an [`engine::Caller`], with the
//! roles as they are at this moment, and a page of another site cannot speak in somebody's name.

mod attempts; // sign-ins that failed, counted
mod caller; // who asks, for handlers
mod credential; // what was shown
mod device; // what somebody signs in with
mod origin; // the same site, or not
mod password;
mod provider; // single sign-on
mod secret; // tokens: 256 bits, stored as SHA-256
mod session; // sign-ins, in the store
mod sign_in; // address and password
mod welcome; // the first admin's link

pub use attempts::{Attempts, From};
pub use caller::{Reach, SignedIn, identify};
pub use credential::Credential;
pub use device::Device;
pub use origin::same_origin;
pub use password::{Passwords, SHORTEST as SHORTEST_PASSWORD};
pub use provider::{Away, Back, NotVouched, Provider};
pub use secret::Secret;
pub use session::{Person, Sessions};
pub use sign_in::Refused;
pub use welcome::{PURPOSE as WELCOME, Welcome};
