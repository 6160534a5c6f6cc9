use super::*;
use insta::assert_snapshot;
use proptest::prelude::*;

fn types() -> BTreeMap<String, ValueType> {
    [
        ("amount", ValueType::Number),
        ("discount", ValueType::Number),
        ("stage", ValueType::Text),
        ("closed", ValueType::Bool),
        ("close", ValueType::Date),
        ("today", ValueType::Date),
    ]
    .map(|(name, of)| (name.to_owned(), of))
    .into()
}

fn filled() -> BTreeMap<String, Value> {
    [
        ("amount", Value::Decimal("62000.10".parse().unwrap())),
        ("discount", Value::Int(0)),
        ("stage", Value::text("Negotiation")),
        ("closed", Value::Bool(false)),
        ("close", Value::Date("2026-11-01".parse().unwrap())),
        (
            "today",
            Value::Instant("2026-11-27T23:30:00Z".parse().unwrap()),
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn told(text: &str, inputs: &BTreeMap<String, Value>) -> String {
    let read = match analyse(text, &types()) {
        Ok(read) => read,
        Err(problems) => return wrong(&problems),
    };
    match read.value(inputs) {
        Ok(value) => {
            assert_eq!(ValueType::of(&value), Some(read.gives), "{text}");
            value.to_string()
        }
        Err(unknown) => format!("unknown: {unknown}"),
    }
}

fn wrong(problems: &[ExpressionProblem]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("; ")
}

/// Good ones, with what they give for [`filled`].
#[test]
fn what_is_sound_is_worked_out_exactly() {
    for (text, expected) in [
        ("amount > 50000", "yes"),
        ("amount > 50000 and close < today and not closed", "yes"),
        ("0.1 + 0.2 == 0.3", "yes"),
        ("amount * 3", "186000.3"),
        ("1 / 8", "0.125"),
        ("123456789012345678.91 + 0.09", "123456789012345679"),
        ("7 % 4", "3"),
        ("-amount", "-62000.1"),
        ("round(amount)", "62000"),
        ("round(amount / 7, 2)", "8857.16"),
        ("floor(2.7) + ceil(2.1) + abs(-1)", "6"),
        ("min([amount, 5, 7])", "5"),
        ("max([discount, -1])", "0"),
        ("stage == 'Negotiation'", "yes"),
        ("stage == 'negotiation'", "no"),
        ("lower(stage) == 'negotiation'", "yes"),
        ("stage in ['Prospecting', 'Negotiation']", "yes"),
        ("stage not in ['Closed Won']", "yes"),
        (
            "startsWith(stage, 'Neg') and contains(stage, 'oti') and endsWith(stage, 'ion')",
            "yes",
        ),
        ("len('Müller') == 6", "yes"),
        ("'Call about ' + stage", "Call about Negotiation"),
        ("'Amount: ' + string(amount)", "Amount: 62000.1"),
        ("number('1.50') == 1.5", "yes"),
        ("amount in [50000..70000]", "yes"),
        ("discount in (0..1]", "no"),
        (
            "amount > 100000 ? 'large' : amount > 50000 ? 'middle' : 'small'",
            "middle",
        ),
        ("close < '2026-11-02'", "yes"),
        ("close == d('2026-11-01')", "yes"),
        ("close in ['2026-11-01', '2026-11-02']", "yes"),
        ("close.isBefore(today)", "yes"),
        ("close.add(1, 'month')", "2026-12-01"),
        ("close.sub(1, 'day')", "2026-10-31"),
        ("today.diff(close, 'day')", "26"),
        ("close.year() * 100 + close.month()", "202611"),
        ("close.weekday()", "7"),
        ("close.quarter()", "4"),
        // A point in time is its day in UTC.
        ("today == d('2026-11-27')", "yes"),
        ("amount ?? 0", "62000.1"),
        ("amount == null", "no"),
    ] {
        assert_eq!(told(text, &filled()), expected, "{text}");
    }
}

/// Bad ones, with what is said and where.
#[test]
fn what_is_unsound_is_refused_with_its_place() {
    let bad = [
        "",
        "amount >",
        "amount > 5)",
        "amuont > 5",
        "deals.amount > 5",
        "amount > 'x'",
        "amount > stage",
        "stage > 'A'",
        "amount == 'x'",
        "closed and amount",
        "not amount",
        "amount + stage",
        "close - today",
        "close < 'soon'",
        "d('soon')",
        "d()",
        "d('now') > close",
        "rand(10) > 5",
        "close.isToday()",
        "close.format('%Y')",
        "today.diff(close)",
        "close.add('3d')",
        "fuzzyMatch(stage, 'x') > 0.5",
        "nonsense(amount)",
        "year(close)",
        "amount ^ 2",
        "map([1, 2], # * 2)",
        "[1, 2]",
        "{ a: 1 }",
        "`Call ${stage}`",
        "closed ? 1 : 'x'",
        "amount ?? 'none'",
        "null",
        "stage in [1, 2]",
        "stage[0]",
        "$root.amount",
        "a = 1; a",
        "'open",
    ];
    let said: Vec<String> = bad
        .iter()
        .map(|text| {
            let found = analyse(text, &types());
            let problems = found.expect_err(text);
            format!(
                "{text:<24} {}",
                wrong(&problems).replace("the expression, at character ", "@")
            )
        })
        .collect();
    assert_snapshot!(said.join("\n"), @r#"
                             the expression is empty
    amount >                 @9: a value is missing after `>`
    amount > 5)              the expression is not complete, or goes on after its end
    amuont > 5               @1: there is no input `amuont`; `amount` is one
    deals.amount > 5         @1: an input has no parts; name the field in `inputs`: `amount = { ref = "items.deals.Amount" }`
    amount > 'x'             @1: a number and text do not go together
    amount > stage           @1: a number and text do not go together
    stage > 'A'              @1: only numbers and dates are more or less than others
    amount == 'x'            @1: a number and text do not go together
    closed and amount        @12: yes or no is expected here, and this is a number
    not amount               @5: yes or no is expected here, and this is a number
    amount + stage           @1: this needs a number on both sides
    close - today            @1: days are counted with `a.diff(b, 'day')` and `a.add(30, 'day')`
    close < 'soon'           @9: `soon` is not a date; write it as 2026-01-31
    d('soon')                @3: `soon` is not a date; write it as 2026-01-31. Today is an input: `inputs.today = { today = true }`
    d()                      @1: `d` takes one day and no zone; today is an input: `inputs.today = { today = true }`
    d('now') > close         @3: `now` is not a date; write it as 2026-01-31. Today is an input: `inputs.today = { today = true }`
    rand(10) > 5             @1: `rand` gives something else each time; a rule gives the same for the same
    close.isToday()          @1: `isToday` asks the clock; today is an input: `inputs.today = { today = true }`
    close.format('%Y')       @1: `format` cannot be used in a rule
    today.diff(close)        @1: days are counted as `a.diff(b, 'day')`
    close.add('3d')          @1: say how far: `add(30, 'day')`, or 'week', 'month', 'year'
    fuzzyMatch(stage, 'x') > 0.5 @1: `fuzzyMatch` cannot be used in a rule
    nonsense(amount)         @1: there is no function `nonsense`
    year(close)              @1: `year` cannot be used in a rule
    amount ^ 2               @1: a rule has no powers; they are not exact
    map([1, 2], # * 2)       @1: `map` cannot be used in a rule
    [1, 2]                   @1: a list or a range stands only behind `in`, or within `min` and `max`
    { a: 1 }                 @1: a rule cannot say this
    `Call ${stage}`          @1: join texts with `+`: `'Call ' + name`
    closed ? 1 : 'x'         @8: a number and text do not go together
    amount ?? 'none'         @1: a number and text do not go together
    null                     @1: gives nothing, whatever the inputs are
    stage in [1, 2]          @11: text and a number do not go together
    stage[0]                 @1: an input has no parts; name the field in `inputs`: `amount = { ref = "items.deals.Amount" }`
    $root.amount             @1: an input has no parts; name the field in `inputs`: `amount = { ref = "items.deals.Amount" }`
    a = 1; a                 @3: a rule cannot say this
    'open                    @5: a text begins and does not end
    "#);
}

#[test]
fn what_is_empty_makes_unknown_what_rests_on_it_and_nothing_else() {
    let mut inputs = filled();
    inputs.insert("amount".into(), Value::Null);
    inputs.insert("stage".into(), Value::text("  "));
    inputs.remove("close");
    for (text, expected) in [
        ("amount > 5", "unknown: `amount` is empty"),
        ("amount == 5", "unknown: `amount` is empty"),
        ("amount != 5", "unknown: `amount` is empty"),
        ("amount in [1, 2]", "unknown: `amount` is empty"),
        ("amount + 1", "unknown: `amount` is empty"),
        ("stage == ''", "unknown: `stage` is empty"),
        ("close < today", "unknown: `close` is empty"),
        ("amount", "unknown: `amount` is empty"),
        // Settled by another part.
        ("closed and amount > 5", "no"),
        ("amount > 5 and closed", "no"),
        ("amount > 5 or not closed", "yes"),
        ("amount > 5 or closed", "unknown: `amount` is empty"),
        ("closed ? amount : 1", "1"),
        ("amount > 5 ? 1 : 1", "unknown: `amount` is empty"),
        // The expression says what then.
        ("amount ?? 0", "0"),
        ("(amount + 1) ?? 7", "7"),
        ("amount == null", "yes"),
        ("amount != null and amount > 5", "no"),
        ("amount == null ? 'none' : 'some'", "none"),
        ("1 / discount", "unknown: it divides by zero"),
        ("1 / discount == 0", "unknown: it divides by zero"),
        ("(1 / discount) ?? 0", "0"),
        ("discount > 0 and 1 / discount > 1", "no"),
    ] {
        assert_eq!(told(text, &inputs), expected, "{text}");
    }
}

#[test]
fn what_is_of_another_type_than_promised_is_unknown_and_cannot_be_mended() {
    let mut inputs = filled();
    inputs.insert("amount".into(), Value::text("many"));
    inputs.insert("close".into(), Value::text("soon"));
    for (text, expected) in [
        ("amount > 5", "unknown: `amount` is text, not a number"),
        ("amount ?? 0", "unknown: `amount` is text, not a number"),
        ("amount == null", "unknown: `amount` is text, not a number"),
        ("close < today", "unknown: `close` is text, not a date"),
        ("number(stage)", "unknown: `Negotiation` is not a number"),
        (
            "9999999999999999999999999999 * 10",
            "unknown: a number gets larger than 28 digits",
        ),
        (
            "today.add(9999999, 'year')",
            "unknown: 2026-11-27 cannot be moved that far",
        ),
        (
            "today.add(0.5, 'day')",
            "unknown: days are counted in whole numbers",
        ),
    ] {
        assert_eq!(told(text, &inputs), expected, "{text}");
    }
}

#[test]
fn neither_size_nor_depth_takes_long() {
    let deep = format!("{}amount{}", "(".repeat(400), ")".repeat(400));
    let ranges = format!("{}1..2{}", "[".repeat(200), "]".repeat(200));
    let chain = vec!["1"; 140].join(" + ");
    let not = format!("{}closed", "not ".repeat(240));
    let many = "amount > 5 and ".repeat(1_000);
    for (text, why) in [
        (deep, "more than 16 brackets"),
        (ranges, "more than 6 brackets"),
        (chain, "nested too deep"),
        (not, "nested too deep"),
        (many, "longer than 1000 characters"),
    ] {
        let problems = analyse(&text, &types()).unwrap_err();
        assert!(wrong(&problems).contains(why), "{}", wrong(&problems));
    }
    let ranges = format!("{}1..2{}", "[".repeat(6), "]".repeat(6));
    assert!(analyse(&ranges, &types()).is_err());
}

#[test]
fn a_formula_gives_what_it_promises() {
    let step = |gives: &str| -> Formula {
        let text =
            format!("expression = \"amount * 2\"\ngives = \"{gives}\"\n[inputs]\namount = 3");
        toml::from_str(&text).unwrap()
    };
    assert!(formula(&step("number")).is_ok());
    assert_snapshot!(
        wrong(&formula(&step("bool")).unwrap_err()),
        @r#"the expression gives a number, and `gives = "bool"` promises yes or no"#
    );
}

#[test]
fn the_place_is_counted_in_characters() {
    let problems = analyse("'Müller' == nobody", &types()).unwrap_err();
    assert_eq!(problems[0].at, Some((13, 18)), "{problems:?}");
}

const WORDS: &[&str] = &[
    "amount", "stage", "closed", "close", "today", "nobody", "1", "0.5", "'x'", "null", "true",
    "(", ")", "[", "]", "{", "}", "..", ",", ".", "?", ":", "??", "and", "or", "not", "in", "+",
    "-", "*", "/", "%", "^", "<", ">=", "==", "!=", "=", ";", "#", "$", "$root", "`", "${", "d(",
    "min(", "round(", "map(", "all(", "as", ".add(", ".diff(", ".year()", "'day'",
];

fn number() -> impl Strategy<Value = String> {
    (-50_i32..50).prop_map(|n| {
        if n < 0 {
            format!("({n})")
        } else {
            n.to_string()
        }
    })
}

/// Expressions of yes or no over numbers, without division.
fn expression() -> impl Strategy<Value = String> {
    let sum = prop_oneof![
        number(),
        Just("amount".to_owned()),
        (number(), "[-+*]", Just("amount")).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
        (number(), number()).prop_map(|(a, b)| format!("min([{a}, {b}])")),
    ];
    let compared =
        (sum.clone(), "(<|<=|>|>=|==|!=)", sum).prop_map(|(a, op, b)| format!("({a} {op} {b})"));
    let leaf = prop_oneof![
        compared,
        Just("closed".to_owned()),
        Just("stage == 'Negotiation'".to_owned()),
        "[a-c]".prop_map(|text| format!("stage in ['{text}', 'Negotiation']")),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), "(and|or)", inner.clone())
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            inner.clone().prop_map(|a| format!("not ({a})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        ]
    })
}

proptest! {
    /// Where everything is filled, zen's own machine gives the same.
    #[test]
    fn zens_machine_agrees_where_it_may_answer(text in expression(), amount in -60_i64..60, closed in any::<bool>()) {
        let mut inputs = filled();
        inputs.insert("amount".into(), Value::Int(amount));
        inputs.insert("closed".into(), Value::Bool(closed));
        // Comparisons that can never hold are refused before they are worked out.
        if let Ok(read) = analyse(&text, &types()) {
            let ours = read.value(&inputs).unwrap();
            let context = serde_json::json!({ "amount": amount, "closed": closed, "stage": "Negotiation" });
            let theirs = zen_expression::evaluate_expression(&text, context.into()).unwrap();
            prop_assert_eq!(ours.as_bool(), theirs.as_bool(), "{}", text);
        }
    }

    /// What is learned later settles an unknown and overturns nothing that was told.
    #[test]
    fn learning_an_input_never_overturns_an_answer(text in expression(), amount in -60_i64..60) {
        if let Ok(read) = analyse(&text, &types()) {
            let mut inputs = filled();
            inputs.insert("amount".into(), Value::Null);
            let before = read.value(&inputs);
            inputs.insert("amount".into(), Value::Int(amount));
            let after = read.value(&inputs);
            prop_assert!(before.is_err() || before == after, "{}: {:?}, then {:?}", text, before, after);
        }
    }

    #[test]
    fn words_of_the_language_in_any_order_are_answered(words in prop::collection::vec(prop::sample::select(WORDS), 0..24)) {
        let text = words.join(" ");
        if let Ok(read) = analyse(&text, &types()) {
            prop_assert_eq!(read.value(&filled()), read.value(&filled()));
        }
    }

    #[test]
    fn whatever_is_written_is_answered(text in r"[ -~]{0,60}|[a-z0-9(),.\[\]?:+<>='\x22 ]{0,80}|\PC{0,30}") {
        if let Ok(read) = analyse(&text, &types()) {
            prop_assert_eq!(read.value(&filled()), read.value(&filled()));
        }
    }
}
