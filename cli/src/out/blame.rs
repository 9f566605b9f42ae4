//! Who set what, printed.

use super::printable;
use crate::args::Answer;
use crate::source::{Blamed, Source};
use serde::Serialize;
use std::io::{self, Write};

/// Prints each thing with who set it; with `values`, also each of its values.
pub(crate) fn print(found: &[Blamed], values: bool, format: Answer, out: &mut impl Write) -> io::Result<()> {
    match format {
        Answer::Text => found.iter().try_for_each(|blame| text(blame, values, out))?,
        Answer::Json => {
            serde_json::to_writer_pretty(&mut *out, &Answers { schema: "garboard/1", entries: found })?;
            writeln!(out)?;
        }
    }
    out.flush()
}

#[derive(Serialize)]
struct Answers<'a> {
    schema: &'static str,
    entries: &'a [Blamed],
}

fn text(blame: &Blamed, values: bool, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}  {}", printable(&blame.target.to_string()), source(&blame.winner))?;
    for old in &blame.overridden {
        writeln!(out, "  instead of  {}", source(old))?;
    }
    for value in blame.values.iter().filter(|_| values && blame.values.len() > 1) {
        writeln!(out, "  {}  {}", printable(&value.path.to_string()), source(&value.source))?;
    }
    Ok(())
}

fn source(source: &Source) -> String {
    match source {
        Source::Config { config, place: Some(place), .. } => {
            printable(&format!("{config}  {}:{}:{}", place.file, place.line, place.column))
        }
        Source::Config { config, .. } => printable(config),
        Source::Step { says, .. } => format!("({says})"),
    }
}
