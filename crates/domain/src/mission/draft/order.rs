use super::{Draft, Kind, NotThere, Spot, blocks, key_of, under_of};
use std::collections::BTreeSet;
use toml::{Table, Value};

/// Where steps stand: put there, moved and taken out, each with what stands under it.
impl Draft {
    /// Puts a new step of a kind there; its key says what it is.
    pub fn insert(&mut self, kind: &Kind, spot: &Spot) -> String {
        let key = self.free_key(kind.word);
        let mut block = Table::new();
        block.insert("key".to_owned(), Value::String(key.clone()));
        if let Some(under) = &spot.under {
            block.insert("under".to_owned(), Value::String(under.clone()));
        }
        block.insert("kind".to_owned(), Value::String(kind.word.to_owned()));
        block.extend(blocks::begun(kind.word));
        let at = self.index_of(spot);
        self.blocks.insert(at, block);
        key
    }

    /// Takes a step out, and what stands under it.
    pub fn remove(&mut self, key: &str) {
        let gone = self.with_all_under(key);
        self.blocks.retain(|block| !gone.contains(key_of(block)));
    }

    /// Moves a step, and what stands under it.
    pub fn relocate(&mut self, key: &str, spot: &Spot) -> Result<(), NotThere> {
        let moving = self.with_all_under(key);
        if moving.is_empty() {
            return Err(NotThere::Gone);
        }
        let around = spot.under.as_deref().map(holder);
        if around.is_some_and(|around| moving.contains(around)) {
            return Err(NotThere::Inside);
        }
        if spot.before.as_deref() == Some(key) {
            return Ok(());
        }
        let (mut taken, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.blocks)
            .into_iter()
            .partition(|block| moving.contains(key_of(block)));
        self.blocks = rest;
        if let Some(block) = taken.iter_mut().find(|block| key_of(block) == key) {
            match &spot.under {
                Some(under) => block.insert("under".to_owned(), Value::String(under.clone())),
                None => block.remove("under"),
            };
        }
        let at = self.index_of(spot);
        self.blocks.splice(at..at, taken);
        Ok(())
    }

    /// Gives a case of a branch another name; the steps under it come along.
    pub fn rename_case(&mut self, branch: &str, old: &str, new: &str) {
        let (from, to) = (format!("{branch}.{old}"), format!("{branch}.{new}"));
        for block in &mut self.blocks {
            if under_of(block) == Some(&from) {
                block.insert("under".to_owned(), Value::String(to.clone()));
            }
        }
        let Some(block) = self.blocks.iter_mut().find(|block| key_of(block) == branch) else {
            return;
        };
        for name in ["otherwise", "unknown"] {
            if block.get(name).and_then(Value::as_str) == Some(old) {
                block.insert(name.to_owned(), Value::String(new.to_owned()));
            }
        }
        let cases = block.get_mut("case").and_then(Value::as_array_mut);
        for case in cases.into_iter().flatten().filter_map(Value::as_table_mut) {
            if case.get("name").and_then(Value::as_str) == Some(old) {
                case.insert("name".to_owned(), Value::String(new.to_owned()));
            }
        }
    }

    /// The lists of steps under a block: the cases of a branch, or the one of a for-each.
    pub fn lists_of(&self, key: &str) -> Vec<String> {
        let Some(block) = self.block(key) else {
            return vec![];
        };
        let word = |name: &str| block.get(name).and_then(Value::as_str);
        match word("kind") {
            Some("for_each") => vec![key.to_owned()],
            Some("branch") => {
                let cases = block.get("case").and_then(Value::as_array);
                let named = cases
                    .into_iter()
                    .flatten()
                    .filter_map(|case| case.get("name")?.as_str());
                let named = named.chain(word("otherwise")).chain(word("unknown"));
                let mut lists: Vec<String> = named.map(|case| format!("{key}.{case}")).collect();
                let mut seen = BTreeSet::new();
                lists.retain(|list| seen.insert(list.clone()));
                lists
            }
            _ => vec![],
        }
    }

    pub(super) fn free_key(&self, word: &str) -> String {
        let taken: BTreeSet<&str> = self.keys().collect();
        let numbered = (2..).map(|n| format!("{word}_{n}"));
        let mut free = std::iter::once(word.to_owned()).chain(numbered);
        free.find(|key| !taken.contains(key.as_str()))
            .unwrap_or_default()
    }

    /// Steps without a key could not be pointed at.
    pub(super) fn name_the_nameless(&mut self) {
        for at in 0..self.blocks.len() {
            if key_of(&self.blocks[at]).is_empty() {
                let kind = self.blocks[at]
                    .get("kind")
                    .and_then(Value::as_str)
                    .unwrap_or("step");
                let key = self.free_key(kind);
                self.blocks[at].insert("key".to_owned(), Value::String(key));
            }
        }
    }

    fn with_all_under(&self, key: &str) -> BTreeSet<String> {
        let mut found: BTreeSet<String> = self
            .keys()
            .filter(|own| *own == key)
            .map(str::to_owned)
            .collect();
        loop {
            let known = found.len();
            for block in &self.blocks {
                if under_of(block).is_some_and(|under| found.contains(holder(under))) {
                    found.insert(key_of(block).to_owned());
                }
            }
            if found.len() == known {
                return found;
            }
        }
    }

    /// Where in the file a step of that spot belongs: after the steps around and before it, before those after it.
    fn index_of(&self, spot: &Spot) -> usize {
        let place = |key: &str| self.blocks.iter().position(|block| key_of(block) == key);
        if let Some(at) = spot.before.as_deref().and_then(place) {
            return at;
        }
        let Some(under) = spot.under.as_deref() else {
            return self.blocks.len();
        };
        let behind = self.keys_under(Some(under)).chain([holder(under)]);
        let behind = behind.filter_map(|key| {
            let whole = if key == holder(under) {
                BTreeSet::from([key.to_owned()])
            } else {
                self.with_all_under(key)
            };
            whole.into_iter().filter_map(|key| place(&key)).max()
        });
        behind.max().map_or(self.blocks.len(), |at| at + 1)
    }
}

/// The step that a list of steps belongs to.
fn holder(under: &str) -> &str {
    under.split_once('.').map_or(under, |(key, _)| key)
}
