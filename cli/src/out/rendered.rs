//! Rendered MachineConfigs, printed.

use crate::args::Document;
use garboard_core::goyaml;
use garboard_core::render::Rendered;
use serde::Serialize;
use std::io::{self, Write};

/// Prints them in the order given, each with how sure its name is.
pub(crate) fn print(rendered: &[Rendered], format: Document, out: &mut impl Write) -> io::Result<()> {
    match format {
        Document::Yaml => rendered.iter().enumerate().try_for_each(|(number, one)| yaml(number, one, out))?,
        Document::Json => json(rendered, out)?,
        Document::Name => rendered.iter().try_for_each(|one| name(one, out))?,
    }
    out.flush()
}

fn yaml(number: usize, rendered: &Rendered, out: &mut impl Write) -> io::Result<()> {
    if number > 0 {
        writeln!(out, "---")?;
    }
    if !rendered.certainty.is_exact() {
        let missing: Vec<_> = rendered.certainty.missing().iter().map(ToString::to_string).collect();
        writeln!(out, "# partial: a cluster gives it another name, since this is not known: {}", missing.join("; "))?;
    }
    out.write_all(goyaml::to_string(rendered).map_err(io::Error::other)?.as_bytes())
}

fn name(rendered: &Rendered, out: &mut impl Write) -> io::Result<()> {
    let missing = rendered.certainty.missing_codes();
    write!(out, "{}\t{}", rendered.name, rendered.certainty.code())?;
    if !missing.is_empty() {
        write!(out, "\t{}", missing.join(","))?;
    }
    writeln!(out)
}

fn json(rendered: &[Rendered], out: &mut impl Write) -> io::Result<()> {
    let pools = rendered.iter().map(Answer::of).collect();
    serde_json::to_writer_pretty(&mut *out, &Answers { schema: "garboard/1", pools })?;
    writeln!(out)
}

#[derive(Serialize)]
struct Answers<'a> {
    schema: &'static str,
    pools: Vec<Answer<'a>>,
}

#[derive(Serialize)]
struct Answer<'a> {
    pool: &'a str,
    name: &'a str,
    certainty: &'static str,
    missing: Vec<&'static str>,
    config: &'a Rendered,
}

impl<'a> Answer<'a> {
    fn of(rendered: &'a Rendered) -> Self {
        Self {
            pool: rendered.pool(),
            name: &rendered.name,
            certainty: rendered.certainty.code(),
            missing: rendered.certainty.missing_codes(),
            config: rendered,
        }
    }
}
