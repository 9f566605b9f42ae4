//! What an object may hold, as data, and the one walk that holds an object against it.

use super::{Findings, field_name, named, place, shown};
use crate::rule;
use alloc::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};
use garboard_ignition::document::{At, Kind, Value};
use garboard_ignition::report::{Entry, Gate, Rule};

/// What may stand somewhere.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// Whatever stands there is somebody else's business.
    Any,
    /// An object with any keys.
    Open,
    Bool,
    /// A whole number, from the one to the other.
    Whole(i64, i64),
    /// A number.
    Number,
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A text of all of these forms.
    Form(&'static [Form]),
    /// The first where a number stands, the second where none does.
    Either(&'static Self, &'static Self),
    /// This and never null, where null is a value of all else.
    NotNull(&'static Self),
    List(List),
    /// An object with any keys and values of one shape.
    Map(&'static Self),
    Record(&'static [Field]),
}

/// A form that a text may have.
pub(crate) struct Form {
    pub(crate) holds: fn(&str) -> bool,
    /// What a text of this form is, after "must be".
    pub(crate) is: &'static str,
}

/// A list: of what, and of how many.
#[derive(Clone, Copy)]
pub(crate) struct List {
    of: &'static Shape,
    least: usize,
    most: usize,
    distinct: Distinct,
}

/// What may not stand in a list twice.
#[derive(Clone, Copy)]
enum Distinct {
    Nothing,
    Elements,
    By(&'static str),
}

/// A field of an object.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) holds: Shape,
    required: bool,
}

pub(crate) const WHOLE: Shape = Shape::Whole(i64::MIN, i64::MAX);

impl Shape {
    /// A list of any length.
    pub(crate) const fn list(of: &'static Self) -> Self {
        Self::List(List { of, least: 0, most: usize::MAX, distinct: Distinct::Nothing })
    }

    /// A list of some length.
    pub(crate) const fn bounded(of: &'static Self, least: usize, most: usize) -> Self {
        Self::List(List { of, least, most, distinct: Distinct::Nothing })
    }

    /// A list of some length, of different elements.
    pub(crate) const fn distinct(of: &'static Self, least: usize, most: usize) -> Self {
        Self::List(List { of, least, most, distinct: Distinct::Elements })
    }

    /// A list of some length, of objects in which the field `key` differs.
    pub(crate) const fn distinct_by(key: &'static str, of: &'static Self, least: usize, most: usize) -> Self {
        Self::List(List { of, least, most, distinct: Distinct::By(key) })
    }

    /// What must stand there, after "must be".
    fn wanted(&self) -> &'static str {
        match self {
            Self::Any => "anything",
            Self::Bool => "true or false",
            Self::Whole(..) => "a whole number",
            Self::Number => "a number",
            Self::Text | Self::Word(_) | Self::Form(_) => "a string",
            Self::Either(Self::Whole(..), _) => "a whole number or a string",
            Self::Either(..) => "a number or a string",
            Self::NotNull(shape) => shape.wanted(),
            Self::List(List { of: Self::Text, .. }) => "a list of strings",
            Self::List(_) => "a list",
            Self::Open | Self::Map(_) | Self::Record(_) => "an object",
        }
    }
}

impl Field {
    pub(crate) const fn new(name: &'static str, holds: Shape) -> Self {
        Self { name, holds, required: false }
    }

    pub(crate) const fn required(name: &'static str, holds: Shape) -> Self {
        Self { required: true, ..Self::new(name, holds) }
    }
}

/// Who reads an object, and what it says of what it does not take.
pub(super) struct Reader {
    pub(super) gate: Gate,
    /// A key that no field has.
    pub(super) unknown: &'static Rule,
    /// A value of another type.
    pub(super) mistyped: &'static Rule,
    /// A value of the right type and out of bounds.
    pub(super) improper: &'static Rule,
    /// What comes before the sentence about a wrong value.
    pub(super) preface: &'static str,
    /// Go reads YAML into its structures: keys count in any case, null is a value of nearly all, and a
    /// number or a boolean is a text where one is wanted.
    pub(super) lenient: bool,
}

/// The API server drops null and what it does not know, and is strict about the rest.
pub(super) static API_SERVER: Reader = Reader {
    gate: Gate::ApiServer,
    unknown: &rule::UNKNOWN_FIELD,
    mistyped: &rule::FIELD_TYPE,
    improper: &rule::FIELD_VALUE,
    preface: "",
    lenient: false,
};

/// Says all that `reader` does not take of a value which should have a shape.
pub(super) fn hold(value: Value<'_>, shape: &Shape, at: &At<'_>, reader: &'static Reader, findings: &mut Findings<'_>) {
    Walk { reader, findings }.value(value, shape, at);
}

/// Follows a shape, and goes no deeper than it does.
struct Walk<'w, 'r> {
    reader: &'static Reader,
    findings: &'w mut Findings<'r>,
}

impl Walk<'_, '_> {
    fn value(&mut self, value: Value<'_>, shape: &Shape, at: &At<'_>) {
        let lenient = self.reader.lenient;
        match (*shape, value.kind()) {
            (Shape::NotNull(shape), Kind::Null) => self.mistyped(value, shape, at),
            (Shape::NotNull(shape), _) => self.value(value, shape, at),
            (_, Kind::Null) if lenient => {}
            (Shape::Text, Kind::Number | Kind::True | Kind::False) if lenient => {}
            (Shape::Any, _)
            | (Shape::Open, Kind::Object)
            | (Shape::Bool, Kind::True | Kind::False)
            | (Shape::Number, Kind::Number)
            | (Shape::Text, Kind::String) => {}
            (Shape::Either(number, _), Kind::Number) => self.value(value, number, at),
            (Shape::Either(_, text), Kind::String) => self.value(value, text, at),
            (Shape::Whole(least, most), Kind::Number) => self.whole(value, least, most, at),
            (Shape::Word(words), Kind::String) => self.word(value, words, at),
            (Shape::Form(forms), Kind::String) => self.form(value, forms, at),
            (Shape::List(list), Kind::Array) => self.list(value, list, at),
            (Shape::Map(of), Kind::Object) => self.map(value, of, at),
            (Shape::Record(fields), Kind::Object) => self.record(value, fields, at),
            _ => self.mistyped(value, shape, at),
        }
    }

    fn whole(&mut self, value: Value<'_>, least: i64, most: i64, at: &At<'_>) {
        match whole(value) {
            None => self.mistyped(value, &WHOLE, at),
            Some(number) if least <= number && number <= most => {}
            Some(number) => {
                let wanted =
                    if most == i64::MAX { format!("at least {least}") } else { format!("from {least} to {most}") };
                self.improper(value, &format!("{wanted}, and is {number}"), None, at);
            }
        }
    }

    fn word(&mut self, value: Value<'_>, words: &[&str], at: &At<'_>) {
        let text = value.as_str().unwrap_or_default();
        if !words.contains(&&*text) {
            let hint = self.findings.did_you_mean(&text, words);
            self.improper(value, &format!("{}, and is \"{}\"", one_of(words), shown(&text)), hint, at);
        }
    }

    fn form(&mut self, value: Value<'_>, forms: &[Form], at: &At<'_>) {
        let text = value.as_str().unwrap_or_default();
        if let Some(form) = forms.iter().find(|form| !(form.holds)(&text)) {
            self.improper(value, &format!("{}, and is \"{}\"", form.is, shown(&text)), None, at);
        }
    }

    fn list(&mut self, value: Value<'_>, list: List, at: &At<'_>) {
        let mut met = BTreeMap::new();
        // What aliases repeat has one place, and is judged once.
        let mut seen = BTreeSet::new();
        let mut count = 0;
        for (index, element) in value.elements().enumerate() {
            count += 1;
            let at = at.index(index);
            if seen.insert(element.span()) {
                self.value(element, list.of, &at);
            }
            let key = match list.distinct {
                Distinct::Nothing => None,
                Distinct::Elements => Some(element),
                Distinct::By(key) => element.get(key),
            };
            let Some((key, text)) = key.and_then(|key| Some((key, key.as_str()?))) else { continue };
            match met.get(&text) {
                Some(first) => self.repeated(key, *first, &at),
                None => drop(met.insert(text, key)),
            }
        }
        if count < list.least || count > list.most {
            let wanted = format!("a list of {} to {} elements, and has {count}", list.least, list.most);
            self.improper(value, &wanted, None, at);
        }
    }

    fn repeated(&mut self, again: Value<'_>, first: Value<'_>, at: &At<'_>) {
        let text = again.as_str().unwrap_or_default();
        let message = format!("{} must differ from the others, and \"{}\" stands twice", field_name(at), shown(&text));
        let entry = Entry::new(self.reader.improper, place(again, at)).saying(self.sentence(&message));
        self.findings.report.add(entry.at_gate(self.reader.gate).beside(place(first, at)));
    }

    fn map(&mut self, value: Value<'_>, of: &Shape, at: &At<'_>) {
        let mut seen = BTreeSet::new();
        for (key, value) in value.members().filter(|(_, value)| !value.is_null() || self.reader.lenient) {
            if seen.insert(value.span()) {
                self.value(value, of, &at.key(&key.as_str().unwrap_or_default()));
            }
        }
    }

    fn record(&mut self, object: Value<'_>, fields: &'static [Field], at: &At<'_>) {
        let mut found: Vec<_> = fields.iter().map(|_| None).collect();
        for (key, value) in object.members() {
            let name = key.as_str().unwrap_or_default();
            match self.reader.field(&name, fields) {
                // Of equal keys the last one counts.
                Some(index) => found[index] = Some(value),
                None => self.unknown(key, &name, fields, at),
            }
        }
        for (field, value) in fields.iter().zip(found) {
            let at = at.field(field.name);
            match value.filter(|value| !value.is_null() || self.reader.lenient) {
                Some(value) => self.value(value, &field.holds, &at),
                None if field.required => missing(object, &at, self.findings),
                None => {}
            }
        }
    }

    fn unknown(&mut self, key: Value<'_>, name: &str, fields: &[Field], at: &At<'_>) {
        let hint = self.findings.did_you_mean(name, &fields.iter().map(|field| field.name).collect::<Vec<_>>());
        let at = at.key(name);
        let rule = self.reader.unknown;
        let message = rule.summary.replacen("{}", &shown(&field_name(&at)), 1);
        self.findings.hint(rule, self.reader.gate, key, &at, message, hint);
    }

    fn mistyped(&mut self, value: Value<'_>, shape: &Shape, at: &At<'_>) {
        let found = match value.kind() {
            Kind::Null => "null".into(),
            Kind::True | Kind::False => "a boolean".into(),
            Kind::Number if matches!(shape, Shape::Whole(..)) => shown(&value.as_number().unwrap_or_default()),
            Kind::Number => "a number".into(),
            Kind::String => "a string".into(),
            Kind::Array => "a list".into(),
            Kind::Object => "an object".into(),
        };
        let message = format!("{} must be {}, and is {found}", field_name(at), shape.wanted());
        let (rule, message, hint) = (self.reader.mistyped, self.sentence(&message), unquoted(value, shape, at));
        self.findings.hint(rule, self.reader.gate, value, at, message, hint);
    }

    fn improper(&mut self, value: Value<'_>, must_be: &str, hint: Option<String>, at: &At<'_>) {
        let message = self.sentence(&format!("{} must be {must_be}", field_name(at)));
        self.findings.hint(self.reader.improper, self.reader.gate, value, at, message, hint);
    }

    fn sentence(&self, sentence: &str) -> String {
        format!("{}{sentence}", self.reader.preface)
    }
}

impl Reader {
    /// Which field a key is.
    fn field(&self, name: &str, fields: &[Field]) -> Option<usize> {
        let exact = fields.iter().position(|field| field.name == name);
        let folded = || fields.iter().position(|field| field.name.eq_ignore_ascii_case(name));
        exact.or_else(|| folded().filter(|_| self.lenient))
    }
}

/// A required field that is not there.
pub(super) fn missing(object: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let message = format!("{} is missing", field_name(at));
    findings.say(&rule::FIELD_MISSING, Gate::ApiServer, named(object), at, message);
}

/// What to write instead of a text that stands where something else is wanted.
fn unquoted(value: Value<'_>, shape: &Shape, at: &At<'_>) -> Option<String> {
    let text = value.as_str()?;
    match shape {
        Shape::Whole(..) | Shape::Number if text.parse::<f64>().is_ok() => {}
        Shape::Bool if matches!(&*text, "true" | "false") => {}
        Shape::Open | Shape::Map(_) | Shape::Record(_) => {
            let path = at.path();
            let name = path.steps().last().map(|step| format!("{step}")).unwrap_or_default();
            return Some(format!("write it as YAML or JSON below {name}:, not as a string"));
        }
        _ => return None,
    }
    Some(format!("write {} without quotes", shown(&text)))
}

/// A whole number, however it is written; the API server and Go's YAML take 1e2 for 100.
pub(super) fn whole(value: Value<'_>) -> Option<i64> {
    /// From here on a float has no room for every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = || value.as_number()?.parse::<f64>().ok().filter(|number| number.abs() < EXACT);
    let whole = || float().filter(|number| (*number as i64) as f64 == *number).map(|number| number as i64);
    value.as_i64().or_else(whole)
}

fn one_of(words: &[&str]) -> Cow<'static, str> {
    match words.split_last() {
        Some((last, [])) => format!("\"{last}\"").into(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")).into(),
        None => "".into(),
    }
}
