//! Made-up companies by the thousand: variants of their names, near-misses, subsidiaries, strangers. The matcher is
//! judged on names it has never seen, drawn from syllables and from words that firms share.

use super::cast::{account, lead, record, rules};
use crate::matching::Matcher;
use domain::matching::{Comparison, ComparisonKind, Likeness, MatchRules};
use domain::record::{Record, RecordId};

/// A small generator of chance, so that a seed names a world.
pub(super) struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (usize::try_from(self.0 >> 33).unwrap()) % sides
    }
    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len())]
    }
    fn percent(&mut self, chance: usize) -> bool {
        self.roll(100) < chance
    }
}

const HEADS: &[&str] = &[
    "kes", "mar", "tol", "bren", "vas", "quil", "hal", "nor", "zan", "fer", "lum", "or", "pel",
    "dra", "wes", "cal", "ost", "ti", "gre", "sol",
];
const MIDDLES: &[&str] = &[
    "", "a", "o", "i", "ar", "el", "in", "or", "um", "an", "es", "ir", "ol", "ut", "av", "emb",
];
const TAILS: &[&str] = &[
    "trel", "lowe", "den", "ford", "wick", "tara", "vik", "mont", "quist", "by", "dale", "ner",
    "sen", "ville", "tis", "rand", "gate", "lin", "mere", "stad",
];
const SECOND: &[&str] = &[
    "Bay", "Point", "River", "Hill", "Valley", "Park", "Bridge", "Lake", "Rock", "Creek", "Ridge",
    "Field", "Forest", "Coast",
];
const TRADES: &[&str] = &[
    "Instruments",
    "Engineering",
    "Logistics",
    "Foods",
    "Software",
    "Medical",
    "Chemicals",
    "Packaging",
    "Energy",
    "Consulting",
    "Systems",
    "Textiles",
    "Robotics",
    "Optics",
    "Pharmaceuticals",
    "Steel",
    "Furniture",
    "Technologies",
];
const FORMS: &[&str] = &[
    "", "", "Ltd", "Limited", "Inc.", "LLC", "GmbH", "S.A.", "B.V.", "Corp", "AG", "SpA",
    "Pty Ltd", "A/S",
];
const PARTS: &[&str] = &[
    "Leasing",
    "Finance",
    "Nordics",
    "Insurance",
    "Deutschland",
    "Asia",
    "Ventures",
    "Realty",
    "Iberia",
    "UK",
];
const CITIES: &[&str] = &[
    "Bristol",
    "Leeds",
    "Jena",
    "Rotterdam",
    "Boston",
    "Portland",
    "Basel",
    "Lyon",
    "Oslo",
    "Milano",
    "Cork",
    "Osaka",
    "Denver",
    "Graz",
];

#[derive(Clone)]
struct Firm {
    rare: String,
    second: &'static str,
    trade: &'static str,
    form: &'static str,
    domain: String,
    phone: String,
    city: &'static str,
    postal: String,
}

impl Firm {
    fn make(dice: &mut Dice) -> Self {
        let syllables = dice.pick(HEADS).to_owned() + dice.pick(MIDDLES) + dice.pick(TAILS);
        let rare = syllables[..1].to_uppercase() + &syllables[1..];
        let second = if dice.percent(45) {
            dice.pick(SECOND)
        } else {
            ""
        };
        let trade = if dice.percent(85) || second.is_empty() {
            dice.pick(TRADES)
        } else {
            ""
        };
        let stem = match dice.roll(3) {
            0 => format!("{rare}{second}{trade}"),
            1 => format!("{rare}-{trade}"),
            _ => format!("{rare}{second}"),
        };
        Self {
            domain: format!(
                "{}{}.example",
                stem.to_lowercase().trim_end_matches('-'),
                if dice.percent(30) {
                    dice.roll(90).to_string()
                } else {
                    String::new()
                }
            ),
            phone: format!("+44 {} {:06}", 100 + dice.roll(800), dice.roll(999_999)),
            city: dice.pick(CITIES),
            postal: format!("{:05}", 10_000 + dice.roll(80_000)),
            form: dice.pick(FORMS),
            rare,
            second,
            trade,
        }
    }

    fn name(&self) -> String {
        [&self.rare, self.second, self.trade, self.form]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn account(&self, number: usize, dice: &mut Dice) -> Record {
        let site = if dice.percent(85) {
            format!("https://www.{}", self.domain)
        } else {
            String::new()
        };
        let phone = if dice.percent(80) {
            self.phone.as_str()
        } else {
            ""
        };
        account(
            number,
            &self.name(),
            &site,
            [phone, self.city, &self.postal],
        )
    }

    /// The same firm as somebody else would type it.
    fn variant(&self, dice: &mut Dice) -> String {
        let mut other = self.clone();
        if dice.percent(60) {
            other.form = dice.pick(FORMS);
        }
        if dice.percent(12) && other.rare.len() > 5 {
            let at = 2 + dice.roll(other.rare.len() - 4);
            other.rare.remove(at);
        }
        if dice.percent(15) && !other.second.is_empty() {
            other.trade = "";
        }
        let mut name = other.name();
        if dice.percent(10) {
            name = name.replacen(' ', "", 1);
        }
        for (long, short) in [
            ("Engineering", "Eng."),
            ("Instruments", "Instr."),
            ("Technologies", "Tech"),
            ("Systems", "Sys"),
            ("Pharmaceuticals", "Pharma"),
        ] {
            if dice.percent(30) {
                name = name.replace(long, short);
            }
        }
        match dice.roll(6) {
            0 => name.to_uppercase(),
            1 => name.to_lowercase(),
            _ => name,
        }
    }
}

pub(super) struct Question {
    pub(super) record: Record,
    twin: Option<RecordId>,
    kind: &'static str,
}

fn firms(number: usize, seed: u64) -> (Vec<Firm>, Dice) {
    let mut dice = Dice(seed);
    let firms = (0..number).map(|_| Firm::make(&mut dice)).collect();
    (firms, dice)
}

pub(super) fn accounts(number: usize, seed: u64) -> Vec<Record> {
    let (firms, mut dice) = firms(number, seed);
    firms
        .iter()
        .enumerate()
        .map(|(at, firm)| firm.account(at + 1, &mut dice))
        .collect()
}

/// One lead for each account: six in ten are its twin, the rest a subsidiary, a near-miss or a stranger.
pub(super) fn leads(accounts: &[Record], seed: u64) -> Vec<Question> {
    let (firms, _) = firms(accounts.len(), seed);
    let mut dice = Dice(seed ^ 0x5eed);
    firms
        .iter()
        .zip(accounts)
        .map(|(firm, account)| {
            let own_mail = dice.percent(80);
            let mail = |domain: &str| {
                if own_mail {
                    format!("a.b@{domain}")
                } else {
                    "a.b@gmail.com".to_owned()
                }
            };
            let phone = if dice.percent(if own_mail { 50 } else { 80 }) {
                firm.phone.as_str()
            } else {
                ""
            };
            let city = if dice.percent(60) { firm.city } else { "" };
            let stranger = Firm::make(&mut dice);
            let (record, twin, kind) = match dice.roll(10) {
                0..=5 => (
                    lead(
                        &firm.variant(&mut dice),
                        &mail(&firm.domain),
                        phone,
                        city,
                        "",
                    ),
                    Some(account.id.clone()),
                    "twin",
                ),
                6 => {
                    let mut part = firm.clone();
                    part.trade = dice.pick(PARTS);
                    (
                        lead(&part.name(), &mail(&firm.domain), "", city, ""),
                        None,
                        "subsidiary",
                    )
                }
                7 => {
                    let mut near = firm.clone();
                    near.second = SECOND[(SECOND
                        .iter()
                        .position(|word| *word == firm.second)
                        .unwrap_or(0)
                        + 1)
                        % SECOND.len()];
                    if firm.second.is_empty() {
                        near.trade = TRADES[(TRADES
                            .iter()
                            .position(|word| *word == firm.trade)
                            .unwrap_or(0)
                            + 1)
                            % TRADES.len()];
                        near.second = "";
                    }
                    let domain = format!(
                        "{}{}.example",
                        near.rare.to_lowercase(),
                        near.second.to_lowercase() + &near.trade.to_lowercase()
                    );
                    (
                        lead(&near.name(), &mail(&domain), "", near.city, ""),
                        None,
                        "near-miss",
                    )
                }
                _ => (
                    lead(
                        &stranger.name(),
                        &mail(&stranger.domain),
                        &stranger.phone,
                        stranger.city,
                        "",
                    ),
                    None,
                    "stranger",
                ),
            };
            Question { record, twin, kind }
        })
        .collect()
}

#[derive(Debug, Default)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
    merged_wrongly: usize,
    merged_rightly: usize,
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few thousand")]
impl Score {
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }
    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
    fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        2.0 * p * r / (p + r).max(f64::MIN_POSITIVE)
    }
    fn merge_precision(&self) -> f64 {
        self.merged_rightly as f64 / (self.merged_rightly + self.merged_wrongly).max(1) as f64
    }
}

/// The best candidate counts as found from an even chance on, unless it is only related.
fn score(rules: &MatchRules, accounts: &[Record], questions: &[Question]) -> Score {
    let matcher = Matcher::new(accounts, rules);
    let mut score = Score::default();
    for question in questions {
        let best = matcher.all(&question.record).into_iter().next();
        let same = best
            .as_ref()
            .filter(|found| matches!(found.likeness, Likeness::Same | Likeness::Review));
        let hit = same.is_some_and(|found| Some(&found.right.id) == question.twin.as_ref());
        if let Some(found) = same {
            if hit {
                score.right += 1;
            } else {
                score.wrong += 1;
            }
            if found.likeness == Likeness::Same {
                if hit {
                    score.merged_rightly += 1;
                } else {
                    score.merged_wrongly += 1;
                }
            }
        }
        if question.twin.is_some() && !hit {
            score.missed += 1;
        }
        if std::env::var_os("SHOW_MISSES").is_some()
            && (same.is_some() || question.twin.is_some())
            && !hit
        {
            let found = best.map(|found| {
                format!(
                    "{} {:?} {} {:?}",
                    found.title,
                    found.likeness,
                    found.bits,
                    found
                        .bars
                        .iter()
                        .map(|bar| format!("{}{}", bar.label, bar.bits))
                        .collect::<Vec<_>>()
                )
            });
            let twin = question
                .twin
                .as_ref()
                .and_then(|id| accounts.iter().find(|account| account.id == *id))
                .map(Record::title);
            println!(
                "{}: {:?} twin {twin:?} found {found:?}",
                question.kind,
                question
                    .record
                    .fields
                    .values()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
            );
        }
    }
    score
}

#[test]
fn unseen_companies_are_told_apart() {
    let (mut right, mut f1) = (1.0_f64, 1.0_f64);
    for (seed, size) in [(11, 150), (12, 600), (13, 1_200)] {
        let accounts = accounts(size, seed);
        let questions = leads(&accounts, seed);
        let score = score(&rules(), &accounts, &questions);
        println!(
            "leads against {size} accounts: precision {:.3} recall {:.3} F1 {:.3}, of those taken for the same {:.4} right ({} of {})",
            score.precision(),
            score.recall(),
            score.f1(),
            score.merge_precision(),
            score.merged_rightly,
            score.merged_rightly + score.merged_wrongly
        );
        right = right.min(score.merge_precision());
        f1 = f1.min(score.f1());
    }
    assert!(f1 >= 0.97, "F1 {f1:.3}");
    assert!(
        right >= 0.99,
        "of what would be merged, {right:.4} is right"
    );
}

#[test]
fn names_alone_go_a_long_way() {
    let accounts = accounts(900, 21);
    let fields = |name: &str| vec![name.parse().unwrap()];
    let rules = MatchRules::comparing(vec![Comparison::new(
        ComparisonKind::Name,
        fields("Company"),
        fields("Name"),
    )]);
    let questions: Vec<Question> = leads(&accounts, 21)
        .into_iter()
        .enumerate()
        .map(|(at, question)| {
            let name = question.record.get("Company").to_string();
            Question {
                record: record("Lead", "00Q", at + 1, &[("Company", &name)]),
                ..question
            }
        })
        .collect();
    let score = score(&rules, &accounts, &questions);
    println!(
        "names only: precision {:.3} recall {:.3} F1 {:.3}",
        score.precision(),
        score.recall(),
        score.f1()
    );
    assert!(score.f1() >= 0.93, "{score:?}");
}
