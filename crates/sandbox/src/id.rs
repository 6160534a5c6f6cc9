//! Record ids: 15 characters that care about case, and three more that let case be lost.

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECK: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The 18-character id of the `number`th row of an object with this three-character key prefix.
pub(crate) fn make(prefix: &str, number: i64) -> String {
    let mut tail = [b'0'; 9];
    let mut rest = u64::try_from(number).unwrap_or(0);
    for place in tail.iter_mut().rev() {
        *place = ALPHABET[usize::try_from(rest % 62).unwrap_or(0)];
        rest /= 62;
    }
    let short = format!("{prefix}gL0{}", String::from_utf8_lossy(&tail));
    let check = checksum(&short);
    short + &check
}

/// Three characters, each packing the case of five.
fn checksum(short: &str) -> String {
    short
        .as_bytes()
        .chunks(5)
        .map(|five| {
            let bits = five
                .iter()
                .enumerate()
                .filter(|(_, byte)| byte.is_ascii_uppercase())
                .fold(0, |bits, (place, _)| bits | (1 << place));
            char::from(CHECK[bits])
        })
        .collect()
}

/// The 18-character form of a 15- or 18-character id; nothing for anything else.
///
/// An 18-character id whose case was lost on the way is repaired from its last three.
pub(crate) fn parse(text: &str) -> Option<String> {
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    match text.len() {
        15 => Some(format!("{text}{}", checksum(text))),
        18 => {
            let (short, check) = text.split_at(15);
            let check = check.to_ascii_uppercase();
            if checksum(short) == check {
                return Some(format!("{short}{check}"));
            }
            let mut repaired = String::with_capacity(15);
            for (at, byte) in short.bytes().enumerate() {
                let bits = CHECK.iter().position(|c| *c == check.as_bytes()[at / 5])?;
                let upper = bits >> (at % 5) & 1 == 1;
                repaired.push(char::from(if upper {
                    byte.to_ascii_uppercase()
                } else {
                    byte.to_ascii_lowercase()
                }));
            }
            (checksum(&repaired) == check).then(|| format!("{repaired}{check}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_published_one() {
        assert_eq!(
            parse("0013000000Hv0qQ").as_deref(),
            Some("0013000000Hv0qQAAR")
        );
    }

    #[test]
    fn lost_case_is_repaired_and_nonsense_is_not_an_id() {
        let id = make("001", 3_845_113);
        assert_eq!(parse(&id[..15]), Some(id.clone()));
        assert_eq!(parse(&id.to_ascii_lowercase()), Some(id.clone()));
        assert_eq!(parse("001"), None);
        assert_eq!(parse("001gL00000000'0AAA"), None);
    }
}
