use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Streams of all tabs together. Browsers open six connections to a host; two stay free for everything else.
const SLOTS: usize = 4;

/// The right to hold a stream open; given back when dropped, or when the tab goes away.
pub struct Slot(Function);

impl Drop for Slot {
    fn drop(&mut self) {
        // The promise that the lock hangs on: settling it cannot fail.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

impl Slot {
    /// A free slot. None when there is none, or where tabs cannot count together: outside a secure context.
    pub async fn take() -> Option<Self> {
        for number in 0..SLOTS {
            if let Some(slot) = Self::lock(&format!("countersign-stream-{number}")).await {
                return Some(slot);
            }
        }
        None
    }

    /// A lock of the browser (`navigator.locks`), shared by all its tabs, if it is free right now.
    async fn lock(name: &str) -> Option<Self> {
        let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
        let request: Function = Reflect::get(&locks, &"request".into())
            .ok()?
            .dyn_into()
            .ok()?;
        let options = Object::new();
        Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).ok()?;

        // The lock is held until this promise is settled.
        let mut release = None;
        let held = Promise::new(&mut |settle, _| release = Some(settle));
        let mut answer = None;
        let answered = Promise::new(&mut |settle, _| answer = Some(settle));
        let (release, answer) = (release?, answer?);
        let granted = Closure::once(move |lock: JsValue| -> JsValue {
            let _ = answer.call1(&JsValue::UNDEFINED, &JsValue::from_bool(!lock.is_null()));
            if lock.is_null() {
                JsValue::UNDEFINED
            } else {
                held.into()
            }
        });
        let arguments = Array::of3(&name.into(), &options, granted.as_ref());
        request.apply(&locks, &arguments).ok()?;
        let answer = JsFuture::from(answered).await.ok()?;
        answer.is_truthy().then_some(Self(release))
    }
}
