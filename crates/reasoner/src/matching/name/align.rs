use crate::data::COMMON;
use crate::rarity::Rarity;

/// Which words of two names are the same, and which stand alone.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    pub pairs: Vec<Shared>,
    pub left_rest: Vec<usize>,
    pub right_rest: Vec<usize>,
}

/// Words that both names say, and the bits that are in it.
#[derive(Debug)]
pub(super) struct Shared {
    pub left: Vec<usize>,
    pub right: Vec<usize>,
    pub bits: f64,
    /// 1 for the same letters; less for a misspelling, a short form, initials.
    pub likeness: f64,
}

const SAME: f64 = 1.0;
const SHORT_FORM: f64 = 0.85;
const SOFT: f64 = 0.90;

pub(super) fn align(left: &[String], right: &[String], rarity: &Rarity) -> Alignment {
    let mut found = Finder {
        left,
        right,
        used_left: vec![false; left.len()],
        used_right: vec![false; right.len()],
        pairs: vec![],
        rarity,
    };
    found.singles(|l, r| (l == r || same_umlaut(l, r)).then_some(SAME));
    found.joins();
    found.singles(short_form);
    found.singles(|l, r| soft(l, r, rarity));
    found.initials();
    let rest = |used: &[bool]| (0..used.len()).filter(|at| !used[*at]).collect();
    Alignment {
        left_rest: rest(&found.used_left),
        right_rest: rest(&found.used_right),
        pairs: found.pairs,
    }
}

struct Finder<'a> {
    left: &'a [String],
    right: &'a [String],
    used_left: Vec<bool>,
    used_right: Vec<bool>,
    pairs: Vec<Shared>,
    rarity: &'a Rarity,
}

impl Finder<'_> {
    /// Pairs words one to one, the most alike first, then in order.
    fn singles(&mut self, likeness: impl Fn(&str, &str) -> Option<f64>) {
        let mut found: Vec<(f64, usize, usize)> = vec![];
        for (l, left) in self.left.iter().enumerate() {
            for (r, right) in self.right.iter().enumerate() {
                if !self.used_left[l]
                    && !self.used_right[r]
                    && let Some(likeness) = likeness(left, right)
                {
                    found.push((likeness, l, r));
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (likeness, l, r) in found {
            if !self.used_left[l] && !self.used_right[r] {
                let bits = self
                    .rarity
                    .bits(&self.left[l])
                    .min(self.rarity.bits(&self.right[r]));
                self.take(vec![l], vec![r], bits, likeness);
            }
        }
    }

    /// Two words here are one word there: `Kestrel Bay` and `KestrelBay`.
    fn joins(&mut self) {
        for l in 0..self.left.len().saturating_sub(1) {
            for r in 0..self.right.len() {
                let free = !self.used_left[l] && !self.used_left[l + 1] && !self.used_right[r];
                if free && joined(&self.left[l], &self.left[l + 1], &self.right[r]) {
                    let bits =
                        self.rarity.bits(&self.left[l]) + self.rarity.bits(&self.left[l + 1]);
                    self.take(vec![l, l + 1], vec![r], bits, SAME);
                }
            }
        }
        for r in 0..self.right.len().saturating_sub(1) {
            for l in 0..self.left.len() {
                let free = !self.used_right[r] && !self.used_right[r + 1] && !self.used_left[l];
                if free && joined(&self.right[r], &self.right[r + 1], &self.left[l]) {
                    let bits =
                        self.rarity.bits(&self.right[r]) + self.rarity.bits(&self.right[r + 1]);
                    self.take(vec![l], vec![r, r + 1], bits, SAME);
                }
            }
        }
    }

    /// One word here is the first letters of words there: `KB Instruments` and `Kestrel Bay Instruments`.
    fn initials(&mut self) {
        for l in 0..self.left.len() {
            if !self.used_left[l]
                && let Some(run) = run(&self.left[l], self.right, &self.used_right)
            {
                self.take(vec![l], run.clone(), initials_bits(run.len()), SHORT_FORM);
            }
        }
        for r in 0..self.right.len() {
            if !self.used_right[r]
                && let Some(run) = run(&self.right[r], self.left, &self.used_left)
            {
                self.take(run.clone(), vec![r], initials_bits(run.len()), SHORT_FORM);
            }
        }
    }

    fn take(&mut self, left: Vec<usize>, right: Vec<usize>, bits: f64, likeness: f64) {
        for l in &left {
            self.used_left[*l] = true;
        }
        for r in &right {
            self.used_right[*r] = true;
        }
        self.pairs.push(Shared {
            left,
            right,
            bits: bits * likeness,
            likeness,
        });
    }
}

fn joined(first: &str, second: &str, whole: &str) -> bool {
    whole.len() >= first.len() + second.len()
        && whole.starts_with(first)
        && umlaut_free(whole) == umlaut_free(&format!("{first}{second}"))
}

/// Two spellings of one umlaut differ by its `e`: only then is it worth a closer look.
fn same_umlaut(a: &str, b: &str) -> bool {
    a.len() != b.len()
        && a.len().abs_diff(b.len()) < 4
        && a.starts_with(&b[..b.chars().next().map_or(0, char::len_utf8)])
        && umlaut_free(a) == umlaut_free(b)
}

/// `mueller` and `muller` are two spellings of one umlaut.
fn umlaut_free(word: &str) -> String {
    word.replace("ue", "u")
        .replace("oe", "o")
        .replace("ae", "a")
}

/// A word cut short or stripped of its vowels, when the long one is a word that people shorten.
fn short_form(a: &str, b: &str) -> Option<f64> {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let shortened = short.len() >= 3
        && long.len() > short.len() + 1
        && COMMON.contains_key(long)
        && !COMMON.contains_key(short);
    let vowels = |c: char| "aeiou".contains(c);
    let stripped = || {
        let mut letters = long.chars();
        short.chars().next() == long.chars().next()
            && !short.contains(vowels)
            && short.chars().all(|c| letters.any(|other| other == c))
    };
    (shortened && (long.starts_with(short) || stripped())).then_some(SHORT_FORM)
}

/// A misspelling. Two words that are both known are two words, however alike.
fn soft(a: &str, b: &str, rarity: &Rarity) -> Option<f64> {
    let shorter = a.chars().count().min(b.chars().count());
    // Nobody mistypes the first letter of a name they know.
    if a.chars().next() != b.chars().next() {
        return None;
    }
    if shorter < 4
        || a.contains(|c: char| c.is_ascii_digit())
        || b.contains(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let likeness = strsim::jaro_winkler(a, b);
    let slips = match shorter {
        ..=6 => 1,
        7..=11 => 2,
        _ => 3,
    };
    if likeness < SOFT || strsim::osa_distance(a, b) > slips {
        return None;
    }
    let doubt = match (rarity.knows(a), rarity.knows(b)) {
        (true, true) if COMMON.contains_key(a) && COMMON.contains_key(b) => return None,
        (true, true) => 0.6,
        _ => 1.0,
    };
    Some((1.0 - 2.0 * (1.0 - likeness)) * doubt)
}

fn run(initials: &str, words: &[String], used: &[bool]) -> Option<Vec<usize>> {
    let length = initials.chars().count();
    if !(2..=6).contains(&length) || length > words.len() {
        return None;
    }
    (0..=words.len() - length)
        .map(|from| (from..from + length).collect::<Vec<_>>())
        .find(|run| {
            run.iter().all(|at| !used[*at])
                && run
                    .iter()
                    .filter_map(|at| words[*at].chars().next())
                    .eq(initials.chars())
        })
}

/// Two letters are shared by chance often, four hardly ever.
fn initials_bits(letters: usize) -> f64 {
    match letters {
        2 => 3.5,
        3 => 6.5,
        _ => 9.0,
    }
}
