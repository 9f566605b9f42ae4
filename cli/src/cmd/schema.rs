//! `garboard schema`: JSON Schemas for editors.

use crate::Exit;
use crate::args::Schema;
use garboard_ignition::schema;
use std::io::{self, Write as _};

pub(crate) fn run(args: &Schema) -> io::Result<Exit> {
    let printed = if args.machineconfig { garboard_core::schema::machine_config() } else { schema::schema(args.spec) };
    anstream::stdout().lock().write_all(schema::text(&printed).as_bytes())?;
    Ok(Exit::Clean)
}
