use super::Turn;
use toml::{Table, Value};

pub(super) fn put(table: &mut Table, name: &str, rest: &[Turn], value: Option<Value>) -> bool {
    let Some(turn) = rest.first() else {
        return match value {
            Some(value) => table.insert(name.to_owned(), value.clone()).as_ref() != Some(&value),
            None => table.remove(name).is_some(),
        };
    };
    if !table.contains_key(name) {
        if value.is_none() {
            return false;
        }
        table.insert(name.to_owned(), emptied(turn));
    }
    let changed = table
        .get_mut(name)
        .is_some_and(|within| put_within(within, rest, value));
    // A list or table that has been emptied says nothing.
    if table.get(name).is_some_and(says_nothing) {
        table.remove(name);
    }
    changed
}

fn put_within(within: &mut Value, way: &[Turn], value: Option<Value>) -> bool {
    let Some((turn, rest)) = way.split_first() else {
        return false;
    };
    match (turn, within) {
        (Turn::Name(name), Value::Table(table)) => put(table, name, rest, value),
        (Turn::At(at), Value::Array(items)) => {
            if rest.is_empty() {
                return match value {
                    Some(value) if *at < items.len() => {
                        std::mem::replace(&mut items[*at], value.clone()) != value
                    }
                    Some(value) => {
                        items.push(value);
                        true
                    }
                    None if *at < items.len() => {
                        items.remove(*at);
                        true
                    }
                    None => false,
                };
            }
            if *at >= items.len() {
                if value.is_none() {
                    return false;
                }
                items.push(emptied(&rest[0]));
            }
            let at = (*at).min(items.len() - 1);
            put_within(&mut items[at], rest, value)
        }
        // Something else stood there: what is set now counts.
        (turn, other) if value.is_some() => {
            *other = emptied(turn);
            put_within(other, way, value)
        }
        _ => false,
    }
}

fn emptied(turn: &Turn) -> Value {
    match turn {
        Turn::Name(_) => Value::Table(Table::new()),
        Turn::At(_) => Value::Array(vec![]),
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Table(table) => table.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
