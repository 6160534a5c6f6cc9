use super::against::{Pair, bar, or, shared_by};
use super::facts::{Fact, Facts};
use super::name::Sites;
use crate::names::Name;
use crate::sites::{Site, label};
use domain::matching::Bar;

/// Labels shorter than this are too easily alike by chance.
const TELLING_LABEL: usize = 5;

pub(super) fn bars(pair: &mut Pair<'_>, at: usize) -> Vec<Bar> {
    let comparison = pair.comparison(at);
    let (Facts::Sites(lefts), Facts::Sites(rights)) = (&pair.left[at], &pair.right.facts[at])
    else {
        return vec![];
    };
    let own = |sites: &'_ [Fact<Site>]| -> Vec<usize> {
        (0..sites.len())
            .filter(|at| matches!(sites[*at].read, Site::Own(_)))
            .collect()
    };
    let (own_left, own_right) = (own(lefts), own(rights));
    let agree = or(comparison.agree, (0.8 - pair.start).clamp(8.0, 13.0));
    let both = || {
        own_left
            .iter()
            .flat_map(|l| own_right.iter().map(|r| (&lefts[*l], &rights[*r])))
    };
    if let Some((left, right)) = both().find(|(l, r)| l.read == r.read) {
        pair.sites = Sites::Same;
        let names = pair
            .matcher
            .on_domain
            .get(domain_of(&right.read))
            .map(std::collections::BTreeSet::len);
        let note = match names {
            Some(names) if names > 1 => {
                format!("The same web domain, which {names} names share")
            }
            _ => "The same web domain".into(),
        };
        return vec![bar(comparison, left, right, agree - shared_by(names), note)];
    }
    if let Some((left, right, likeness)) = both()
        .filter_map(|(l, r)| {
            akin(domain_of(&l.read), domain_of(&r.read)).map(|likeness| (l, r, likeness))
        })
        .max_by_key(|(_, _, likeness)| *likeness)
    {
        let (bits, note) = match likeness {
            Akin::Contained => (0.5, "One web domain begins like the other"),
            Akin::ShortSibling => (2.0, "The same short label under another ending"),
            Akin::Sibling => (4.5, "The same label under another ending"),
        };
        return vec![bar(
            comparison,
            left,
            right,
            f64::min(bits, agree),
            note.into(),
        )];
    }
    if let Some((left, right)) = both().next() {
        pair.sites = Sites::Differ;
        pair.vetoes.push(format!(
            "each has a web domain of its own: {} and {}",
            domain_of(&left.read),
            domain_of(&right.read)
        ));
        let spelled = pair
            .right_names()
            .any(|name| spells(domain_of(&left.read), &name.read))
            && pair
                .left_names()
                .any(|name| spells(domain_of(&right.read), &name.read));
        let shipped = if spelled { -3.0 } else { -4.5 };
        let disagree = or(comparison.disagree, shipped);
        let note = "Two different web domains".into();
        return vec![bar(comparison, left, right, disagree, note)];
    }
    one_sided(pair, at, lefts, rights)
}

fn domain_of(site: &Site) -> &str {
    match site {
        Site::Own(domain) | Site::Shared(domain) => domain,
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Akin {
    Contained,
    ShortSibling,
    Sibling,
}

fn akin(a: &str, b: &str) -> Option<Akin> {
    let (a, b) = (label(a), label(b));
    let shorter = a.len().min(b.len());
    match () {
        () if a == b && shorter >= TELLING_LABEL => Some(Akin::Sibling),
        () if a == b && shorter > 1 => Some(Akin::ShortSibling),
        () if shorter > TELLING_LABEL && (a.starts_with(&b) || b.starts_with(&a)) => {
            Some(Akin::Contained)
        }
        () => None,
    }
}

/// Whether a domain's label is a name: its words run together, from the first on, or their initials.
fn spells(domain: &str, name: &Name) -> bool {
    let label = label(domain);
    let mut run = String::new();
    let words = name.plain.iter().zip(&name.words).any(|(plain, word)| {
        let written = format!("{run}{plain}");
        run.push_str(plain);
        label.len() >= TELLING_LABEL
            && (label == written || label == name.squashed || label == *word)
    });
    words || (label.len() > 2 && label == name.initials())
}

/// Only one of them has a site: does it spell the other's name?
fn one_sided(pair: &Pair<'_>, at: usize, lefts: &[Fact<Site>], rights: &[Fact<Site>]) -> Vec<Bar> {
    let comparison = pair.comparison(at);
    let own = |sites: &'_ Fact<Site>| matches!(sites.read, Site::Own(_));
    let bits = if pair
        .names
        .as_ref()
        .is_some_and(super::name::Reading::is_equal)
    {
        0.5
    } else {
        2.5
    };
    let note = || "The web domain spells the other's name".to_owned();
    if let Some(left) = lefts.iter().find(|site| own(site)) {
        return pair
            .right_names()
            .find(|name| spells(domain_of(&left.read), &name.read))
            .map(|name| bar(comparison, left, name, bits, note()))
            .into_iter()
            .collect();
    }
    if let Some(right) = rights.iter().find(|site| own(site)) {
        if let Some(name) = pair
            .left_names()
            .find(|name| spells(domain_of(&right.read), &name.read))
        {
            return vec![bar(comparison, name, right, bits, note())];
        }
        if let Some(left) = lefts.first() {
            let note = "A mailbox or page that anybody can have: not counted".into();
            return vec![bar(comparison, left, right, 0.0, note)];
        }
    }
    vec![]
}
