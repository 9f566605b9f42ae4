//! From arguments to texts: files one by one, so that memory holds the largest and not all.

use crate::args::{Paths, Release};
use crate::out;
use crate::templates::Templates;
use garboard_core::bootstrap::Manifests;
use garboard_core::cluster::Cluster;
use garboard_ignition::document::Sources;
use std::path::{Path, PathBuf};

/// What is read for `-`.
const STDIN: &str = "-";

/// A file to be read.
pub(crate) struct Input(garboard_fs::File);

/// What cannot be read, and why in a whole sentence.
pub(crate) struct Unreadable {
    pub(crate) name: String,
    pub(crate) why: String,
}

impl From<garboard_fs::Error> for Unreadable {
    fn from(error: garboard_fs::Error) -> Self {
        Self { name: error.path.display().to_string(), why: error.to_string() }
    }
}

/// The files asked for. What cannot be found is an error in its place.
pub(crate) fn find(paths: &[PathBuf]) -> Vec<Result<Input, Unreadable>> {
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
    if inputs.is_empty() {
        inputs.extend(paths.iter().map(|path| Err(nothing_below(path))));
    }
    inputs
}

fn below(paths: &[PathBuf]) -> impl Iterator<Item = Result<Input, Unreadable>> {
    garboard_fs::find(paths.to_vec()).into_iter().map(|found| Ok(Input(found?)))
}

fn nothing_below(path: &Path) -> Unreadable {
    let name = path.display().to_string();
    let why = format!("{name}: no files to check were found: .ign, .json, .yaml, .yml and .bu are looked for");
    Unreadable { name, why }
}

impl Input {
    pub(crate) fn name(&self) -> String {
        if self.is_stdin() { "stdin".into() } else { self.0.path.display().to_string() }
    }

    /// Reads it; the one source is the file.
    pub(crate) fn read(&self) -> Result<Sources, Unreadable> {
        let mut sources = Sources::default();
        self.read_into(&mut sources)?;
        Ok(sources)
    }

    /// Reads it as one more source.
    fn read_into(&self, sources: &mut Sources) -> Result<(), Unreadable> {
        sources.add(self.name(), self.bytes()?);
        Ok(())
    }

    /// Its text.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Unreadable> {
        match self.is_stdin() {
            true => piped(),
            false => Ok(garboard_fs::read(&self.0.path)?),
        }
    }

    /// The directory that it is in; standard input is in none but its own.
    pub(crate) fn directory(&self) -> PathBuf {
        if self.is_stdin() {
            return self.0.path.clone();
        }
        let directory = self.0.path.parent().unwrap_or(&self.0.path);
        directory.strip_prefix(".").unwrap_or(directory).to_owned()
    }

    pub(crate) fn is_stdin(&self) -> bool {
        self.0.path == Path::new(STDIN)
    }
}

/// All files asked for at once, in the order in which they are named; one that is named twice counts
/// twice. What cannot be read is told on standard error, and then there is no answer.
pub(crate) fn all(paths: &[PathBuf]) -> Option<Sources> {
    let mut sources = Sources::default();
    add(paths, &mut sources).then_some(sources)
}

/// Adds them to others; false if one of them cannot be read.
pub(crate) fn add(paths: &[PathBuf], sources: &mut Sources) -> bool {
    read_all(paths.iter().flat_map(|path| find(std::slice::from_ref(path))), sources)
}

/// Reads what was found; false if some of it cannot be read, which is told.
fn read_all(inputs: impl IntoIterator<Item = Result<Input, Unreadable>>, sources: &mut Sources) -> bool {
    let mut complete = true;
    for input in inputs {
        if let Err(unreadable) = input.and_then(|input| input.read_into(sources)) {
            out::error(&unreadable.why);
            complete = false;
        }
    }
    complete
}

/// The objects of a cluster among all files asked for. A ControllerConfig of its own counts before any other.
pub(crate) fn cluster(paths: &Paths, release: &Release) -> Option<(Cluster, Sources)> {
    cluster_in(&paths.all(), release)
}

/// The same for paths that were given otherwise.
pub(crate) fn cluster_in(paths: &[PathBuf], release: &Release) -> Option<(Cluster, Sources)> {
    let controller_config = release.controller_config.as_deref();
    let paths: Vec<_> =
        controller_config.into_iter().chain(paths.iter().map(PathBuf::as_path)).map(Path::to_owned).collect();
    if paths.is_empty() {
        out::error("name the manifests: files, directories or -");
        return None;
    }
    let mut sources = all(&paths)?;
    let mut cluster = Cluster::default();
    for source in sources.ids().filter(|source| !sources.name(*source).ends_with(".ign")) {
        cluster.read(source, sources.text(source));
    }
    let templates = Templates::read(release.templates.as_deref(), &mut sources)?;
    templates.each(|source, path, text| cluster.add_template(source, path, text));
    cluster.complete_noting();
    Some((cluster, sources))
}

/// The manifests that a cluster is installed from: the files of a directory, and none below it; or one file. Of several
/// ControllerConfigs the last counts, and that is the one that was named.
pub(crate) fn bootstrap(directory: &Path, release: &Release) -> Option<(Manifests, Sources)> {
    let mut sources = Sources::default();
    let inputs = if directory.is_dir() {
        match garboard_fs::list(directory) {
            Ok(files) if files.is_empty() => Vec::from([Err(nothing_below(directory))]),
            Ok(files) => files.into_iter().map(|file| Ok(Input(file))).collect(),
            Err(error) => Vec::from([Err(error.into())]),
        }
    } else {
        find(&[directory.to_owned()])
    };
    let named = release.controller_config.as_deref().map(|path| find(&[path.to_owned()])).unwrap_or_default();
    let complete = read_all(inputs.into_iter().chain(named), &mut sources);
    let mut manifests = Manifests::default();
    sources.ids().for_each(|source| manifests.read(source, sources.text(source)));
    let templates = Templates::read(release.templates.as_deref(), &mut sources)?;
    templates.each(|source, path, text| manifests.add_template(source, path, text));
    complete.then_some((manifests, sources))
}

/// Standard input. Nothing means that the command before us in the pipe failed.
fn piped() -> Result<Vec<u8>, Unreadable> {
    let text = garboard_fs::read_from(std::io::stdin().lock(), Path::new("stdin"))?;
    if text.trim_ascii().is_empty() {
        return Err(Unreadable {
            name: "stdin".into(),
            why: "stdin: nothing came from standard input".into(),
        });
    }
    Ok(text)
}
