//! A row as it stands in the file: what is compared, and exactly one comparator.

use super::{Comparator, FieldTest, Test};
use crate::mission::{Operand, Reference};
use crate::record::FieldName;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<Reference>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<FieldName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_not: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    less_than: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_most: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    more_than: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    starts_with: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ends_with: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contains: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spelled: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r#in: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exists: Option<Operand>,
}

impl Row {
    fn slot(&mut self, comparator: Comparator) -> &mut Option<Operand> {
        match comparator {
            Comparator::Is => &mut self.is,
            Comparator::IsNot => &mut self.is_not,
            Comparator::LessThan => &mut self.less_than,
            Comparator::AtMost => &mut self.at_most,
            Comparator::MoreThan => &mut self.more_than,
            Comparator::AtLeast => &mut self.at_least,
            Comparator::StartsWith => &mut self.starts_with,
            Comparator::EndsWith => &mut self.ends_with,
            Comparator::Contains => &mut self.contains,
            Comparator::Spelled => &mut self.spelled,
            Comparator::In => &mut self.r#in,
            Comparator::Exists => &mut self.exists,
        }
    }

    fn only(mut self) -> Result<(Comparator, Operand), String> {
        use Comparator as C;
        let all = [
            C::Is,
            C::IsNot,
            C::LessThan,
            C::AtMost,
            C::MoreThan,
            C::AtLeast,
            C::StartsWith,
            C::EndsWith,
            C::Contains,
            C::Spelled,
            C::In,
            C::Exists,
        ];
        let mut given = all.into_iter().filter_map(|comparator| {
            self.slot(comparator)
                .take()
                .map(|operand| (comparator, operand))
        });
        match (given.next(), given.next()) {
            (Some(only), None) => Ok(only),
            _ => Err("a condition needs exactly one of is, is_not, less_than, at_most, more_than, at_least, starts_with, ends_with, contains, spelled, in, exists".into()),
        }
    }
}

impl TryFrom<Row> for Test {
    type Error = String;
    fn try_from(mut row: Row) -> Result<Self, String> {
        let value = row
            .value
            .take()
            .ok_or("a condition needs `value`: what is compared")?;
        if row.field.is_some() {
            return Err("a condition on the run has `value`, not `field`".into());
        }
        let (comparator, right) = row.only()?;
        Ok(Self {
            value,
            comparator,
            right,
        })
    }
}
impl TryFrom<Row> for FieldTest {
    type Error = String;
    fn try_from(mut row: Row) -> Result<Self, String> {
        let field = row
            .field
            .take()
            .ok_or("a filter needs `field`: which field of the object")?;
        if row.value.is_some() {
            return Err("a filter has `field`, not `value`".into());
        }
        let (comparator, right) = row.only()?;
        Ok(Self {
            field,
            comparator,
            right,
        })
    }
}
impl From<Test> for Row {
    fn from(test: Test) -> Self {
        let mut row = Self {
            value: Some(test.value),
            ..Self::default()
        };
        *row.slot(test.comparator) = Some(test.right);
        row
    }
}
impl From<FieldTest> for Row {
    fn from(test: FieldTest) -> Self {
        let mut row = Self {
            field: Some(test.field),
            ..Self::default()
        };
        *row.slot(test.comparator) = Some(test.right);
        row
    }
}
