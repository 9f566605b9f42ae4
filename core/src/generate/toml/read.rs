//! Reading TOML into fields of known types.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use garboard_ignition::document::LineColumn;
use toml::{Table, Value};

/// Why a text is not the TOML that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(String);

impl Unreadable {
    fn wrong(key: &str, wanted: &str) -> Self {
        Self(format!("{key} must be {wanted}"))
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Unreadable {}

/// Takes a text for TOML. What is none is told with its line.
pub(crate) fn parse(text: &[u8]) -> Result<Table, Unreadable> {
    let line = |at: usize| LineColumn::of(text, at).line;
    let text = core::str::from_utf8(text)
        .map_err(|bad| Unreadable(format!("line {}: it is no text in UTF-8", line(bad.valid_up_to()))))?;
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Unreadable(format!("line {}: {}", line(at), error.message()))
    })
}

/// The fields of a table.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'t>(Option<&'t Table>);

impl<'t> Fields<'t> {
    pub(crate) const fn of(table: &'t Table) -> Self {
        Self(Some(table))
    }

    /// A value by its key, which counts in any case where it is not there as it should be.
    fn get(self, key: &str) -> Option<&'t Value> {
        let table = self.0?;
        table.get(key).or_else(|| {
            let near = table.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
            near.map(|(_, value)| value)
        })
    }

    /// Text; none is as good as empty.
    pub(crate) fn text(self, key: &str) -> Result<String, Unreadable> {
        match self.get(key) {
            None => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(Unreadable::wrong(key, "a text")),
        }
    }

    /// True or false; nothing is false.
    pub(crate) fn flag(self, key: &str) -> Result<bool, Unreadable> {
        match self.get(key) {
            None => Ok(false),
            Some(Value::Boolean(flag)) => Ok(*flag),
            Some(_) => Err(Unreadable::wrong(key, "true or false")),
        }
    }

    /// A number of 32 bits; nothing is 0.
    pub(crate) fn number(self, key: &str) -> Result<u32, Unreadable> {
        match self.get(key) {
            None => Ok(0),
            Some(Value::Integer(number)) => {
                u32::try_from(*number).map_err(|_| Unreadable::wrong(key, "a number from 0 to 4294967295"))
            }
            Some(_) => Err(Unreadable::wrong(key, "a number")),
        }
    }

    /// A list of texts, where there is one.
    pub(crate) fn texts(self, key: &str) -> Result<Option<Vec<String>>, Unreadable> {
        let wrong = || Unreadable::wrong(key, "a list of texts");
        let text = |value: &Value| value.as_str().map(String::from).ok_or_else(wrong);
        match self.get(key) {
            None => Ok(None),
            Some(Value::Array(list)) => list.iter().map(text).collect::<Result<_, _>>().map(Some),
            Some(_) => Err(wrong()),
        }
    }

    /// Texts by their names, where there is such a table.
    pub(crate) fn named_texts(self, key: &str) -> Result<Option<BTreeMap<String, String>>, Unreadable> {
        let wrong = || Unreadable::wrong(key, "a table of texts");
        let text =
            |(name, value): (&String, &Value)| value.as_str().map(|text| (name.clone(), text.into())).ok_or_else(wrong);
        match self.get(key) {
            None => Ok(None),
            Some(Value::Table(table)) => table.iter().map(text).collect::<Result<_, _>>().map(Some),
            Some(_) => Err(wrong()),
        }
    }

    /// The fields of a table in this one; a table that is not there has none.
    pub(crate) fn table(self, key: &str) -> Result<Self, Unreadable> {
        match self.get(key) {
            None => Ok(Self(None)),
            Some(Value::Table(table)) => Ok(Self(Some(table))),
            Some(_) => Err(Unreadable::wrong(key, "a table")),
        }
    }

    /// The tables of a list.
    pub(crate) fn tables(self, key: &str) -> Result<Vec<Self>, Unreadable> {
        let wrong = || Unreadable::wrong(key, "a list of tables");
        let table = |value: &'t Value| value.as_table().map(Self::of).ok_or_else(wrong);
        match self.get(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(list)) => list.iter().map(table).collect(),
            Some(_) => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, parse};
    use alloc::collections::BTreeMap;
    use alloc::string::ToString as _;

    #[test]
    fn values_are_read_by_their_types() {
        let table = parse(b"a = 'x'\nB = true\nn = 7\nl = ['y']\n[t]\nk = 'v'\n[[s]]\na = 'z'").expect("TOML");
        let fields = Fields::of(&table);
        assert_eq!(fields.text("a").as_deref(), Ok("x"));
        assert_eq!(fields.text("none").as_deref(), Ok(""));
        assert_eq!(fields.flag("b"), Ok(true));
        assert_eq!(fields.number("n"), Ok(7));
        assert_eq!(fields.texts("l"), Ok(Some(["y".into()].into())));
        assert_eq!(fields.texts("none"), Ok(None));
        assert_eq!(fields.named_texts("t"), Ok(Some(BTreeMap::from([("k".into(), "v".into())]))));
        assert_eq!(fields.table("t").and_then(|table| table.text("k")).as_deref(), Ok("v"));
        assert_eq!(fields.tables("s").expect("tables")[0].text("a").as_deref(), Ok("z"));
        let wrong = fields.text("n").expect_err("a number");
        assert_eq!(wrong.to_string(), "n must be a text");
        assert!(fields.number("a").is_err() && fields.tables("t").is_err() && fields.texts("a").is_err());
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        for (text, line) in [(&b"a = 1\nb ="[..], "line 2: "), (b"a = \"\xff\"", "line 1: it is no text in UTF-8")] {
            let bad = parse(text).expect_err("no TOML").to_string();
            assert!(bad.starts_with(line), "{bad}");
        }
    }
}
