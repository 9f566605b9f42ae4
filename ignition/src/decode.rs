//! From the values of a document to the model, at the version the document declares.
//!
//! A field's value is given by every value written for it, in order, since the reference decodes
//! a repeated key into what the earlier one left: scalars are overwritten, records joined, lists
//! joined element by element, with elements beyond a shorter list kept in the dark for a longer
//! one to find. Nearly always there is exactly one value, and that path copies nothing twice.
//!
//! A key that the version does not know is treated as an unknown key. A value of the wrong type
//! does not stop decoding: the first one in the document is reported.

use crate::document::{Kind, Passage, Tape, Value};
use crate::go::quote;
use crate::model::rows::{Fields, Formerly, Record, Row, Shown, Sort, Type, head};
use crate::model::{Content, Declared};
use crate::version::Version;
use alloc::{collections::BTreeMap, string::String, vec::Vec};

/// Decodes the config that stands at `root`.
pub(crate) fn config(root: Value<'_>, version: Version) -> Result<Decoded, Mismatch> {
    let mut decoder = Decoder::new(root, version);
    let mut content = Content::default();
    content.decode(&[root.index()], Slot::ROOT, &mut decoder);
    match decoder.mismatch {
        Some(mismatch) => Err(mismatch),
        None => {
            decoder.suspects.sort_unstable();
            Ok(Decoded { content, suspects: decoder.suspects })
        }
    }
}

/// Decodes one record of the model.
pub(crate) fn record_at<R: Record>(root: Value<'_>, version: Version) -> Result<R, Mismatch> {
    let mut decoder = Decoder::new(root, version);
    let mut record = R::default();
    record.decode(&[root.index()], Slot::ROOT, &mut decoder);
    decoder.mismatch.map_or(Ok(record), Err)
}

/// The same as the reader of spec 2 does it: a number where there is no place for one ends it at
/// once, and is the fault whatever came before.
pub(crate) fn record_abruptly<R: Record>(root: Value<'_>, version: Version) -> Result<R, Mismatch> {
    let mut decoder = Decoder::new(root, version);
    let mut record = R::default();
    record.decode(&[root.index()], Slot::ROOT, &mut decoder);
    decoder.number.or(decoder.mismatch).map_or(Ok(record), Err)
}

pub(crate) struct Decoded {
    pub(crate) content: Content,
    /// Keys that were unknown, repeated or in another case, and records that were null, by their
    /// nodes in order: only around them are unused keys worth looking for.
    pub(crate) suspects: Vec<usize>,
}

/// A value of the wrong type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mismatch {
    pub(crate) index: usize,
    pub(crate) wanted: Wanted,
}

/// What the reference calls the type that was wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    /// `string`, `bool`, or the whole name where it needs no prefix.
    Bare(&'static str),
    /// `int`: a number that is none is shown with its digits.
    Int,
    Named(&'static str),
    ListOf(&'static str),
}

pub(crate) struct Decoder<'t> {
    tape: &'t Tape<'t>,
    pub(crate) version: Version,
    mismatch: Option<Mismatch>,
    /// The first that is a number where none belongs.
    number: Option<Mismatch>,
    suspects: Vec<usize>,
}

impl<'t> Decoder<'t> {
    fn new(root: Value<'t>, version: Version) -> Self {
        Self {
            tape: root.tape(),
            version,
            mismatch: None,
            number: None,
            suspects: Vec::new(),
        }
    }

    pub(crate) fn value(&self, index: usize) -> Value<'t> {
        Value::at(self.tape, index)
    }

    pub(crate) fn refuse(&mut self, index: usize, wanted: Wanted) {
        let is_first = |first: Option<Mismatch>| first.is_none_or(|first| index < first.index);
        let mismatch = Some(Mismatch { index, wanted });
        if is_first(self.mismatch) {
            self.mismatch = mismatch;
        }
        let number = self.value(index).kind() == Kind::Number && !matches!(wanted, Wanted::Int);
        if number && is_first(self.number) {
            self.number = mismatch;
        }
    }
}

/// The row a value is for, and what stands there at the version at hand.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    row: Option<&'static Row>,
    former: Option<&'static Formerly>,
}

impl Slot {
    const ROOT: Self = Self { row: None, former: None };

    pub(crate) fn new(row: &'static Row, version: Version) -> Self {
        Self { row: Some(row), former: row.former_at(version) }
    }

    fn element(self) -> &'static str {
        self.row.map_or("", |row| row.element)
    }

    /// What the reference calls the record that stands here.
    fn name_of(self, name: &'static str) -> &'static str {
        self.former.map_or(name, |former| former.name)
    }

    fn nullable(self, version: Version) -> bool {
        self.row.is_some_and(|row| row.nullable_in == Some(version))
    }
}

/// A type of the model: how it is decoded, and how it shows itself to the walks.
pub(crate) trait Shape: Default {
    const TYPE: Type;
    fn decode(&mut self, values: &[usize], slot: Slot, decoder: &mut Decoder<'_>);
    fn shown(&self) -> Shown<'_>;
    /// What the reference calls it as an element of a list.
    fn name(slot: Slot) -> &'static str;
    /// Makes an absent value an empty one.
    fn fill(&mut self) {}
    /// Calls `each` with every record that stands in it.
    fn records(&mut self, _: &mut dyn FnMut(&mut dyn Fields)) {}
    /// Whether a list stands in it.
    fn holds_lists(&self) -> bool {
        false
    }
}

impl Shape for String {
    const TYPE: Type = Type::Text;

    fn decode(&mut self, values: &[usize], slot: Slot, decoder: &mut Decoder<'_>) {
        for &index in values {
            let value = decoder.value(index);
            match value.kind() {
                Kind::String => *self = value.as_str().unwrap_or_default().into_owned(),
                Kind::Null => {}
                _ if slot.element().is_empty() => decoder.refuse(index, Wanted::Bare("string")),
                _ => decoder.refuse(index, Wanted::Named(slot.element())),
            }
        }
    }

    fn shown(&self) -> Shown<'_> {
        Shown::Plain(self)
    }

    fn name(slot: Slot) -> &'static str {
        slot.element()
    }
}

impl Shape for Option<String> {
    const TYPE: Type = Type::Text;

    fn decode(&mut self, values: &[usize], _: Slot, decoder: &mut Decoder<'_>) {
        for &index in values {
            let value = decoder.value(index);
            match value.kind() {
                Kind::String => *self = value.as_str().map(alloc::borrow::Cow::into_owned),
                Kind::Null => *self = None,
                _ => decoder.refuse(index, Wanted::Bare("string")),
            }
        }
    }

    fn shown(&self) -> Shown<'_> {
        self.as_deref().map_or(Shown::Absent, Shown::Text)
    }

    fn name(_: Slot) -> &'static str {
        "string"
    }

    fn fill(&mut self) {
        self.get_or_insert_default();
    }
}

impl Shape for Option<bool> {
    const TYPE: Type = Type::Bool;

    fn decode(&mut self, values: &[usize], _: Slot, decoder: &mut Decoder<'_>) {
        for &index in values {
            let value = decoder.value(index);
            match value.kind() {
                Kind::True | Kind::False => *self = value.as_bool(),
                Kind::Null => *self = None,
                _ => decoder.refuse(index, Wanted::Bare("bool")),
            }
        }
    }

    fn shown(&self) -> Shown<'_> {
        self.map_or(Shown::Absent, Shown::Bool)
    }

    fn name(_: Slot) -> &'static str {
        "bool"
    }
}

impl Shape for Option<i64> {
    const TYPE: Type = Type::Int;

    fn decode(&mut self, values: &[usize], _: Slot, decoder: &mut Decoder<'_>) {
        for &index in values {
            let value = decoder.value(index);
            match (value.kind(), value.as_i64()) {
                (Kind::Number, Some(number)) => *self = Some(number),
                (Kind::Null, _) => *self = None,
                _ => decoder.refuse(index, Wanted::Int),
            }
        }
    }

    fn shown(&self) -> Shown<'_> {
        self.map_or(Shown::Absent, Shown::Int)
    }

    fn name(_: Slot) -> &'static str {
        "int"
    }

    fn fill(&mut self) {
        self.get_or_insert_default();
    }
}

impl Shape for i64 {
    const TYPE: Type = Type::Int;

    fn decode(&mut self, values: &[usize], _: Slot, decoder: &mut Decoder<'_>) {
        for &index in values {
            let value = decoder.value(index);
            match (value.kind(), value.as_i64()) {
                (Kind::Number, Some(number)) => *self = number,
                (Kind::Null, _) => {}
                _ => decoder.refuse(index, Wanted::Int),
            }
        }
    }

    fn shown(&self) -> Shown<'_> {
        Shown::PlainInt(*self)
    }

    fn name(_: Slot) -> &'static str {
        "int"
    }
}

impl Shape for Declared {
    const TYPE: Type = Type::Version;

    fn decode(&mut self, values: &[usize], slot: Slot, decoder: &mut Decoder<'_>) {
        String::new().decode(values, slot, decoder);
    }

    fn shown(&self) -> Shown<'_> {
        Shown::Version
    }

    fn name(_: Slot) -> &'static str {
        "string"
    }
}

impl<T: Shape> Shape for Option<Vec<T>> {
    const TYPE: Type = Type::List(&T::TYPE);

    fn decode(&mut self, values: &[usize], slot: Slot, decoder: &mut Decoder<'_>) {
        if let &[index] = values {
            *self = list(index, slot, decoder);
        } else {
            *self = lists(values, slot, decoder);
        }
    }

    fn shown(&self) -> Shown<'_> {
        self.as_ref().map_or(Shown::Absent, |list| Shown::List(list))
    }

    fn holds_lists(&self) -> bool {
        self.is_some()
    }

    fn records(&mut self, each: &mut dyn FnMut(&mut dyn Fields)) {
        self.iter_mut().flatten().for_each(|item| item.records(each));
    }

    fn name(_: Slot) -> &'static str {
        ""
    }
}

/// A list that is written once.
fn list<T: Shape>(index: usize, slot: Slot, decoder: &mut Decoder<'_>) -> Option<Vec<T>> {
    let value = decoder.value(index);
    match value.kind() {
        Kind::Array => {
            let elements = value.elements();
            let mut list = Vec::with_capacity(elements.clone().count());
            for element in elements {
                // Decoded in its place: records are too large to be moved about.
                list.push(T::default());
                if let Some(item) = list.last_mut() {
                    item.decode(&[element.index()], slot, decoder);
                }
            }
            Some(list)
        }
        Kind::Null => None,
        _ => {
            decoder.refuse(index, wanted_list::<T>(slot));
            None
        }
    }
}

/// A list that is written several times. Each element is given by every value that was decoded
/// into its place since the list was last emptied.
fn lists<T: Shape>(values: &[usize], slot: Slot, decoder: &mut Decoder<'_>) -> Option<Vec<T>> {
    let mut places: Vec<Vec<usize>> = Vec::new();
    let mut length = None;
    for &index in values {
        let value = decoder.value(index);
        let empty = match value.kind() {
            Kind::Array => value.elements().next().is_none(),
            Kind::Null => true,
            _ => {
                decoder.refuse(index, wanted_list::<T>(slot));
                continue;
            }
        };
        if empty {
            decode_all::<T>(&places, slot, decoder);
            places.clear();
        }
        for (at, element) in value.elements().enumerate() {
            match places.get_mut(at) {
                Some(place) => place.push(element.index()),
                None => places.push([element.index()].into()),
            }
        }
        length = (!value.is_null()).then(|| value.elements().count());
    }
    let mut list = decode_all(&places, slot, decoder);
    list.truncate(length?);
    Some(list)
}

fn decode_all<T: Shape>(places: &[Vec<usize>], slot: Slot, decoder: &mut Decoder<'_>) -> Vec<T> {
    let decode = |values: &Vec<usize>| {
        let mut item = T::default();
        item.decode(values, slot, decoder);
        item
    };
    places.iter().map(decode).collect()
}

fn wanted_list<T: Shape>(slot: Slot) -> Wanted {
    match T::name(slot) {
        // The one list that has a type of its own.
        "HTTPHeader" => Wanted::Named("HTTPHeaders"),
        name => Wanted::ListOf(name),
    }
}

impl<R: Record> Shape for R {
    const TYPE: Type = Type::Record(&Sort { name: R::NAME, rows: R::ROWS, types: R::TYPES });

    fn decode(&mut self, values: &[usize], slot: Slot, decoder: &mut Decoder<'_>) {
        let there = match *values {
            [index] => record(self, R::NAME, index, slot, decoder),
            _ => records(self, R::NAME, values, slot, decoder),
        };
        if there && (R::EVER_PLAIN || slot.former.is_some_and(|former| !former.plain.is_empty())) {
            let version = decoder.version;
            self.fill(&|row: &Row| {
                row.plain_until.is_some_and(|until| version < until)
                    || slot.former.is_some_and(|former| former.plain.contains(&row.key))
            });
        }
    }

    fn shown(&self) -> Shown<'_> {
        Shown::Record(self)
    }

    fn holds_lists(&self) -> bool {
        Record::any_lists(self)
    }

    fn records(&mut self, each: &mut dyn FnMut(&mut dyn Fields)) {
        each(self);
    }

    fn name(slot: Slot) -> &'static str {
        slot.name_of(R::NAME)
    }
}

/// A record that is written once. False: it is not there.
fn record(record: &mut dyn Fields, name: &'static str, index: usize, slot: Slot, decoder: &mut Decoder<'_>) -> bool {
    let value = decoder.value(index);
    match value.kind() {
        Kind::Object => {}
        Kind::Null => {
            // Where null is not absence, the record is there all the same, with nothing set.
            let there = !slot.nullable(decoder.version);
            if there {
                decoder.suspects.push(index);
            }
            return there;
        }
        _ => {
            decoder.refuse(index, Wanted::Named(slot.name_of(name)));
            return true;
        }
    }
    let rows = record.rows();
    let (mut seen, mut next) = (0u32, 0);
    for (key, value) in value.members() {
        let Some(row) = find_row(rows, key, next, slot, decoder) else { continue };
        if seen & (1 << row) != 0 {
            record.clear();
            return records(record, name, &[index], slot, decoder);
        }
        seen |= 1 << row;
        next = row + 1;
        record.decode_row(row, &[value.index()], decoder);
    }
    true
}

/// A record that is written several times, or whose keys are.
fn records(
    record: &mut dyn Fields,
    name: &'static str,
    values: &[usize],
    slot: Slot,
    decoder: &mut Decoder<'_>,
) -> bool {
    decoder.suspects.extend_from_slice(values);
    let rows = record.rows();
    let mut gathered: Vec<Vec<usize>> = rows.iter().map(|_| Vec::new()).collect();
    let mut there = !slot.nullable(decoder.version);
    for &index in values {
        let value = decoder.value(index);
        match value.kind() {
            Kind::Object => {
                there = true;
                for (key, value) in ordered(value) {
                    if let Some(row) = find_row(rows, key, 0, slot, decoder) {
                        gathered[row].push(value.index());
                    }
                }
            }
            Kind::Null if slot.nullable(decoder.version) => {
                there = false;
                // What was gathered is forgotten, but not the wrong types in it.
                decode_rows(record, &gathered, decoder);
                record.clear();
                gathered.iter_mut().for_each(Vec::clear);
            }
            Kind::Null => {}
            _ => decoder.refuse(index, Wanted::Named(slot.name_of(name))),
        }
    }
    decode_rows(record, &gathered, decoder);
    there
}

fn decode_rows(record: &mut dyn Fields, gathered: &[Vec<usize>], decoder: &mut Decoder<'_>) {
    for (row, values) in gathered.iter().enumerate() {
        if !values.is_empty() {
            record.decode_row(row, values, decoder);
        }
    }
}

/// The members of an object in the order in which its reader meets them.
fn ordered(object: Value<'_>) -> Vec<(Value<'_>, Value<'_>)> {
    match object.tape().passage() {
        Passage::Direct => object.members().collect(),
        Passage::Stored => {
            let kept: BTreeMap<_, _> =
                object.members().map(|(key, value)| (key.as_str().unwrap_or_default(), (key, value))).collect();
            kept.into_values().collect()
        }
    }
}

/// The row of a key: spelt exactly so, else in another case. `next` is where it likely is.
fn find_row(rows: &[Row], key: Value<'_>, next: usize, slot: Slot, decoder: &mut Decoder<'_>) -> Option<usize> {
    let version = decoder.version;
    let known = |row: &Row| row.known_at(version, slot.former);
    if let Some(text) = key.plain_text() {
        let head = head(text);
        let exact = |row: &Row| row.is_named(text, head) && known(row);
        if rows.get(next).is_some_and(exact) {
            return Some(next);
        }
        if let Some(exact) = rows.iter().position(exact) {
            return Some(exact);
        }
    }
    let text = key.as_str()?;
    let exact = rows.iter().position(|row| row.key == text && known(row));
    if exact.is_none() {
        decoder.suspects.push(key.index());
    }
    exact.or_else(|| rows.iter().position(|row| quote::fold_eq(&text, row.key) && known(row)))
}
