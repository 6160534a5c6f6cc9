//! People who asked; some of them from companies that are customers already.

use super::contacts::{FIRST, LAST};
use super::planter::Planter;
use crate::refusal::Refusal;
use crate::value::Value;

/// Company as typed, e-mail domain, country.
const FROM: &[(&str, &str, &str)] = &[
    ("Halden Optik", "halden-optics.example", "Germany"),
    (
        "marlowe dynamics",
        "marlowedynamics.example",
        "United States",
    ),
    (
        "Calder Vale Hospital Trust",
        "caldervale.example",
        "United Kingdom",
    ),
    ("Osprey Rail Ltd", "ospreyrail.example", "United Kingdom"),
    ("Quillon", "freemail.example", "Switzerland"),
    (
        "Harbour Light Shipping",
        "harbourlight.example",
        "Singapore",
    ),
    ("Westering", "westering.example", "United States"),
    ("Ironbark Resources Pty", "ironbark.example", "Australia"),
    (
        "Kestrel Ridge Vineyards",
        "kestrelridge.example",
        "United States",
    ),
    ("Okapi Safari Tours", "okapisafari.example", "Kenya"),
    (
        "Bluewater Dredging",
        "bluewaterdredging.example",
        "Netherlands",
    ),
    (
        "Corvid Analytics",
        "corvidanalytics.example",
        "United States",
    ),
    ("Drumlin Dairy", "drumlindairy.example", "Ireland"),
    ("Ember & Oak Furniture", "emberoak.example", "Sweden"),
    ("Fenwick Bioprocess", "fenwickbio.example", "United Kingdom"),
    (
        "Gannet Rock Distillery",
        "gannetrock.example",
        "United Kingdom",
    ),
    ("Hollin Metalworks", "hollinmetal.example", "Germany"),
    ("Islay Wave Power", "islaywave.example", "United Kingdom"),
    ("Jubilee Orthodontics", "jubileeortho.example", "Canada"),
    (
        "Kingfisher Avionics",
        "kingfisheravionics.example",
        "United States",
    ),
    (
        "Lantern Street Design",
        "lanternstreet.example",
        "Australia",
    ),
    ("Magpie Genomics", "magpiegenomics.example", "United States"),
    ("Nettlebed Nurseries", "nettlebed.example", "United Kingdom"),
    ("Orrery Space Systems", "orrery.example", "France"),
    ("Pemberton Pumps", "pembertonpumps.example", "United States"),
    ("Quarry Bank Cement", "quarrybank.example", "Poland"),
    ("Rookery Software", "rookery.example", "India"),
    ("Sandpiper Desalination", "sandpiperdesal.example", "Spain"),
    ("Teasel Textiles", "teasel.example", "Portugal"),
    (
        "Upland Grain Cooperative",
        "uplandgrain.example",
        "United States",
    ),
    ("Verdigris Restoration", "verdigris.example", "Italy"),
    ("Wavecrest Marine", "wavecrest.example", "New Zealand"),
    ("Yew Tree Clinics", "yewtree.example", "Ireland"),
    ("Zinnia Cosmetics", "zinnia.example", "South Korea"),
    ("Ashlar Masonry", "ashlar.example", "United Kingdom"),
    ("Bellwether Brokers", "bellwether.example", "United States"),
    ("Copperline Cables", "copperline.example", "Chile"),
    ("Dunlin Surveys", "dunlinsurveys.example", "Norway"),
    ("Elmhurst Glassware", "elmhurst.example", "United States"),
    ("Foxglove Diagnostics", "foxglovedx.example", "Denmark"),
];

pub(super) async fn plant(planter: &mut Planter<'_>) -> Result<Vec<String>, Refusal> {
    let mut leads = Vec::new();
    for (at, (company, domain, country)) in FROM.iter().enumerate() {
        let (first, last) = (
            FIRST[(at * 5 + 1) % FIRST.len()],
            LAST[(at * 3 + 2) % LAST.len()],
        );
        let owner = match *country {
            "United States" | "Canada" | "Chile" => ["us.west", "us.east"][at % 2],
            "Singapore" | "Australia" | "New Zealand" | "South Korea" | "India" => "apac.rep",
            _ => "emea.rep",
        };
        planter.as_of(owner, 90 - i64::try_from(at).unwrap_or(0) * 2, 6);
        let own_site = *domain != "freemail.example" && at % 4 != 0;
        let values = vec![
            ("FirstName", Value::text(first)),
            ("LastName", Value::text(last)),
            ("Company", Value::text(company)),
            (
                "Title",
                Value::text(["Laboratory Manager", "Buyer", "Founder", "Maintenance Lead"][at % 4]),
            ),
            (
                "Email",
                Value::Text(format!(
                    "{}.{}@{domain}",
                    first.to_lowercase(),
                    last.to_lowercase()
                )),
            ),
            (
                "Website",
                if own_site {
                    Value::Text(format!("https://www.{domain}"))
                } else {
                    Value::Null
                },
            ),
            ("Country", Value::text(country)),
            (
                "LeadSource",
                Value::text(["Web", "Trade Show", "Phone Inquiry", "Partner Referral"][at % 4]),
            ),
            (
                "Status",
                Value::text(["Open - Not Contacted", "Working - Contacted"][at % 2]),
            ),
            ("Rating", Value::text(["Warm", "Cold", "Hot"][at % 3])),
            ("OwnerId", planter.user(owner)),
        ];
        leads.push(planter.add("Lead", values).await?);
    }
    Ok(leads)
}
