//! From arguments to texts: files one by one, so that memory holds the largest and not all.

use garboard_ignition::document::Sources;
use std::path::{Path, PathBuf};

/// What is read for `-`.
const STDIN: &str = "-";

/// A file to be read.
pub(crate) struct Input(garboard_fs::File);

/// The files asked for. What cannot be found is an error in its place.
pub(crate) fn find(paths: &[PathBuf]) -> Vec<Result<Input, garboard_fs::Error>> {
    // `-` stands where it was written, among the paths.
    let mut inputs = Vec::new();
    let mut from = 0;
    let mut stdin_seen = false;
    for (at, path) in paths.iter().enumerate() {
        if path == Path::new(STDIN) {
            inputs.extend(below(&paths[from..at]));
            if !stdin_seen {
                inputs.push(Ok(Input(garboard_fs::File::named(STDIN))));
                stdin_seen = true;
            }
            from = at + 1;
        }
    }
    inputs.extend(below(&paths[from..]));
    inputs
}

fn below(paths: &[PathBuf]) -> impl Iterator<Item = Result<Input, garboard_fs::Error>> {
    garboard_fs::find(paths.to_vec()).into_iter().map(|found| found.map(Input))
}

impl Input {
    pub(crate) fn name(&self) -> String {
        if self.is_stdin() { "stdin".into() } else { self.0.path.display().to_string() }
    }

    /// Reads it; the one source is the file.
    pub(crate) fn read(&self) -> Result<Sources, garboard_fs::Error> {
        let text = match self.is_stdin() {
            true => garboard_fs::read_from(std::io::stdin().lock(), Path::new("stdin"))?,
            false => garboard_fs::read(&self.0.path)?,
        };
        let mut sources = Sources::default();
        sources.add(self.name(), text);
        Ok(sources)
    }

    fn is_stdin(&self) -> bool {
        self.0.path == Path::new(STDIN)
    }
}
