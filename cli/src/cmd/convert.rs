//! `garboard convert`: a config at another version, with what that loses.

use crate::args::Convert;
use crate::{Exit, load, out};
use garboard_ignition::restate::{Restated, Way, convert};
use std::io;

pub(crate) fn run(args: &Convert) -> io::Result<Exit> {
    let Some(sources) = load::all(std::slice::from_ref(&args.path)) else { return Ok(Exit::Unusable) };
    let mut ids = sources.ids();
    let (Some(source), None) = (ids.next(), ids.next()) else {
        out::error("name one config: a folder with several cannot be converted");
        return Ok(Exit::Unusable);
    };
    let way = if args.lossy { Way::Lossy } else { Way::Lossless };
    match convert(sources.text(source), source, args.to, way) {
        Ok(converted) => {
            out::aside(&converted.report, &sources)?;
            out::aside(converted.restated.report(), &sources)?;
            out::config(&converted.restated, Restated::to_json, args.output)?;
            Ok(Exit::Clean)
        }
        Err(refused) => {
            out::aside(refused.report(), &sources)?;
            Ok(Exit::Findings)
        }
    }
}
