//! Pages that need no script of their own. The server renders them; the browser takes over the frame around them, leaves
//! what is inside as it came, and asks for the next one as a whole. Their code is no part of what the browser loads.

#[cfg(not(feature = "ssr"))]
mod browser;

#[cfg(not(feature = "ssr"))]
pub use browser::{AsServed, TitleServed};

/// The view of a route whose page is the server's alone. An empty title stands before it, because the browser has one there.
#[cfg(feature = "ssr")]
macro_rules! served {
    ($page:ident) => {
        || view! { <leptos_meta::Title/><div class="served"><$page/></div> }.into_any()
    };
}

#[cfg(not(feature = "ssr"))]
macro_rules! served {
    ($page:ident) => {
        || view! { <crate::served::AsServed/> }.into_any()
    };
}

pub(crate) use served;
