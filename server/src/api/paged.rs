use serde::Serialize;

/// One page of a list; `next` goes into `?after=` for the following one.
#[derive(Serialize)]
pub struct Paged<T> {
    items: Vec<T>,
    next: Option<store::Cursor>,
}

impl<T> From<store::Paged<T>> for Paged<T> {
    fn from(page: store::Paged<T>) -> Self {
        Self {
            items: page.items,
            next: page.next,
        }
    }
}
