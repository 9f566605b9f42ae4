//! Values that are still to be filled in: `$name`, `${name}`, `{{ … }}`.

use crate::rule;
use alloc::{format, vec::Vec};
use garboard_ignition::document::{Kind, Path, Place, Span, Step, Value};
use garboard_ignition::report::{Entry, Report};

/// Keys whose values hold text of other languages, where a dollar sign is a dollar sign. They are
/// placeholders only where something else is wrong with them.
const FREE_TEXT: &[&str] = &["contents", "source", "passwordHash", "advertisement", "config", "annotations"];

/// Puts one finding for each value with a placeholder in the place of all others on it.
pub(super) fn replace(object: Value<'_>, report: &mut Report) {
    let holders = holders(object);
    if holders.is_empty() {
        return;
    }
    // Holders are in the order of the document and do not overlap.
    let holder_of = |span: Span| {
        let at = holders.partition_point(|holder| holder.span().end <= span.start);
        let holder = holders.get(at)?.span();
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
        let (path, free) = way_to(object, holder);
        if told || !free {
            report.add(entry_for(holder, path));
        }
    }
}

fn entry_for(value: Value<'_>, path: Path) -> Entry {
    let text = value.as_str().unwrap_or_default();
    let name = marker(&text).unwrap_or_default();
    let mut place = Place::new(value.tape().source(), path);
    place.span = Some(value.span());
    Entry::new(&rule::PLACEHOLDER, place).saying(format!("the value holds the placeholder {name}: it is not checked"))
}

/// Every scalar below `object`, keys too, that holds a placeholder.
fn holders(object: Value<'_>) -> Vec<Value<'_>> {
    let mut found = Vec::new();
    let mut waiting = Vec::from([object]);
    while let Some(value) = waiting.pop() {
        match value.kind() {
            Kind::Object => waiting.extend(value.members().flat_map(|(key, value)| [key, value])),
            Kind::Array => waiting.extend(value.elements()),
            Kind::String if value.as_str().is_some_and(|text| marker(&text).is_some()) => found.push(value),
            _ => {}
        }
    }
    found.sort_unstable_by_key(|value| value.span());
    found
}

/// The first placeholder in a text.
fn marker(text: &str) -> Option<&str> {
    let braces = text.find("{{").map(|at| (at, text[at..].find("}}").map_or(text.len(), |end| at + end + 2)));
    let dollar = text.match_indices('$').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        if rest.starts_with('{') {
            let end = rest.find('}')?;
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

/// The path to a key or value, and whether it stands where text of other languages does.
fn way_to(object: Value<'_>, wanted: Value<'_>) -> (Path, bool) {
    let holds = |value: Value<'_>| value.span().start <= wanted.span().start && wanted.span().end <= value.span().end;
    let (mut path, mut free, mut here) = (Path::root(), false, object);
    loop {
        if let Some((key, value)) = here.members().find(|&(key, value)| holds(key) || holds(value)) {
            let name = key.as_str().unwrap_or_default();
            path = path.then(Step::Key((&*name).into()));
            // `spec.config` is the Ignition config; `config` is free text only as a string.
            let listed = FREE_TEXT.contains(&&*name);
            free |= listed && (value.kind() == Kind::String || name == "annotations");
            if holds(key) {
                return (path, free);
            }
            here = value;
        } else if let Some((index, value)) = (0..).zip(here.elements()).find(|&(_, value)| holds(value)) {
            path = path.then(Step::Index(index));
            here = value;
        } else {
            return (path, free);
        }
    }
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
