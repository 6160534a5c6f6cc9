//! Some sixty customers and prospects of a maker of measuring instruments: with twins, near-misses and subsidiaries among them.

use std::collections::HashMap;

use jiff::civil::date;

use super::planter::{Planter, money};
use crate::refusal::Refusal;
use crate::value::Value;

/// One account: created in this year and month, owned by a user, at a place.
pub(super) struct Company {
    pub(super) name: &'static str,
    /// With or without `www.` and scheme, as people type it.
    website: &'static str,
    phone: &'static str,
    place: [&'static str; 5],
    industry: &'static str,
    employees: i64,
    kind: &'static str,
    pub(super) owner: &'static str,
    year: i16,
    month: i8,
    parent: Option<&'static str>,
}

const CUSTOMER: &str = "Customer - Direct";
const PROSPECT: &str = "Prospect";

#[expect(clippy::too_many_arguments, reason = "a table reads best with one company a line")]
const fn company(
    name: &'static str,
    website: &'static str,
    phone: &'static str,
    place: [&'static str; 5],
    industry: &'static str,
    employees: i64,
    kind: &'static str,
    owner: &'static str,
    (year, month): (i16, i8),
) -> Company {
    Company { name, website, phone, place, industry, employees, kind, owner, year, month, parent: None }
}

impl Company {
    const fn under(mut self, parent: &'static str) -> Self {
        self.parent = Some(parent);
        self
    }

    /// The domain people of this company write from.
    pub(super) fn domain(&self) -> &'static str {
        let bare = match self.website.split_once("://") {
            Some((_, rest)) => rest,
            None => self.website,
        };
        bare.trim_start_matches("www.").trim_end_matches('/')
    }

    pub(super) fn country(&self) -> &'static str {
        self.place[4]
    }
}

const BRISTOL: [&str; 5] = ["14 Harbour Street", "Bristol", "", "BS1 5TX", "United Kingdom"];
const LEEDS: [&str; 5] = ["3 Mill Lane", "Leeds", "", "LS1 4AP", "United Kingdom"];
const JENA: [&str; 5] = ["Carl-Ring-Straße 8", "Jena", "Thüringen", "07745", "Germany"];
const ROTTERDAM: [&str; 5] = ["Maaskade 120", "Rotterdam", "Zuid-Holland", "3071 ND", "Netherlands"];
const BOSTON: [&str; 5] = ["200 Seaport Boulevard", "Boston", "MA", "02210", "United States"];
const PORTLAND: [&str; 5] = ["88 Alder Street", "Portland", "OR", "97204", "United States"];
const DENVER: [&str; 5] = ["1701 Wynkoop Street", "Denver", "CO", "80202", "United States"];
const BASEL: [&str; 5] = ["Rheingasse 31", "Basel", "", "4058", "Switzerland"];
const SINGAPORE: [&str; 5] = ["10 Anson Road", "Singapore", "", "079903", "Singapore"];
const OSAKA: [&str; 5] = ["2-4 Kitahama", "Osaka", "", "541-0041", "Japan"];
const SYDNEY: [&str; 5] = ["55 Clarence Street", "Sydney", "NSW", "2000", "Australia"];
const ATLANTA: [&str; 5] = ["915 Peachtree Street", "Atlanta", "GA", "30309", "United States"];
const SEATTLE: [&str; 5] = ["400 Pine Street", "Seattle", "WA", "98101", "United States"];
const LYON: [&str; 5] = ["12 rue de la République", "Lyon", "", "69002", "France"];
const OSLO: [&str; 5] = ["Havnegata 9", "Oslo", "", "0150", "Norway"];
const CHICAGO: [&str; 5] = ["300 West Adams Street", "Chicago", "IL", "60606", "United States"];
const MILAN: [&str; 5] = ["Via Torino 40", "Milano", "MI", "20123", "Italy"];
const CORK: [&str; 5] = ["7 South Mall", "Cork", "", "T12 RR44", "Ireland"];

pub(super) const COMPANIES: &[Company] = &[
    // The company the tour starts with, its twin, its subsidiary, and one that only sounds like it.
    company("Kestrel Bay Instruments", "https://www.kestrelbay.example", "+44 117 496 0142", BRISTOL, "Electronics", 420, CUSTOMER, "emea.rep", (2019, 3)),
    company("Kestrel Bay Instr. Ltd", "kestrelbay.example", "0117 4960142", ["14 Harbour St.", "Bristol", "", "BS1 5TX", "UK"], "Electronics", 400, PROSPECT, "sales.manager", (2025, 9)),
    company("Kestrel Bay Leasing", "https://leasing.kestrelbay.example", "+44 117 496 0190", BRISTOL, "Finance", 35, PROSPECT, "emea.rep", (2022, 6)),
    company("Kestrel Point Instruments", "https://kestrelpoint.example", "+1 503 555 0171", PORTLAND, "Electronics", 150, PROSPECT, "us.west", (2021, 11)),
    // More twins.
    company("Halden Optics GmbH", "https://www.halden-optics.example", "+49 3641 555010", JENA, "Manufacturing", 980, CUSTOMER, "emea.rep", (2018, 5)),
    company("Halden Optics", "halden-optics.example", "03641 555 010", ["Carl-Ring-Str. 8", "Jena", "", "07745", "Germany"], "Manufacturing", 950, PROSPECT, "emea.rep", (2024, 2)),
    company("Marlowe Dynamics, Inc.", "https://marlowedynamics.example", "+1 617 555 0110", BOSTON, "Engineering", 6_200, CUSTOMER, "enterprise", (2017, 1)),
    company("Marlowe Dynamics Incorporated", "www.marlowedynamics.example", "(617) 555-0110", ["200 Seaport Blvd", "Boston", "MA", "02210", "USA"], "Engineering", 6_000, PROSPECT, "us.east", (2025, 4)),
    company("Sable River Water Authority", "https://sableriver.example", "+1 303 555 0133", DENVER, "Utilities", 2_100, CUSTOMER, "us.west", (2018, 9)),
    company("Sable River Water Auth.", "http://www.sableriver.example/", "303-555-0133", DENVER, "Government", 2_100, PROSPECT, "us.west", (2023, 7)),
    company("Brightfen Labs", "https://www.brightfen.example", "+44 113 496 0225", LEEDS, "Biotechnology", 310, CUSTOMER, "emea.rep", (2020, 2)),
    company("BrightFen Laboratories", "brightfen.example", "0113 496 0225", LEEDS, "Healthcare", 300, PROSPECT, "emea.rep", (2025, 1)),
    company("Okapi Logistics B.V.", "https://okapilogistics.example", "+31 10 555 0180", ROTTERDAM, "Transportation", 1_450, CUSTOMER, "emea.rep", (2019, 10)),
    company("Okapi Logistics BV", "www.okapilogistics.example", "010 555 0180", ["Maaskade 120", "Rotterdam", "", "3071ND", "The Netherlands"], "Shipping", 1_400, PROSPECT, "emea.rep", (2024, 8)),
    company("Tarn & Fell Engineering", "https://tarnandfell.example", "+44 113 496 0300", LEEDS, "Engineering", 240, CUSTOMER, "emea.rep", (2018, 12)),
    company("Tarn and Fell Engineering Ltd", "https://www.tarnandfell.example", "+44 (0)113 496 0300", LEEDS, "Construction", 240, PROSPECT, "emea.rep", (2023, 5)),
    company("Novaquay Pharmaceuticals", "https://novaquay.example", "+41 61 555 01 60", BASEL, "Biotechnology", 11_800, CUSTOMER, "enterprise", (2016, 4)),
    company("Nova Quay Pharma", "novaquay.example", "061 555 01 60", BASEL, "Biotechnology", 11_000, PROSPECT, "emea.rep", (2025, 6)),
    company("Société Générale d'Optique", "https://sgoptique.example", "+33 4 55 55 01 20", LYON, "Manufacturing", 520, CUSTOMER, "emea.rep", (2019, 6)),
    company("Societe Generale d'Optique SA", "www.sgoptique.example", "04 55 55 01 20", LYON, "Manufacturing", 500, PROSPECT, "emea.rep", (2024, 11)),
    // Subsidiaries: their own companies, whatever the name suggests.
    company("Marlowe Dynamics Leasing", "https://leasing.marlowedynamics.example", "+1 617 555 0155", BOSTON, "Finance", 80, PROSPECT, "us.east", (2021, 3)),
    company("Okapi Finance", "https://okapifinance.example", "+31 10 555 0199", ROTTERDAM, "Finance", 60, PROSPECT, "emea.rep", (2022, 1)).under("Okapi Logistics B.V."),
    company("Novaquay Animal Health", "https://animalhealth.novaquay.example", "+41 61 555 01 70", BASEL, "Healthcare", 900, CUSTOMER, "enterprise", (2020, 7)).under("Novaquay Pharmaceuticals"),
    company("Halden Optics Asia Pte", "https://asia.halden-optics.example", "+65 6555 0130", SINGAPORE, "Manufacturing", 70, PROSPECT, "apac.rep", (2022, 10)).under("Halden Optics GmbH"),
    // Near-misses: similar names, other companies.
    company("Halden Offshore AS", "https://haldenoffshore.example", "+47 22 55 01 40", OSLO, "Energy", 640, PROSPECT, "emea.rep", (2021, 2)),
    company("Marlow Dairy Products", "https://marlowdairy.example", "+1 312 555 0122", CHICAGO, "Food & Beverage", 880, PROSPECT, "us.east", (2020, 8)),
    company("Brightfield Labs", "https://brightfieldlabs.example", "+1 404 555 0147", ATLANTA, "Biotechnology", 190, PROSPECT, "us.east", (2022, 4)),
    company("Tarnfell Brewing Co", "https://tarnfellbrewing.example", "+44 113 496 0511", LEEDS, "Food & Beverage", 45, PROSPECT, "emea.rep", (2023, 9)),
    company("Sable Creek Winery", "https://sablecreek.example", "+1 503 555 0190", PORTLAND, "Agriculture", 60, PROSPECT, "us.west", (2022, 12)),
    company("Okapi Media", "https://okapimedia.example", "+61 2 5550 0160", SYDNEY, "Media", 25, PROSPECT, "apac.rep", (2024, 3)),
    // Everybody else.
    company("Aldergate Aerospace", "https://aldergate.example", "+1 206 555 0101", SEATTLE, "Engineering", 7_400, CUSTOMER, "enterprise", (2017, 6)),
    company("Birchwater Utilities", "https://birchwater.example", "+44 117 496 0610", BRISTOL, "Utilities", 1_900, CUSTOMER, "emea.rep", (2018, 3)),
    company("Calder Vale Hospitals", "https://caldervale.example", "+44 113 496 0720", LEEDS, "Healthcare", 5_300, CUSTOMER, "enterprise", (2019, 1)),
    company("Cobalt Ridge Mining", "https://cobaltridge.example", "+1 303 555 0188", DENVER, "Energy", 3_100, CUSTOMER, "us.west", (2020, 5)),
    company("Dovetail Timber", "https://dovetailtimber.example", "+1 503 555 0116", PORTLAND, "Manufacturing", 260, PROSPECT, "us.west", (2021, 9)),
    company("Eastmere University", "https://eastmere.example", "+1 617 555 0177", BOSTON, "Education", 4_700, CUSTOMER, "us.east", (2018, 8)),
    company("Fjordline Energi", "https://fjordline.example", "+47 22 55 01 66", OSLO, "Energy", 2_500, CUSTOMER, "emea.rep", (2019, 4)),
    company("Garnet Peak Semiconductors", "https://garnetpeak.example", "+1 206 555 0144", SEATTLE, "Electronics", 9_100, CUSTOMER, "enterprise", (2018, 2)),
    company("Greyfriars Brewing", "https://greyfriars.example", "+353 21 555 0110", CORK, "Food & Beverage", 130, PROSPECT, "emea.rep", (2023, 2)),
    company("Harbourlight Shipping", "https://harbourlight.example", "+65 6555 0177", SINGAPORE, "Shipping", 2_200, CUSTOMER, "apac.rep", (2019, 7)),
    company("Ironbark Resources", "https://ironbark.example", "+61 2 5550 0110", SYDNEY, "Energy", 4_100, CUSTOMER, "apac.rep", (2020, 3)),
    company("Juniper Falls Paper", "https://juniperfalls.example", "+1 404 555 0163", ATLANTA, "Manufacturing", 740, PROSPECT, "us.east", (2022, 6)),
    company("Kitahama Precision", "https://kitahama.example", "+81 6 5550 0120", OSAKA, "Machinery", 860, CUSTOMER, "apac.rep", (2018, 11)),
    company("Larkspur Medical", "https://larkspurmedical.example", "+1 312 555 0158", CHICAGO, "Healthcare", 1_250, CUSTOMER, "us.east", (2019, 12)),
    company("Lombardia Ceramiche", "https://lombardiaceramiche.example", "+39 02 5550 0190", MILAN, "Manufacturing", 330, PROSPECT, "emea.rep", (2021, 5)),
    company("Meridian Grid", "https://meridiangrid.example", "+1 303 555 0109", DENVER, "Utilities", 8_800, CUSTOMER, "enterprise", (2017, 9)),
    company("Mossgate Foods", "https://mossgate.example", "+353 21 555 0142", CORK, "Food & Beverage", 1_700, CUSTOMER, "emea.rep", (2020, 10)),
    company("Northlight Robotics", "https://northlight.example", "+1 617 555 0136", BOSTON, "Technology", 210, PROSPECT, "us.east", (2023, 4)),
    company("Osprey Rail", "https://ospreyrail.example", "+44 117 496 0777", BRISTOL, "Transportation", 3_600, CUSTOMER, "emea.rep", (2019, 8)),
    company("Pinecrest Water", "https://pinecrestwater.example", "+1 206 555 0185", SEATTLE, "Utilities", 420, PROSPECT, "us.west", (2022, 2)),
    company("Quillon Chemicals", "https://quillon.example", "+41 61 555 01 90", BASEL, "Chemicals", 2_900, CUSTOMER, "emea.rep", (2018, 7)),
    company("Redhollow Steel", "https://redhollow.example", "+1 312 555 0199", CHICAGO, "Manufacturing", 5_900, CUSTOMER, "enterprise", (2018, 1)),
    company("Saltmarsh Renewables", "https://saltmarsh.example", "+44 113 496 0808", LEEDS, "Energy", 95, PROSPECT, "emea.rep", (2024, 5)),
    company("Sunda Strait Ports", "https://sundaports.example", "+65 6555 0122", SINGAPORE, "Transportation", 1_600, PROSPECT, "apac.rep", (2023, 8)),
    company("Thistle & Crown Insurance", "https://thistlecrown.example", "+44 117 496 0888", BRISTOL, "Insurance", 640, PROSPECT, "emea.rep", (2022, 9)),
    company("Umberfield Farms", "https://umberfield.example", "+1 404 555 0128", ATLANTA, "Agriculture", 180, PROSPECT, "us.east", (2021, 7)),
    company("Vantage Tidal", "https://vantagetidal.example", "+61 2 5550 0190", SYDNEY, "Energy", 75, PROSPECT, "apac.rep", (2024, 10)),
    company("Westering Telecom", "https://westering.example", "+1 503 555 0135", PORTLAND, "Telecommunications", 2_700, CUSTOMER, "us.west", (2019, 5)),
    company("Yarrow Packaging", "https://yarrowpackaging.example", "+39 02 5550 0144", MILAN, "Manufacturing", 510, PROSPECT, "emea.rep", (2023, 1)),
    company("Zephyr Glass Works", "https://zephyrglass.example", "+81 6 5550 0188", OSAKA, "Manufacturing", 390, CUSTOMER, "apac.rep", (2021, 1)),
];

/// Ids of the planted accounts, by name.
pub(super) type Accounts = HashMap<&'static str, String>;

pub(super) async fn plant(planter: &mut Planter<'_>) -> Result<Accounts, Refusal> {
    let mut accounts = Accounts::new();
    for (at, company) in COMPANIES.iter().enumerate() {
        let days = planter.since(date(company.year, company.month, 4));
        planter.as_of(if at % 3 == 0 { "admin" } else { company.owner }, days, i64::try_from(at % 7).unwrap_or(0));
        let [street, city, state, postal, country] = company.place;
        let customer = company.kind == CUSTOMER;
        let number = i64::try_from(at).unwrap_or(0);
        let values = vec![
            ("Name", Value::text(company.name)),
            ("Website", Value::text(company.website)),
            ("Phone", Value::text(company.phone)),
            ("BillingStreet", Value::text(street)),
            ("BillingCity", Value::text(city)),
            ("BillingState", Value::text(state)),
            ("BillingPostalCode", Value::text(postal)),
            ("BillingCountry", Value::text(country)),
            ("Industry", Value::text(company.industry)),
            ("NumberOfEmployees", Value::Int(company.employees)),
            ("AnnualRevenue", money(company.employees * 185_000 / 1000 * 1000)),
            ("Type", Value::text(company.kind)),
            ("Rating", Value::text(if customer { "Hot" } else { ["Warm", "Cold"][at % 2] })),
            ("AccountSource", Value::text(["Trade Show", "Web", "Partner Referral"][at % 3])),
            ("AccountNumber", if customer { Value::Text(format!("NW-{:05}", 10_040 + number * 7)) } else { Value::Null }),
            ("Tax_Id__c", if customer { Value::Text(format!("T{:08}", 30_118_204 + number * 7_919)) } else { Value::Null }),
            ("Commission_Rate__c", if customer { Value::Decimal(rust_decimal::Decimal::new(350 + number * 5, 2)) } else { Value::Null }),
            ("OwnerId", planter.user(company.owner)),
            ("ParentId", company.parent.and_then(|parent| accounts.get(parent)).map_or(Value::Null, |id| Value::text(id))),
        ];
        accounts.insert(company.name, planter.add("Account", values).await?);
    }
    // Touched lately, so that histories and stamps are not all as old as the rows.
    planter.as_of("emea.rep", 40, 2);
    planter.change("Account", &accounts["Kestrel Bay Instruments"], vec![("Rating", Value::text("Hot")), ("NumberOfEmployees", Value::Int(435))]).await?;
    planter.as_of("sales.manager", 12, 5);
    planter.change("Account", &accounts["Kestrel Bay Instr. Ltd"], vec![("Industry", Value::text("Manufacturing"))]).await?;
    Ok(accounts)
}
