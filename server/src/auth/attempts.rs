use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use domain::time::Timestamp;

/// Failed sign-ins in a minute for one e-mail address, wherever they come from.
const PER_EMAIL: u32 = 10;
/// Failed sign-ins in a minute from one network address; many people may sit behind one.
const PER_ADDRESS: u32 = 60;
const WINDOW: Duration = Duration::from_mins(1);
/// So many are remembered; the oldest go first.
const MOST: usize = 20_000;
/// No address is longer; what is remembered of one is bounded too.
const LONGEST: usize = 254;

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub struct From(pub IpAddr);

/// Failed sign-ins, counted. An attempt counts before its password is checked, and is forgiven when it was right.
#[derive(Clone, Default)]
pub struct Attempts(Arc<Mutex<HashMap<Key, Count>>>);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Email(String),
    Address(IpAddr),
}

struct Count {
    since: Timestamp,
    failed: u32,
}

impl Attempts {
    /// Counts an attempt; false when there were too many.
    pub fn count(&self, from: &From, email: &str, now: Timestamp) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() + 2 > MOST {
            make_room(&mut counts, now);
        }
        let [by_email, by_address] = keys(from, email).map(|key| {
            let count = counts.entry(key).or_insert(Count {
                since: now,
                failed: 0,
            });
            if now.since(count.since) >= WINDOW {
                *count = Count {
                    since: now,
                    failed: 0,
                };
            }
            count.failed += 1;
            count.failed
        });
        by_email <= PER_EMAIL && by_address <= PER_ADDRESS
    }

    /// The password was right.
    pub fn forgive(&self, from: &From, email: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(from, email) {
            if let Some(count) = counts.get_mut(&key) {
                count.failed = count.failed.saturating_sub(1);
            }
        }
    }
}

fn keys(from: &From, email: &str) -> [Key; 2] {
    [
        Key::Email(
            email
                .trim()
                .chars()
                .take(LONGEST)
                .collect::<String>()
                .to_lowercase(),
        ),
        Key::Address(from.0),
    ]
}

fn make_room(counts: &mut HashMap<Key, Count>, now: Timestamp) {
    counts.retain(|_, count| now.since(count.since) < WINDOW);
    if counts.len() + 2 > MOST {
        let mut ages: Vec<Timestamp> = counts.values().map(|count| count.since).collect();
        ages.sort_unstable();
        let half = ages[ages.len() / 2];
        counts.retain(|_, count| count.since > half);
    }
}

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(peer)| peer.ip());
        Ok(Self(peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: From = From(IpAddr::V4(Ipv4Addr::LOCALHOST));

    #[test]
    fn the_eleventh_failure_of_a_minute_is_refused_and_the_next_minute_is_free() {
        let attempts = Attempts::default();
        let now = Timestamp::from_micros(0);
        assert!((0..PER_EMAIL).all(|_| attempts.count(&HERE, "Ana@countersign.example", now)));
        assert!(!attempts.count(&HERE, " ana@countersign.example", now));
        assert!(
            attempts.count(&HERE, "ben@countersign.example", now),
            "somebody else still may"
        );
        assert!(attempts.count(&HERE, "ana@countersign.example", now.plus(WINDOW)));
    }

    #[test]
    fn who_signs_in_again_and_again_is_never_locked_out() {
        let attempts = Attempts::default();
        for _ in 0..200 {
            assert!(attempts.count(&HERE, "ana@countersign.example", Timestamp::from_micros(0)));
            attempts.forgive(&HERE, "ana@countersign.example");
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let attempts = Attempts::default();
        for number in 0..u32::try_from(MOST).unwrap() * 2 {
            let from = From(IpAddr::V4(Ipv4Addr::from_bits(number)));
            attempts.count(
                &from,
                &format!("{number}@countersign.example"),
                Timestamp::from_micros(i64::from(number)),
            );
        }
        assert!(attempts.0.lock().unwrap().len() <= MOST);
        attempts.count(&HERE, &"a".repeat(1 << 20), Timestamp::from_micros(0));
        for key in attempts.0.lock().unwrap().keys() {
            assert!(!matches!(key, Key::Email(email) if email.len() > LONGEST));
        }
    }
}
