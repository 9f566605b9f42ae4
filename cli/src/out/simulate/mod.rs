//! How a rollout goes, printed.

mod answer;
mod html;
mod markup;
mod picture;
mod section;
mod series;
mod stuck;
mod table;
mod text;

pub(crate) use answer::{Answer, Compared, Cost, Pool, Side, Wave};

use crate::args::Page;
use std::io::{self, Write};

/// Prints an answer.
pub(crate) fn print(answer: &Answer<'_>, page: Page, out: &mut impl Write) -> io::Result<()> {
    match page {
        Page::Text => text::print(answer, out)?,
        Page::Html => out.write_all(html::page(answer).as_bytes())?,
        Page::Json => {
            serde_json::to_writer_pretty(&mut *out, answer)?;
            writeln!(out)?;
        }
    }
    out.flush()
}
