//! Merge keys, replaced by the members they bring in.

use super::super::Span;
use super::super::tape::{Kind, Node, Tape, Value};
use super::{Note, NoteKind};
use alloc::vec::Vec;

/// Replaces every merge key, which is a null in the place of a key, by the members it stands for,
/// in the order in which the reference sets them; of equal keys the last holds.
pub(super) fn resolve(tape: &mut Tape<'_>, notes: &mut Vec<Note>) {
    let _ = notes;
    let old = tape.take_nodes();
    // Work to do, the next on top.
    let mut todo = Vec::new();
    todo.push(Task::Copy(0));
    while let Some(task) = todo.pop() {
        match task {
            Task::Close(index, end) => tape.close(index, end),
            Task::Copy(at) => match old[at].kind {
                kind @ (Kind::Array | Kind::Object) => {
                    let index = tape.open(kind, old[at].start as usize);
                    todo.push(Task::Close(index, old[at].end as usize));
                    children(&old, at, kind, &mut todo);
                }
                _ => tape.push(old[at]),
            },
            Task::Splice(at) => children(&old, at, Kind::Object, &mut todo),
        }
    }
}

enum Task {
    /// Copy the subtree at this index.
    Copy(usize),
    /// Copy the members of the object at this index.
    Splice(usize),
    Close(usize, usize),
}

/// Puts the children of a container on the stack, the first on top.
fn children(old: &[Node], at: usize, kind: Kind, todo: &mut Vec<Task>) {
    let below = todo.len();
    let end = at + old[at].size();
    let mut next = at + 1;
    while next < end {
        if kind == Kind::Object && old[next].kind == Kind::Null {
            let source = next + 1;
            match old[source].kind {
                // Of several the first counts most, so it comes last.
                Kind::Array => {
                    let from = todo.len();
                    let mut element = source + 1;
                    while element < source + old[source].size() {
                        todo.push(Task::Splice(element));
                        element += old[element].size();
                    }
                    todo[from..].reverse();
                }
                _ => todo.push(Task::Splice(source)),
            }
            next = source + old[source].size();
        } else {
            todo.push(Task::Copy(next));
            next += old[next].size();
            if kind == Kind::Object {
                todo.push(Task::Copy(next));
                next += old[next].size();
            }
        }
    }
    todo[below..].reverse();
}
