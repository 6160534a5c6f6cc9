/// An object's field as a person reads it: `Billing street` for `BillingStreet`, `Tax id` for `Tax_Id__c`, `Owner` for
/// `OwnerId`. It needs no org: a page about a mission stands without one.
pub fn field_words(name: &str) -> String {
    let parts = name.split('.').map(part_words).collect::<Vec<_>>();
    super::sentence_case(&parts.join(" ").to_lowercase())
}

fn part_words(name: &str) -> String {
    let custom = name
        .strip_suffix("__c")
        .or_else(|| name.strip_suffix("__r"));
    let name = match (custom, name.strip_suffix("Id")) {
        (Some(custom), _) => custom,
        (None, Some(reference)) if !reference.is_empty() => reference,
        (None, _) => name,
    };
    let mut words = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        let breaks = letter.is_uppercase() && before.is_lowercase();
        if letter == '_' || breaks {
            words.push(' ');
        }
        if letter != '_' {
            words.push(letter);
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::field_words;

    #[test]
    fn fields_are_named_as_people_say_them() {
        let said = [
            "BillingStreet",
            "Tax_Id__c",
            "OwnerId",
            "Owner.Name",
            "Id",
            "Merge_Hold__c",
        ]
        .map(field_words);
        assert_eq!(
            said,
            [
                "Billing street",
                "Tax id",
                "Owner",
                "Owner name",
                "Id",
                "Merge hold"
            ]
        );
    }
}
