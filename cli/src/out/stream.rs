//! JSON that is written while its parts are found: reports can be larger than the files they are about.

use serde::Serialize;
use std::io::{self, BufWriter, Stdout, Write};

/// A document with one long list in it, an element a line.
pub(super) struct Stream {
    out: BufWriter<Stdout>,
    /// What comes before the next element.
    before: String,
}

impl Stream {
    /// Begins with `head`, which opens the list.
    pub(super) fn new(head: String) -> Self {
        Self {
            out: BufWriter::with_capacity(1 << 16, io::stdout()),
            before: head + "\n",
        }
    }

    pub(super) fn element(&mut self, element: &impl Serialize) -> io::Result<()> {
        self.out.write_all(self.before.as_bytes())?;
        self.before.clear();
        self.before.push_str(",\n");
        Ok(serde_json::to_writer(&mut self.out, element)?)
    }

    /// Ends with `tail`, which closes the list.
    pub(super) fn end(&mut self, tail: &str) -> io::Result<()> {
        let empty = self.before != ",\n";
        self.out.write_all(if empty { self.before.as_bytes() } else { b"\n" })?;
        writeln!(self.out, "{tail}")?;
        self.out.flush()
    }
}
