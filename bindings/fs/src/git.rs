//! Files as they are in a revision of a git repository, read by running `git`. Nothing is fetched, and no hook runs.

use crate::MAX_FILE;
use crate::find::{has_ending, is_hidden};
use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A revision of a repository.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Revision {
    /// The directory from which git is run.
    pub directory: PathBuf,
    /// As it was asked for.
    pub name: String,
    /// The commit, in hex.
    pub commit: String,
}

/// The files of a revision.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Tree {
    /// Their paths, as seen from the directory, and what is in them.
    pub files: Vec<(String, Vec<u8>)>,
    /// What was not read.
    pub left_out: Vec<LeftOut>,
}

/// Something in a revision that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeftOut {
    /// A submodule: what is in it is no part of the repository.
    Submodule(String),
    /// A symbolic link.
    Link(String),
    /// A path that was asked for, at which there is nothing.
    Missing(String),
}

/// Why git did not answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum GitError {
    /// It cannot be run.
    NotRun(io::Error),
    /// There is no such revision, or no repository.
    NoRevision {
        /// As it was asked for.
        name: String,
        /// What git says.
        says: String,
    },
    /// It failed in the middle.
    Failed {
        /// What git says.
        says: String,
    },
    /// A file has more bytes than are read.
    TooLarge {
        /// The file.
        path: String,
    },
}

impl std::fmt::Display for GitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotRun(error) => write!(f, "git cannot be run: {error}"),
            Self::NoRevision { name, says } => {
                write!(f, "{name} is neither a path nor a revision of this repository (git says: {says})")
            }
            Self::Failed { says } => write!(f, "git failed: {says}"),
            Self::TooLarge { path } => write!(f, "{path}: has more than {MAX_FILE} bytes, the most that is read"),
        }
    }
}

impl std::error::Error for GitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotRun(error) => Some(error),
            _ => None,
        }
    }
}

/// Looks a revision up, in the repository that `directory` is in.
///
/// # Errors
/// [`GitError`] if git cannot be run or knows no such revision.
pub fn revision(directory: &Path, name: &str) -> Result<Revision, GitError> {
    let commit = format!("{name}^{{commit}}");
    let output = git(directory, ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).output();
    let output = output.map_err(GitError::NotRun)?;
    if !output.status.success() {
        let says = match said(&output.stderr) {
            says if says.is_empty() => "no such revision".into(),
            says => says,
        };
        return Err(GitError::NoRevision { name: name.into(), says });
    }
    let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(Revision { directory: directory.into(), name: name.into(), commit })
}

/// Whether files of the repository differ from what is committed.
///
/// # Errors
/// [`GitError`] if git cannot tell.
pub fn is_dirty(directory: &Path) -> Result<bool, GitError> {
    Ok(!output(directory, ["status", "--porcelain", "--untracked-files=normal"])?.is_empty())
}

impl Revision {
    /// The files at or below these paths that have the endings of manifests, in order; those of the whole directory if
    /// there are no paths. A file that is named is read whatever its ending.
    ///
    /// # Errors
    /// [`GitError`], also where a file is too large.
    pub fn files(&self, paths: &[PathBuf]) -> Result<Tree, GitError> {
        let everything = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &everything } else { paths };
        let (mut tree, mut wanted) = (Tree::default(), Vec::new());
        for path in paths {
            self.list(path, &mut tree, &mut wanted)?;
        }
        wanted.sort();
        wanted.dedup();
        tree.files = self.contents(wanted)?;
        Ok(tree)
    }

    /// The paths and objects at or below a path.
    fn list(&self, path: &Path, tree: &mut Tree, wanted: &mut Vec<(String, String)>) -> Result<(), GitError> {
        let path = path.strip_prefix(".").unwrap_or(path);
        let shown = path.display().to_string();
        let mut args: Vec<&OsStr> = ["ls-tree", "-r", "-z", &self.commit].map(OsStr::new).into();
        if !shown.is_empty() {
            args.extend([OsStr::new("--"), path.as_os_str()]);
        }
        let listed = output(&self.directory, args)?;
        if listed.is_empty() && !shown.is_empty() {
            tree.left_out.push(LeftOut::Missing(shown));
            return Ok(());
        }
        // `100644 blob 0123…<tab>path`
        for line in listed.split(|&byte| byte == 0).filter(|line| !line.is_empty()) {
            let line = String::from_utf8_lossy(line);
            let Some((head, file)) = line.split_once('\t') else { continue };
            let mut words = head.split(' ');
            let (mode, object) = (words.next().unwrap_or_default(), words.nth(1).unwrap_or_default());
            let seen = Path::new(file);
            let inner = seen.strip_prefix(path).unwrap_or(seen);
            let hidden = inner.ancestors().any(is_hidden);
            match mode {
                "160000" => tree.left_out.push(LeftOut::Submodule(file.into())),
                "120000" if !hidden && has_ending(seen) => tree.left_out.push(LeftOut::Link(file.into())),
                "120000" => {}
                _ if file == shown || (has_ending(seen) && !hidden) => wanted.push((file.into(), object.into())),
                _ => {}
            }
        }
        Ok(())
    }

    /// What is in objects, by one process of git for all of them.
    fn contents(&self, wanted: Vec<(String, String)>) -> Result<Vec<(String, Vec<u8>)>, GitError> {
        let mut child = git(&self.directory, ["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(GitError::NotRun)?;
        let read = read_all(&mut child, wanted);
        // Whatever came of it, the process is not left behind.
        drop(child.kill());
        drop(child.wait());
        read
    }
}

fn read_all(child: &mut Child, wanted: Vec<(String, String)>) -> Result<Vec<(String, Vec<u8>)>, GitError> {
    let failed = |says: &str| GitError::Failed { says: says.into() };
    let broken = |error: io::Error| GitError::Failed { says: error.to_string() };
    let (Some(mut requests), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(failed("it has no pipes"));
    };
    let mut answers = BufReader::new(answers);
    let mut files = Vec::with_capacity(wanted.len());
    for (path, object) in wanted {
        writeln!(requests, "{object}").and_then(|()| requests.flush()).map_err(broken)?;
        // `0123… blob 17`
        let mut head = String::new();
        answers.read_line(&mut head).map_err(broken)?;
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
        let size = size.ok_or_else(|| failed(&format!("{path}: {}", head.trim_end())))?;
        if size > MAX_FILE {
            return Err(GitError::TooLarge { path });
        }
        let mut bytes = Vec::new();
        // A line feed follows.
        (&mut answers).take(size + 1).read_to_end(&mut bytes).map_err(broken)?;
        if bytes.pop().is_none() || bytes.len() as u64 != size {
            return Err(failed(&format!("{path} ends early")));
        }
        files.push((path, bytes));
    }
    Ok(files)
}

/// What git writes, if it succeeds.
fn output<A: AsRef<OsStr>>(directory: &Path, args: impl IntoIterator<Item = A>) -> Result<Vec<u8>, GitError> {
    let output = git(directory, args).output().map_err(GitError::NotRun)?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(GitError::Failed { says: said(&output.stderr) }),
    }
}

/// Git, to be run so that it reads and does nothing else.
fn git<A: AsRef<OsStr>>(directory: &Path, args: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new("git");
    command.current_dir(directory).args(["--no-replace-objects", "--literal-pathspecs", "-c", "core.fsmonitor=false"]);
    command.envs([
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("LC_ALL", "C"),
    ]);
    command.args(args).stdin(Stdio::null());
    command
}

fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    text.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository with one commit: a manifest, another below a hidden directory, a link and a text.
    fn repository() -> tempfile::TempDir {
        let repository = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = repository.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("a/one.yaml", "kind: A\n");
        write("a/.hidden/two.yaml", "kind: B\n");
        write("a/notes.txt", "nothing\n");
        write("b.json", "{}");
        std::os::unix::fs::symlink("one.yaml", repository.path().join("a/link.yaml")).unwrap();
        for args in [
            &["init", "-q", "-b", "main"][..],
            &["add", "."],
            &["-c", "user.name=a", "-c", "user.email=a@b.test", "commit", "-q", "-m", "one"],
        ] {
            assert!(git(repository.path(), args).status().unwrap().success(), "{args:?}");
        }
        repository
    }

    #[test]
    fn a_revision_has_the_files_that_were_committed() {
        let repository = repository();
        let at = revision(repository.path(), "main").unwrap();
        assert!(!is_dirty(repository.path()).unwrap());
        std::fs::write(repository.path().join("a/one.yaml"), "kind: Other\n").unwrap();
        assert!(is_dirty(repository.path()).unwrap());

        let tree = at.files(&[]).unwrap();
        let names = |tree: &Tree| tree.files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        assert_eq!(names(&tree), ["a/one.yaml", "b.json"]);
        assert_eq!(tree.files[0].1, b"kind: A\n");
        assert_eq!(tree.left_out, [LeftOut::Link("a/link.yaml".into())]);
        assert_eq!(names(&at.files(&["a".into()]).unwrap()), ["a/one.yaml"]);
        assert_eq!(names(&at.files(&["./a/notes.txt".into()]).unwrap()), ["a/notes.txt"]);
        assert_eq!(names(&at.files(&["a/.hidden".into()]).unwrap()), ["a/.hidden/two.yaml"]);
        assert_eq!(at.files(&["c".into()]).unwrap().left_out, [LeftOut::Missing("c".into())]);
    }

    #[test]
    fn what_is_no_revision_is_told() {
        let repository = repository();
        for name in ["other", "--help", "main:b.json", "", "main\nmain"] {
            let error = revision(repository.path(), name).unwrap_err();
            assert!(matches!(error, GitError::NoRevision { .. }), "{name:?}: {error}");
        }
        let nowhere = tempfile::tempdir().unwrap();
        let error = revision(nowhere.path(), "main").unwrap_err();
        assert!(error.to_string().contains("not a git repository"), "{error}");
    }
}
