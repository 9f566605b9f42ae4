//! The shapes that only spec 2 has: booleans that cannot be absent, records that can.

use crate::decode::{Decoder, Shape, Slot, Wanted};
use crate::document::{Kind, Value};
use crate::model::rows::{Fields, Record, Shown, Type};

impl Shape for bool {
    const TYPE: Type = Type::Bool;

    fn decode(&mut self, values: &[usize], _: Slot, decoder: &mut Decoder<'_>) {
        for &index in values {
            let value = decoder.value(index);
            match value.kind() {
                Kind::True | Kind::False => *self = value.as_bool().unwrap_or_default(),
                Kind::Null => {}
                _ => decoder.refuse(index, Wanted::Bare("bool")),
            }
        }
    }

    fn shown(&self) -> Shown<'_> {
        if *self { Shown::Bool(true) } else { Shown::Absent }
    }

    fn name(_: Slot) -> &'static str {
        "bool"
    }
}

impl<R: Record> Shape for Option<R> {
    const TYPE: Type = R::TYPE;

    fn decode(&mut self, values: &[usize], slot: Slot, decoder: &mut Decoder<'_>) {
        let is_null = |index: &usize| Value::is_null(decoder.value(*index));
        let since_null = values.iter().rposition(is_null).map_or(0, |null| null + 1);
        let (before, after) = values.split_at(since_null);
        // What null forgets is looked at for wrong types all the same.
        R::default().decode(before, slot, decoder);
        *self = (!after.is_empty()).then(|| {
            let mut record = R::default();
            record.decode(after, slot, decoder);
            record
        });
    }

    fn shown(&self) -> Shown<'_> {
        self.as_ref().map_or(Shown::Absent, |record| Shown::Record(record))
    }

    fn holds_lists(&self) -> bool {
        self.as_ref().is_some_and(Record::any_lists)
    }

    fn fill(&mut self) {
        self.get_or_insert_default();
    }

    fn records(&mut self, each: &mut dyn FnMut(&mut dyn Fields)) {
        self.iter_mut().for_each(|record| each(record));
    }

    fn name(_: Slot) -> &'static str {
        R::NAME
    }
}
