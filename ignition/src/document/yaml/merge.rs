//! Merge keys, replaced by the members they bring in.

use super::super::Span;
use super::super::tape::{Kind, Node, Tape, Value};
use super::{Note, NoteKind};
use alloc::vec::Vec;

/// Replaces every merge key, which is a null in the place of a key, by the members it stands for,
/// in the order in which the reference sets them; of equal keys the last holds.
pub(super) fn resolve(tape: &mut Tape<'_>, base: u32, notes: &mut Vec<Note>) {
    let old = tape.take_nodes();
    let mut todo = Vec::from([Task::Copy(0)]);
    // What merge keys brought into the objects that are open.
    let mut brought: Vec<Brought> = Vec::new();
    while let Some(task) = todo.pop() {
        match task {
            Task::Copy(at) => match old[at].kind {
                kind @ (Kind::Array | Kind::Object) => {
                    let index = tape.open(kind, old[at].start as usize);
                    todo.push(Task::Close { index, end: old[at].end as usize, brought: brought.len() });
                    children(&old, at, &mut todo);
                }
                _ => tape.push(old[at]),
            },
            Task::Splice { at, key } => {
                let key = Span { start: base + old[key].start, end: base + old[key].end };
                todo.push(Task::Brought { from: tape.len(), key });
                children(&old, at, &mut todo);
            }
            Task::Brought { from, key } => brought.push(Brought { from, to: tape.len(), key }),
            Task::Close { index, end, brought: own } => {
                tape.close(index, end);
                replaced(Value::at(tape, index), &brought[own..], notes);
                brought.truncate(own);
            }
        }
    }
}

enum Task {
    /// Copy the subtree at this index.
    Copy(usize),
    /// Copy the members of the object at `at` for the merge key at `key`.
    Splice { at: usize, key: usize },
    /// That is done.
    Brought { from: usize, key: Span },
    /// The container opened as `index` is done.
    Close { index: usize, end: usize, brought: usize },
}

/// Nodes of the tape that stand where a merge key stood.
struct Brought {
    from: usize,
    to: usize,
    key: Span,
}

/// Puts the children of a container on the stack, the first on top.
fn children(old: &[Node], at: usize, todo: &mut Vec<Task>) {
    let below = todo.len();
    let end = at + old[at].size();
    let mut next = at + 1;
    while next < end {
        if old[at].kind == Kind::Object && old[next].kind == Kind::Null {
            let (key, source) = (next, next + 1);
            next = source + old[source].size();
            if old[source].kind == Kind::Array {
                let from = todo.len();
                let mut element = source + 1;
                while element < next {
                    todo.push(Task::Splice { at: element, key });
                    element += old[element].size();
                }
                // Of several the first counts most, so it comes last.
                todo[from..].reverse();
            } else {
                todo.push(Task::Splice { at: source, key });
            }
            continue;
        }
        let nodes = if old[at].kind == Kind::Object { 2 } else { 1 };
        for _ in 0..nodes {
            todo.push(Task::Copy(next));
            next += old[next].size();
        }
    }
    todo[below..].reverse();
}

/// Notes the keys that a merge key below them replaced.
fn replaced(object: Value<'_>, brought: &[Brought], notes: &mut Vec<Note>) {
    if brought.is_empty() {
        return;
    }
    // Splices inside of splices come before them, and are a part of them.
    let mut outer: Vec<&Brought> = Vec::new();
    for next in brought {
        while outer.pop_if(|last| last.from >= next.from).is_some() {}
        outer.push(next);
    }
    let mut keys: Vec<_> = object.members().map(|(key, _)| (key.as_str().unwrap_or_default(), key.index())).collect();
    keys.sort_unstable();
    for same in keys.chunk_by(|a, b| a.0 == b.0) {
        let source = |index: usize| {
            let before = outer.partition_point(|brought| brought.from <= index);
            before.checked_sub(1).map(|last| outer[last]).filter(|brought| index < brought.to)
        };
        let Some(winner) = same.last().and_then(|key| source(key.1)) else { continue };
        if let Some(own) = same.iter().rev().find(|key| source(key.1).is_none()) {
            let related = Some(Value::at(object.tape(), own.1).span());
            notes.push(Note { kind: NoteKind::MergeReplacesKey, at: winner.key, related });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::SourceId;
    use super::super::{NoteKind, read};
    use alloc::vec::Vec;

    #[test]
    fn keys_that_a_merge_key_replaces_are_noted() {
        for (text, want) in [
            ("x: 1\n<<: {x: 2}", &[(5, 0)][..]),
            ("<<: {x: 2}\nx: 1", &[]),
            ("x: 1\n<<: {x: 2}\nx: 3", &[]),
            ("x: 1\n<<: {<<: {x: 2}}", &[(5, 0)]),
            ("x: 1\n<<: {x: {y: 1}}\nz: {<<: {y: 1}, y: 2}", &[(5, 0)]),
            ("x: 1\n<<: [{x: 2}, {x: 3, y: 4}]", &[(5, 0)]),
            ("a: &a {x: 1}\nb:\n  x: 2\n  y: 3\n  <<: *a", &[(32, 18)]),
            ("- {<<: {}, x: 1}\n- {x: 1, <<: {}, y: 2}", &[]),
        ] {
            let document = read(text.as_bytes(), SourceId::default(), 0).unwrap();
            let merges = document.notes.iter().filter(|note| note.kind == NoteKind::MergeReplacesKey);
            let found: Vec<_> = merges.map(|note| (note.at.start, note.related.unwrap().start)).collect();
            assert_eq!(found, want, "{text}");
        }
    }

    #[test]
    fn a_key_is_not_written_twice_because_it_is_merged() {
        let text = "a: &a {x: 1}\nb: {<<: *a, x: 2}\nc: {<<: [*a, {x: 3}]}\nd: {<<: {y: 1, y: 2}}";
        let document = read(text.as_bytes(), SourceId::default(), 0).unwrap();
        let found: Vec<_> = document.notes.iter().map(|note| (note.kind, note.at.start)).collect();
        assert_eq!(found, [(NoteKind::DuplicateKey, 68)]);
    }
}
