use jiff::civil::date;

use super::ast::Query;
use super::compile::{Compiler, Plan};
use super::parse::parse;
use crate::refusal::Refusal;
use crate::schema::object_or_refusal;
use crate::security::Sight;

/// Parsed and compiled, as far as it goes without rows.
fn planned(text: &str) -> Result<Plan, Refusal> {
    let query: Query = parse(text)?;
    let object = object_or_refusal(&query.from)?;
    Compiler::new(&Sight::all(), date(2026, 11, 21)).plan(object, &query, false, None)
}

#[test]
fn what_salesforce_takes_is_taken() {
    let taken = [
        "SELECT Id FROM Account",
        "select id, NAME from account",
        "SELECT Id, Owner.Name, Parent.Owner.Manager.Name FROM Account",
        "SELECT a.Id, a.Owner.Name FROM Account a WHERE a.Name = 'x'",
        "SELECT Account.Id FROM Account",
        "SELECT Id, (SELECT Id, Name FROM Contacts WHERE Email != null ORDER BY Name LIMIT 5) FROM Account",
        "SELECT Id FROM Account WHERE Name = 'it\\'s' AND (Phone LIKE '+44%' OR Website != null)",
        "SELECT Id FROM Account WHERE NOT Name LIKE 'a%'",
        "SELECT Id FROM Account WHERE (NOT Name = 'x') AND Industry IN ('Energy', 'Media')",
        "SELECT Id FROM Account WHERE Industry NOT IN ('Energy', null)",
        "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Email LIKE '%.example')",
        "SELECT Id FROM Account WHERE Id NOT IN (SELECT AccountId FROM Opportunity)",
        "SELECT Id FROM Lead WHERE IsConverted = false AND SystemModstamp >= 2026-11-21T19:07:00.000Z ORDER BY SystemModstamp, Id LIMIT 2000",
        "SELECT Id FROM Lead WHERE CreatedDate >= 2026-11-21T19:07:00+01:00",
        "SELECT Id FROM Opportunity WHERE CloseDate = THIS_QUARTER AND Amount >= 10.5 AND Probability < 1e2",
        "SELECT Id FROM Opportunity WHERE CloseDate = LAST_N_DAYS:30 OR CloseDate = NEXT_N_MONTHS : 2",
        "SELECT COUNT() FROM Contact WHERE AccountId = '001000000000001'",
        "SELECT COUNT(Id), COUNT_DISTINCT(OwnerId) owners, MAX(CreatedDate) FROM Account",
        "SELECT StageName, SUM(Amount) total FROM Opportunity GROUP BY StageName HAVING SUM(Amount) > 100 ORDER BY SUM(Amount) DESC NULLS LAST",
        "SELECT CALENDAR_YEAR(CloseDate), COUNT(Id) FROM Opportunity GROUP BY CALENDAR_YEAR(CloseDate)",
        "SELECT Account.Name, COUNT(Id) FROM Contact GROUP BY Account.Name",
        "SELECT Who.Name, What.Type FROM Task WHERE What.Type = 'Account'",
        "SELECT FIELDS(ALL) FROM Account LIMIT 200",
        "SELECT FIELDS(STANDARD) FROM Account",
        "SELECT Id FROM Account ORDER BY Name ASC NULLS FIRST, CreatedDate DESC LIMIT 10 OFFSET 20",
        "SELECT Id FROM Account LIMIT 1 FOR VIEW",
        "SELECT Id FROM Account WHERE IsDeleted = true ALL ROWS",
        "SELECT Id FROM Account USING SCOPE mine WHERE Name = 'x'",
        "SELECT toLabel(Industry), Name FROM Account WITH SECURITY_ENFORCED",
    ];
    for text in taken {
        let planned = planned(text);
        assert!(planned.is_ok(), "{text}: {:?}", planned.err());
    }
}

#[test]
fn what_salesforce_refuses_is_refused_with_its_code() {
    let refused = [
        ("", "MALFORMED_QUERY"),
        ("SELECT FROM Account", "MALFORMED_QUERY"),
        ("SELECT Id Account", "MALFORMED_QUERY"),
        ("SELECT Id, FROM Account", "MALFORMED_QUERY"),
        ("SELECT * FROM Account", "MALFORMED_QUERY"),
        (
            "SELECT Id FROM Account; DROP TABLE Account",
            "MALFORMED_QUERY",
        ),
        ("SELECT Id FROM Account WHERE", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name = x", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name = 'x", "MALFORMED_QUERY"),
        (
            "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
            "MALFORMED_QUERY",
        ),
        (
            "SELECT Id FROM Account WHERE Name LIKE 5",
            "MALFORMED_QUERY",
        ),
        ("SELECT Id FROM Account WHERE Name IN ()", "MALFORMED_QUERY"),
        (
            "SELECT Id FROM Account WHERE (Name = 'x'",
            "MALFORMED_QUERY",
        ),
        ("SELECT Id FROM Account LIMIT x", "MALFORMED_QUERY"),
        (
            "SELECT Id FROM Account LIMIT 5 WHERE Name = 'x'",
            "MALFORMED_QUERY",
        ),
        ("SELECT Id, Id FROM Account", "MALFORMED_QUERY"),
        ("SELECT Name, COUNT(Id) FROM Account", "MALFORMED_QUERY"),
        (
            "SELECT StageName, Name FROM Opportunity GROUP BY StageName",
            "MALFORMED_QUERY",
        ),
        ("SELECT FIELDS(ALL) FROM Account", "MALFORMED_QUERY"),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT Name FROM Contact)",
            "MALFORMED_QUERY",
        ),
        ("SELECT Nonsense__c FROM Account", "INVALID_FIELD"),
        ("SELECT Nobody.Name FROM Account", "INVALID_FIELD"),
        (
            "SELECT Id, (SELECT Id FROM Gadgets) FROM Account",
            "INVALID_FIELD",
        ),
        (
            "SELECT Id FROM Account WHERE Nonsense__c = 'x'",
            "INVALID_FIELD",
        ),
        ("SELECT Id FROM Account WHERE Name = 5", "INVALID_FIELD"),
        (
            "SELECT Id FROM Lead WHERE IsConverted = 'false'",
            "INVALID_FIELD",
        ),
        (
            "SELECT Id FROM Lead WHERE CreatedDate = '2026-11-21T00:00:00Z'",
            "INVALID_FIELD",
        ),
        (
            "SELECT Id FROM Lead WHERE CreatedDate > 2026-11-21",
            "INVALID_FIELD",
        ),
        (
            "SELECT Id FROM Account WHERE Description = 'long'",
            "INVALID_FIELD",
        ),
        (
            "SELECT Id FROM Account WHERE Id = 'nonsense'",
            "INVALID_QUERY_FILTER_OPERATOR",
        ),
        (
            "SELECT Id FROM Account WHERE Id LIKE '001%'",
            "INVALID_QUERY_FILTER_OPERATOR",
        ),
        ("SELECT Id FROM ScratchOrgInfo", "INVALID_TYPE"),
        (
            "SELECT Id FROM Account OFFSET 2001",
            "NUMBER_OUTSIDE_VALID_RANGE",
        ),
    ];
    for (text, code) in refused {
        assert_eq!(
            planned(text).err().map(|refusal| refusal.code),
            Some(code),
            "{text}"
        );
    }
}

#[test]
fn what_is_asked_for_is_bound_and_never_written_into_the_statement() {
    let plan = planned(
        "SELECT Id FROM Account WHERE Name = 'x\\'; drop table Account; --' AND Phone LIKE '%\\'%'",
    )
    .unwrap();
    assert!(
        !plan.filter.contains("drop") && plan.binds.len() == 2,
        "{}",
        plan.filter
    );
}

#[test]
fn a_query_nested_too_deeply_is_refused_before_it_hurts() {
    let text = format!(
        "SELECT Id FROM Account WHERE {}Name = 'x'{}",
        "(".repeat(50_000),
        ")".repeat(50_000)
    );
    assert_eq!(parse(&text).err().map(|refusal| refusal.status), Some(414));
    let text = format!(
        "SELECT Id FROM Account WHERE {}Name = 'x'{}",
        "(".repeat(5_000),
        ")".repeat(5_000)
    );
    assert_eq!(
        parse(&text).err().map(|refusal| refusal.code),
        Some("MALFORMED_QUERY")
    );
}
