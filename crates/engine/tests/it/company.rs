//! Companies that nobody has seen before: made up for one test, and known to no crate.

use rand::Rng as _;
use serde_json::{Value as Json, json};

#[derive(Clone, Debug)]
pub struct Company {
    pub name: String,
    pub domain: String,
    pub phone: String,
    pub street: String,
    pub city: String,
    pub postal: String,
}

const SYLLABLES: [&str; 24] = [
    "bra", "vel", "tor", "mi", "quen", "dal", "sho", "rix", "lum", "pe", "zan", "kor", "fi",
    "gath", "nu", "ost", "wil", "cy", "dro", "hap", "jes", "ma", "ulm", "yen",
];

/// A word that is in no dictionary.
pub fn word() -> String {
    let mut rng = rand::rng();
    let word: String = (0..4)
        .map(|_| SYLLABLES[rng.random_range(0..SYLLABLES.len())])
        .collect();
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

impl Company {
    pub fn random() -> Self {
        let mut rng = rand::rng();
        let (first, second) = (word(), word());
        let trade =
            ["Instruments", "Foods", "Systems", "Textiles", "Energy"][rng.random_range(0..5)];
        Self {
            domain: format!("{}{}.example", first.to_lowercase(), second.to_lowercase()),
            phone: format!(
                "+44 161 {:03} {:04}",
                rng.random_range(100..1000),
                rng.random_range(0..10_000)
            ),
            street: format!("{} {} Road", rng.random_range(1..300), word()),
            city: word(),
            postal: format!("M{} {}QX", rng.random_range(1..30), rng.random_range(1..10)),
            name: format!("{first} {second} {trade}"),
        }
    }

    pub fn account(&self) -> Json {
        json!({
            "Name": self.name, "Website": format!("https://www.{}", self.domain), "Phone": self.phone, "BillingStreet": self.street,
            "BillingCity": self.city, "BillingPostalCode": self.postal, "BillingCountry": "United Kingdom", "NumberOfEmployees": 120,
        })
    }
    /// The same company, as somebody else has typed it.
    pub fn twin(&self) -> Json {
        let mut twin = self.account();
        twin["Name"] = json!(format!("{} Ltd", self.name));
        twin["Website"] = json!(self.domain);
        twin["Phone"] = json!(self.phone.replace("+44 ", "0"));
        twin["BillingCountry"] = json!("UK");
        twin
    }
    /// A company of its own that belongs to this one.
    pub fn subsidiary(&self) -> Json {
        json!({
            "Name": format!("{} Leasing", self.name), "Website": format!("https://leasing.{}", self.domain), "BillingStreet": self.street,
            "BillingCity": self.city, "BillingPostalCode": self.postal, "BillingCountry": "United Kingdom",
        })
    }
    /// Somebody of this company who asks.
    pub fn lead(&self) -> Json {
        let (first, last) = (word(), word());
        json!({
            "FirstName": first, "LastName": last, "Company": self.name, "Email": format!("{}.{}@{}", first.to_lowercase(), last.to_lowercase(), self.domain),
            "Phone": self.phone, "Status": "Open - Not Contacted", "Country": "United Kingdom",
        })
    }
}
