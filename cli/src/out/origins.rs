//! Where the values of a merged config come from.

use super::printable;
use garboard_ignition::document::{Lookup, Path, SourceId, Sources, Tape};
use garboard_ignition::{Origins, read_json};
use std::io::{self, Write};

/// Prints a line for each value: its path and where it is set; below it a line for each place where
/// it was set before.
pub(crate) fn print(origins: &Origins, sources: &Sources, out: &mut impl Write) -> io::Result<()> {
    let tapes: Vec<_> = sources.ids().map(|id| read_json(sources.text(id), id).ok()).collect();
    let mut places = Places::new(sources, &tapes);
    for origin in origins.iter() {
        writeln!(out, "{}  {}", printable(&origin.path.to_string()), places.of(origin.source, &origin.from))?;
        for old in &origin.overrode {
            writeln!(out, "  instead of  {}", places.of(old.source, &old.path))?;
        }
    }
    out.flush()
}

/// Finds paths in the sources.
struct Places<'s> {
    sources: &'s Sources,
    lookups: Vec<Option<Lookup<'s>>>,
}

impl<'s> Places<'s> {
    fn new(sources: &'s Sources, tapes: &'s [Option<Tape<'s>>]) -> Self {
        let lookup = |tape: &'s Option<Tape<'s>>| Some(Lookup::new(tape.as_ref()?.root()).in_any_case());
        Self { sources, lookups: tapes.iter().map(lookup).collect() }
    }

    /// File, line, column and value. A value that its version implies is written nowhere.
    fn of(&mut self, source: SourceId, path: &Path) -> String {
        let name = printable(self.sources.name(source));
        let found = self.lookups.get_mut(source.0 as usize).and_then(Option::as_mut).map(|lookup| lookup.find(path));
        let Some((value, true)) = found else { return format!("{name} (implied)") };
        let at = self.sources.position(source, value.span().start);
        let at = at.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
        format!("{name}{at}  {}", shown(path, &String::from_utf8_lossy(value.raw())))
    }
}

/// The value as it is written, as far as it fits; what is secret is not shown.
fn shown(path: &Path, value: &str) -> String {
    const ROOM: usize = 60;
    if path.to_string().ends_with(".passwordHash") {
        return "(hidden)".into();
    }
    match value.char_indices().nth(ROOM) {
        Some((cut, _)) => printable(&value[..cut]) + "…",
        None => printable(value),
    }
}
