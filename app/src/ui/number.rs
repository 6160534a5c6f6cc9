/// A large number in groups of three: `20,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A small number as a sentence has it: `seven`; larger ones in digits.
#[cfg(feature = "ssr")]
pub fn in_words(number: u64) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let word = usize::try_from(number).ok().and_then(|at| WORDS.get(at));
    word.map_or_else(|| grouped(number), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{grouped, in_words};

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(100), "100");
        assert_eq!(grouped(38_200), "38,200");
        assert_eq!(grouped(1_000_000), "1,000,000");
    }

    #[test]
    fn small_numbers_are_words() {
        assert_eq!(in_words(7), "seven");
        assert_eq!(in_words(13), "13");
        assert_eq!(in_words(1_300), "1,300");
    }
}
