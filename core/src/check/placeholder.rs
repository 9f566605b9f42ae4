//! Values that are still to be filled in: `$name`, `${name}`, `{{ … }}`.

use crate::rule;
use alloc::{format, vec::Vec};
use garboard_ignition::document::{Kind, Path, Place, Span, Step, Value};
use garboard_ignition::report::{Entry, Report};

/// Keys whose values hold text of other languages, where a dollar sign is a dollar sign. They are
/// placeholders only where something else is wrong with them.
const FREE_TEXT: &[&str] = &["contents", "source", "passwordHash", "advertisement", "config", "annotations"];

/// A key or value with a placeholder in it.
struct Holder<'t> {
    value: Value<'t>,
    path: Path,
    /// It stands where text of other languages does.
    free: bool,
}

/// Puts one finding for each value with a placeholder in the place of all others on it.
pub(super) fn replace(object: Value<'_>, report: &mut Report) {
    if !is_in(object) {
        return;
    }
    let holders = holders(object);
    // Holders are in the order of the document and do not overlap.
    let holder_of = |span: Span| {
        let at = holders.partition_point(|holder| holder.value.span().end <= span.start);
        let holder = holders.get(at)?.value.span();
        (holder.start <= span.start && span.end <= holder.end).then_some(at)
    };
    let mut told: Vec<bool> = holders.iter().map(|_| false).collect();
    report.retain(|entry| match entry.place.span.and_then(holder_of) {
        Some(at) => {
            told[at] = true;
            false
        }
        None => true,
    });
    for (holder, told) in holders.into_iter().zip(told) {
        if told || !holder.free {
            report.add(holder.entry());
        }
    }
}

impl Holder<'_> {
    fn entry(self) -> Entry {
        let text = self.value.as_str().unwrap_or_default();
        let name = marker(&text).unwrap_or_default();
        let mut place = Place::new(self.value.tape().source(), self.path);
        place.span = Some(self.value.span());
        Entry::new(&rule::PLACEHOLDER, place)
            .saying(format!("the value holds the placeholder {name}: it is not checked"))
    }
}

/// Whether a value may hold a placeholder, wherever in it.
pub(super) fn is_in(value: Value<'_>) -> bool {
    let raw = value.raw();
    // Escapes can stand for either.
    memchr::memchr2(b'$', b'\\', raw).is_some() || memchr::memmem::find(raw, b"{{").is_some()
}

/// Every scalar below `object`, keys too, that holds a placeholder; in the order of the document.
fn holders(object: Value<'_>) -> Vec<Holder<'_>> {
    let root = Met { parent: 0, step: Step::Index(0), free: false };
    let mut walk = Walk { met: [root].into(), waiting: [(object, 0)].into(), found: Vec::new() };
    while let Some((container, index)) = walk.waiting.pop() {
        walk.look_into(container, index);
    }
    walk.found.sort_unstable_by_key(|holder| holder.value.span());
    walk.found
}

/// A walk through an object that does not use the stack: documents can be deep.
struct Walk<'t> {
    /// The containers met so far, the object first.
    met: Vec<Met>,
    /// Those of them that were not looked into, with their index in `met`.
    waiting: Vec<(Value<'t>, usize)>,
    found: Vec<Holder<'t>>,
}

/// A container, and how it was reached.
struct Met {
    parent: usize,
    step: Step,
    free: bool,
}

impl<'t> Walk<'t> {
    fn look_into(&mut self, container: Value<'t>, index: usize) {
        let free = self.met[index].free;
        for (key, value) in container.members() {
            let name = key.as_str().unwrap_or_default();
            let step = Step::Key((&*name).into());
            // `spec.config` is the Ignition config; `config` is free text only as a string.
            let listed = FREE_TEXT.contains(&&*name) && (value.kind() == Kind::String || name == "annotations");
            self.meet(key, index, step.clone(), free);
            // $NAME is an ordinary variable in a unit, and must not hide what is wrong with it.
            let unit = &*name == "contents" && value.as_str().is_some_and(|text| !text.contains("{{"));
            if !unit {
                self.meet(value, index, step, free || listed);
            }
        }
        for (at, value) in (0..).zip(container.elements()) {
            self.meet(value, index, Step::Index(at), free);
        }
    }

    fn meet(&mut self, value: Value<'t>, parent: usize, step: Step, free: bool) {
        match value.kind() {
            Kind::Object | Kind::Array => {
                self.waiting.push((value, self.met.len()));
                self.met.push(Met { parent, step, free });
            }
            Kind::String if value.as_str().is_some_and(|text| marker(&text).is_some()) => {
                let path = self.way(parent, step);
                self.found.push(Holder { value, path, free });
            }
            _ => {}
        }
    }

    /// The path to what is one step below a container.
    fn way(&self, mut container: usize, step: Step) -> Path {
        let mut steps = Vec::from([step]);
        while container != 0 {
            steps.push(self.met[container].step.clone());
            container = self.met[container].parent;
        }
        steps.into_iter().rev().collect()
    }
}

/// The first placeholder in a text.
fn marker(text: &str) -> Option<&str> {
    let braces = text.find("{{").map(|at| (at, text[at..].find("}}").map_or(text.len(), |end| at + end + 2)));
    let last = text.rfind('}').unwrap_or(0);
    let dollar = text.match_indices('$').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        if rest.starts_with('{') {
            // Without a brace ahead it is not worth looking for one, time and again.
            let end = if at < last { rest.find('}')? } else { return None };
            return Some((at, at + 2 + end));
        }
        let name = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then_some((at, at + 1 + name))
    });
    let (start, end) = match (braces, dollar) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    text.get(start..end)
}

#[cfg(test)]
mod tests {
    use super::marker;

    #[test]
    fn placeholders_are_told_from_dollar_signs() {
        for (text, want) in [
            ("95-reboot-$mcp", Some("$mcp")),
            ("a-${NAME}-b", Some("${NAME}")),
            ("{{ .Values.role }}", Some("{{ .Values.role }}")),
            ("{{ open", Some("{{ open")),
            ("$1 and $", None),
            ("data:,100%25$", None),
            ("worker", None),
        ] {
            assert_eq!(marker(text), want, "{text}");
        }
    }
}
