//! Objects by their labels, so that not each of them is asked for every selector.

use super::{Selector, Selects, Test};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

type Labels = BTreeMap<String, String>;

/// Objects, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Index<'l> {
    labels: Vec<Option<&'l Labels>>,
    /// Those that have a label: by its key, then by its value.
    having: BTreeMap<&'l str, BTreeMap<&'l str, Vec<usize>>>,
}

impl<'l> FromIterator<Option<&'l Labels>> for Index<'l> {
    fn from_iter<I: IntoIterator<Item = Option<&'l Labels>>>(labels: I) -> Self {
        let mut index = Self::default();
        for (number, labels) in labels.into_iter().enumerate() {
            index.labels.push(labels);
            for (key, value) in labels.into_iter().flatten() {
                index.having.entry(key).or_default().entry(value).or_default().push(number);
            }
        }
        index
    }
}

impl Index<'_> {
    /// The objects that a selector selects, in order.
    pub(crate) fn selected(&self, selector: &Selector) -> Vec<usize> {
        let matches = |number: &usize| selector.matches(self.labels[*number]);
        let Some((key, values)) = selector.wants() else {
            return (0..self.labels.len()).filter(matches).collect();
        };
        let having = self.having.get(key);
        let lists = values.iter().filter_map(|value| having?.get(&**value));
        let mut numbers: Vec<usize> = lists.flatten().copied().filter(matches).collect();
        numbers.sort_unstable();
        // A value may be wanted twice.
        numbers.dedup();
        numbers
    }
}

impl Selector {
    /// A label that all that is selected has, and the values that it may have.
    fn wants(&self) -> Option<(&str, &[String])> {
        let Selects::All(demands) = &self.0 else { return None };
        let wanting = demands.iter().find(|demand| matches!(demand.test, Test::Equals | Test::In))?;
        Some((&wanting.key, &wanting.values))
    }
}

#[cfg(test)]
mod tests {
    use super::Index;
    use crate::api::LabelSelector;
    use crate::selector::Selector;
    use alloc::collections::BTreeMap;
    use alloc::string::String;
    use alloc::vec::Vec;
    use serde_json::{from_value, json};

    #[test]
    fn what_is_found_by_labels_is_what_each_would_answer() {
        let labels: Vec<Option<BTreeMap<String, String>>> = from_value(json!([
            { "a": "1" }, null, { "a": "2", "b": "" }, {}, { "a": "1", "b": "x" }, { "b": "x" }, { "a": "3" },
        ]))
        .expect("labels");
        let index: Index<'_> = labels.iter().map(Option::as_ref).collect();
        let demand = |key: &str, operator: &str, values| json!({ "key": key, "operator": operator, "values": values });
        for selector in [
            json!(null),
            json!({}),
            json!({ "matchLabels": { "a": "1" } }),
            json!({ "matchLabels": { "a": "1", "b": "x" } }),
            json!({ "matchLabels": { "c": "1" } }),
            json!({ "matchLabels": { "a": "4" } }),
            json!({ "matchExpressions": [demand("a", "In", json!(["2", "1", "2", "9"]))] }),
            json!({ "matchExpressions": [demand("a", "NotIn", json!(["1"]))] }),
            json!({ "matchExpressions": [demand("a", "Exists", json!([])), demand("b", "In", json!(["x", ""]))] }),
            json!({ "matchExpressions": [demand("b", "DoesNotExist", json!([]))] }),
        ] {
            let asked: Option<LabelSelector> = from_value(selector.clone()).expect("a selector");
            let asked = Selector::new(asked.as_ref()).expect("a selector");
            let each = (0..labels.len()).filter(|number| asked.matches(labels[*number].as_ref()));
            assert_eq!(index.selected(&asked), each.collect::<Vec<_>>(), "{selector}");
        }
    }
}
