//! One row per field: the facts about it, and the little that walks over rows needs.
//!
//! The model is plain structs of the newest shape. Below each stands `rows!`, in the form of a
//! struct literal, so that a missing or misspelt row does not compile. Decoding, encoding,
//! unused keys, duplicates and documentation all walk the rows; no other code knows fields.

use crate::decode::{Decoder, Shape};
use crate::merge::Trace;
use crate::version::Version;
use alloc::{borrow::Cow, string::String, vec::Vec};

/// What is known about one field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Its JSON name.
    pub(crate) key: &'static str,
    /// How that begins; see [`head`].
    pub(crate) head: u64,
    /// The first version that has it.
    pub(crate) since: Version,
    /// Written even when empty.
    pub(crate) always: bool,
    /// How a list is joined, and what makes two of its elements the same.
    pub(crate) list: List,
    /// What the reference calls an element of this list of strings.
    pub(crate) element: &'static str,
    /// Before this version an absent value is `""`: a plain string there.
    pub(crate) plain_until: Option<Version>,
    /// In this version null means absent, without a warning.
    pub(crate) nullable_in: Option<Version>,
    /// The record that stood here in older versions.
    pub(crate) formerly: Option<&'static Formerly>,
    /// A record that can be absent: one that says nothing is written nevertheless.
    pub(crate) optional: bool,
    /// Before this version an absent value is the zero of its type; raising writes it down.
    pub(crate) zero_until: Option<Version>,
}

/// How the elements of a list relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// Keyed; keys are unique within the list.
    Keyed,
    /// Keyed; keys are unique within all lists of the record that name this group.
    Group(&'static str),
    /// Not keyed: repeats are allowed, and joining appends.
    Append,
}

/// A use of a record that older versions spelt as a record of its own, with fewer fields.
#[derive(Debug)]
pub(crate) struct Formerly {
    /// The version in which it became the record it is now.
    pub(crate) until: Version,
    /// The reference's name for it.
    pub(crate) name: &'static str,
    /// Fields it lacked.
    pub(crate) without: &'static [&'static str],
    /// Fields it wrote even when they were empty.
    pub(crate) always: &'static [&'static str],
    /// Fields that were plain strings, `""` when absent.
    pub(crate) plain: &'static [&'static str],
}

pub(crate) const fn field(key: &'static str) -> Row {
    Row {
        key,
        head: head(key.as_bytes()),
        since: Version::V3_0,
        always: false,
        list: List::Keyed,
        element: "",
        plain_until: None,
        nullable_in: None,
        formerly: None,
        optional: false,
        zero_until: None,
    }
}

/// A field by which elements of a list are told apart, or which is otherwise always written.
pub(crate) const fn key(key: &'static str) -> Row {
    Row { always: true, ..field(key) }
}

/// The first eight bytes of a key as a number: these tell nearly all keys of a record apart.
pub(crate) const fn head(key: &[u8]) -> u64 {
    if let Some(bytes) = key.first_chunk() {
        return u64::from_le_bytes(*bytes);
    }
    if let (Some(first), Some(last)) = (key.first_chunk(), key.last_chunk()) {
        return u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << (8 * (key.len() - 4));
    }
    match *key {
        [] => 0,
        [a] => a as u64,
        [a, b, ref rest @ ..] => a as u64 | (b as u64) << 8 | head(rest) << 16,
    }
}

/// The rows that are written always, a bit for each.
pub(crate) const fn always<const N: usize>(rows: &[Row; N]) -> u32 {
    let (mut bits, mut row) = (0, 0);
    while row < N {
        bits |= (rows[row].always as u32) << row;
        row += 1;
    }
    bits
}

/// The numbers of rows in the order of their names.
pub(crate) const fn by_name<const N: usize>(rows: &[Row; N]) -> [usize; N] {
    let mut order = [0; N];
    let mut row = 0;
    while row < N {
        let mut at = row;
        while at > 0 && is_before(rows[row].key.as_bytes(), rows[order[at - 1]].key.as_bytes()) {
            order[at] = order[at - 1];
            at -= 1;
        }
        order[at] = row;
        row += 1;
    }
    order
}

const fn is_before(a: &[u8], b: &[u8]) -> bool {
    match (a, b) {
        (_, []) => false,
        ([], _) => true,
        ([a, rest_a @ ..], [b, rest_b @ ..]) => *a < *b || *a == *b && is_before(rest_a, rest_b),
    }
}

impl Row {
    /// Whether its name is `key`, which begins with `head`.
    pub(crate) fn is_named(&self, key: &[u8], head: u64) -> bool {
        self.head == head && self.key.len() == key.len() && (key.len() <= 8 || self.key.as_bytes()[8..] == key[8..])
    }

    pub(crate) const fn since(self, version: Version) -> Self {
        Self { since: version, ..self }
    }

    /// A list whose elements have no key.
    pub(crate) const fn append(self) -> Self {
        Self { list: List::Append, ..self }
    }

    /// A list that shares its keys with others of the same record.
    pub(crate) const fn group(self, name: &'static str) -> Self {
        Self { list: List::Group(name), ..self }
    }

    /// A list of strings, whose type the reference calls `name`.
    pub(crate) const fn of(self, name: &'static str) -> Self {
        Self { element: name, ..self }
    }

    pub(crate) const fn plain_until(self, version: Version) -> Self {
        Self { plain_until: Some(version), ..self }
    }

    pub(crate) const fn nullable_in(self, version: Version) -> Self {
        Self { nullable_in: Some(version), ..self }
    }

    pub(crate) const fn formerly(self, former: &'static Formerly) -> Self {
        Self { formerly: Some(former), ..self }
    }

    /// The older record that stands here at `version`, if one does.
    pub(crate) fn former_at(&self, version: Version) -> Option<&'static Formerly> {
        self.formerly.filter(|former| version < former.until)
    }

    /// Whether `version` knows this field where the record stands in the place of `former`.
    pub(crate) fn known_at(&self, version: Version, former: Option<&Formerly>) -> bool {
        self.since <= version && !former.is_some_and(|f| f.without.contains(&self.key))
    }
}

/// A record of the model, as the walks that only look see it.
pub(crate) trait Rows {
    fn rows(&self) -> &'static [Row];
    /// The numbers of the rows in the order of their names.
    fn by_name(&self) -> &'static [usize];
    /// The value of the field in row `index`.
    fn shown(&self, index: usize) -> Shown<'_>;
    /// Whether `omitempty` leaves all of its fields out.
    fn is_empty(&self) -> bool;
    /// The rows whose fields `omitempty` does not leave out, a bit for each.
    fn in_use(&self) -> u32;
    /// The rows that are written always, a bit for each.
    fn always(&self) -> u32;
    /// Calls `each` with the fields in which lists stand.
    fn lists<'a>(&'a self, each: &mut dyn FnMut(usize, &'static Row, Shown<'a>));
    /// What tells this record apart in a keyed list.
    fn key(&self) -> Cow<'_, str>;
}

/// A record of the model, as decoding sees it. Decoding is written once for all records, not once
/// for each: a config touches most of them, and so little code is touched for it.
pub(crate) trait Fields: Rows {
    fn decode_row(&mut self, index: usize, values: &[usize], decoder: &mut Decoder<'_>);
    /// Gives the fields that `plain` names their empty text where they are absent.
    fn fill(&mut self, plain: &dyn Fn(&Row) -> bool);
    /// Makes it say nothing again.
    fn clear(&mut self);
    /// Calls `each` with every field, to be changed.
    fn edit(&mut self, each: &mut dyn FnMut(&'static Row, &mut dyn Edit));
}

/// A field of whatever type, as walks that change configs see it.
pub(crate) trait Edit {
    /// Makes it absent.
    fn reset(&mut self);
    /// Makes an absent value an empty one.
    fn fill(&mut self);
    /// Calls `each` with every record that stands in it.
    fn records(&mut self, each: &mut dyn FnMut(&mut dyn Fields));
}

impl<T: Shape> Edit for T {
    fn reset(&mut self) {
        *self = T::default();
    }

    fn fill(&mut self) {
        Shape::fill(self);
    }

    fn records(&mut self, each: &mut dyn FnMut(&mut dyn Fields)) {
        Shape::records(self, each);
    }
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(crate) enum Type {
    Text,
    Int,
    Bool,
    /// The version that the document declares.
    Version,
    List(&'static Self),
    Record(&'static Sort),
}

/// What all records of one type have in common.
pub(crate) struct Sort {
    /// The reference's name for it.
    pub(crate) name: &'static str,
    pub(crate) rows: &'static [Row],
    /// What the field of each row holds.
    pub(crate) types: &'static [Type],
}

/// What the field that `_field` borrows holds.
pub(crate) const fn type_of<R, T: Shape>(_field: fn(&R) -> &T) -> Type {
    T::TYPE
}

/// What is known about a record as a whole.
pub(crate) trait Record: Fields + Keyed + Clone + Default {
    const ROWS: &'static [Row];
    /// What the field of each row holds.
    const TYPES: &'static [Type];
    /// The reference's name for it.
    const NAME: &'static str;
    /// Whether some field of it was a plain string in some version.
    const EVER_PLAIN: bool = ever_plain(Self::ROWS);
    /// Whether lists of it share their keys.
    const SHARES_KEYS: bool = shares_keys(Self::ROWS);
    /// Whether a list stands in it.
    fn any_lists(&self) -> bool;
    /// Lays the fields of `child` over its own.
    fn join_rows<T: Trace>(&mut self, child: Self, trace: &mut T);
}

const fn ever_plain(rows: &[Row]) -> bool {
    match rows {
        [] => false,
        [row, rest @ ..] => row.plain_until.is_some() || ever_plain(rest),
    }
}

const fn shares_keys(rows: &[Row]) -> bool {
    match rows {
        [] => false,
        [row, rest @ ..] => matches!(row.list, List::Group(_)) || shares_keys(rest),
    }
}

/// A list of the model.
pub(crate) trait Items {
    fn count(&self) -> usize;
    fn item(&self, index: usize) -> Shown<'_>;
    /// What tells an element apart.
    fn key(&self, index: usize) -> Cow<'_, str> {
        self.item(index).key()
    }
}

/// The value of a field.
#[derive(Clone, Copy)]
pub(crate) enum Shown<'a> {
    Absent,
    /// A string that cannot be absent.
    Plain(&'a str),
    /// A number that cannot be absent; 0 means unset.
    PlainInt(i64),
    Text(&'a str),
    Int(i64),
    Bool(bool),
    Record(&'a dyn Rows),
    List(&'a dyn Items),
    /// The version the document declares.
    Version,
}

impl<'a> Shown<'a> {
    /// What `omitempty` leaves out: not a pointer to something empty. Go never leaves out a record: see whether that
    /// [is empty](Rows::is_empty).
    #[inline]
    pub(crate) fn is_nothing(self) -> bool {
        match self {
            Self::Absent | Self::Plain("") | Self::PlainInt(0) => true,
            Self::List(list) => list.count() == 0,
            _ => false,
        }
    }

    /// The same of a field in `row`, records looked into.
    #[inline]
    pub(crate) fn is_nothing_in(self, row: &Row) -> bool {
        match self {
            Self::Record(record) => !row.optional && record.is_empty(),
            other => other.is_nothing(),
        }
    }

    /// What tells an element of a list apart: itself, or what its record says.
    pub(crate) fn key(self) -> Cow<'a, str> {
        match self {
            Self::Plain(text) => Cow::Borrowed(text),
            Self::Record(record) => record.key(),
            _ => Cow::Borrowed(""),
        }
    }
}

impl<T: Shape> Items for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Shown<'_> {
        self[index].shown()
    }
}

/// What tells a record apart: implemented by hand for the records that lists hold.
pub(crate) trait Keyed {
    fn key(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    /// Whether merging takes the parent's element of this key away.
    fn removes(&self) -> bool {
        false
    }
}

/// The text of an optional field, empty where it is absent.
pub(crate) fn text(field: &Option<String>) -> &str {
    field.as_deref().unwrap_or_default()
}

macro_rules! rows {
    // `as` gives the reference's name where it is not ours.
    ($record:ident { $($field:ident : $row:expr),* $(,)? }) => {
        rows!($record as $record { $($field: $row),* });
    };
    ($record:ident as $name:ident { $($field:ident : $row:expr),* $(,)? }) => {
        impl $crate::model::rows::Record for $record {
            const ROWS: &'static [$crate::model::rows::Row] = &[$($row),*];
            const TYPES: &'static [$crate::model::rows::Type] =
                &[$($crate::model::rows::type_of(|record: &Self| &record.$field)),*];
            const NAME: &'static str = stringify!($name);

            fn any_lists(&self) -> bool {
                false $(|| $crate::decode::Shape::holds_lists(&self.$field))*
            }

            #[allow(unused_assignments, reason = "the count after the last row is not read")]
            fn join_rows<T: $crate::merge::Trace>(&mut self, child: Self, trace: &mut T) {
                use $crate::merge::{Join, Step, plan_of, plans};
                let mut plans = if Self::SHARES_KEYS { plans(self, &child) } else { ::alloc::vec::Vec::new() };
                let mut index = 0;
                $(
                    let row = &<Self as $crate::model::rows::Record>::ROWS[index];
                    trace.down(Step::Field(row.key));
                    Join::join(&mut self.$field, child.$field, row, plan_of(&mut plans, index), trace);
                    trace.up();
                    index += 1;
                )*
            }
        }

        impl $crate::model::rows::Fields for $record {
            #[allow(unused_assignments, reason = "the count after the last row is not read")]
            fn decode_row(&mut self, index: usize, values: &[usize], decoder: &mut $crate::decode::Decoder<'_>) {
                let mut row = 0;
                $(
                    if index == row {
                        let slot = $crate::decode::Slot::new(
                            &<Self as $crate::model::rows::Record>::ROWS[row],
                            decoder.version,
                        );
                        return $crate::decode::Shape::decode(&mut self.$field, values, slot, decoder);
                    }
                    row += 1;
                )*
            }

            #[allow(unused_assignments, reason = "the count after the last row is not read")]
            fn fill(&mut self, plain: &dyn Fn(&$crate::model::rows::Row) -> bool) {
                let mut row = 0;
                $(
                    if plain(&<Self as $crate::model::rows::Record>::ROWS[row]) {
                        $crate::decode::Shape::fill(&mut self.$field);
                    }
                    row += 1;
                )*
            }

            fn clear(&mut self) {
                *self = Self::default();
            }

            #[allow(unused_assignments, reason = "the count after the last row is not read")]
            fn edit(
                &mut self,
                each: &mut dyn FnMut(&'static $crate::model::rows::Row, &mut dyn $crate::model::rows::Edit),
            ) {
                let mut row = 0;
                $(
                    each(&<Self as $crate::model::rows::Record>::ROWS[row], &mut self.$field);
                    row += 1;
                )*
            }
        }

        impl $crate::model::rows::Rows for $record {
            #[allow(unused_assignments, reason = "the count after the last row is not read")]
            fn lists<'a>(
                &'a self,
                each: &mut dyn FnMut(usize, &'static $crate::model::rows::Row, $crate::model::rows::Shown<'a>),
            ) {
                let mut row = 0;
                $(
                    if $crate::decode::Shape::holds_lists(&self.$field) {
                        let shown = $crate::decode::Shape::shown(&self.$field);
                        each(row, &<Self as $crate::model::rows::Record>::ROWS[row], shown);
                    }
                    row += 1;
                )*
            }

            fn rows(&self) -> &'static [$crate::model::rows::Row] {
                <Self as $crate::model::rows::Record>::ROWS
            }

            fn by_name(&self) -> &'static [usize] {
                const { &$crate::model::rows::by_name(&[$($row),*]) }
            }

            #[allow(unused_assignments, reason = "the count after the last row is not read")]
            fn shown(&self, index: usize) -> $crate::model::rows::Shown<'_> {
                let mut row = 0;
                $(
                    if index == row {
                        return $crate::decode::Shape::shown(&self.$field);
                    }
                    row += 1;
                )*
                $crate::model::rows::Shown::Absent
            }

            #[allow(unused_assignments, reason = "the count after the last row is not read")]
            fn is_empty(&self) -> bool {
                let mut row = 0;
                $(
                    let shown = $crate::decode::Shape::shown(&self.$field);
                    if !shown.is_nothing_in(&<Self as $crate::model::rows::Record>::ROWS[row]) {
                        return false;
                    }
                    row += 1;
                )*
                true
            }

            #[allow(unused_assignments, reason = "the count after the last row is not read")]
            fn in_use(&self) -> u32 {
                let (mut bits, mut row) = (0, 0);
                $(
                    let shown = $crate::decode::Shape::shown(&self.$field);
                    let is_nothing = shown.is_nothing_in(&<Self as $crate::model::rows::Record>::ROWS[row]);
                    bits |= u32::from(!is_nothing) << row;
                    row += 1;
                )*
                bits
            }

            fn always(&self) -> u32 {
                const { $crate::model::rows::always(&[$($row),*]) }
            }

            fn key(&self) -> ::alloc::borrow::Cow<'_, str> {
                $crate::model::rows::Keyed::key(self)
            }
        }

        impl ::serde::Serialize for $record {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::serde::write(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $record {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::serde::read(deserializer)
            }
        }

        impl $record {
            /// Does nothing: it names every field, so that a missing row does not compile.
            #[allow(dead_code, reason = "read by the compiler alone")]
            fn has_a_row_for_each_field(self) -> Self {
                Self { $($field: self.$field),* }
            }
        }
    };
}
pub(crate) use rows;
