//! Running the command on a tree of files made for the occasion.

use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The beginning of a MachineConfig: seven lines, then what stands in `spec`.
pub(crate) const MACHINE_CONFIG: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata:
  name: 50-example
  labels:
    machineconfiguration.openshift.io/role: worker
spec:
";

/// A MachineConfig of a role, in lines: its name in the fourth, its spec from the eighth on.
pub(crate) fn config(name: &str, role: &str, spec: &str) -> String {
    format!(
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata:\n  name: {name}\n  labels:\n    machineconfiguration.openshift.io/role: {role}\nspec:\n{spec}"
    )
}

/// What its spec says of a file, in lines 8 to 14.
pub(crate) fn file(path: &str, source: &str) -> String {
    format!(
        "  config:\n    ignition: {{version: 3.4.0}}\n    storage:\n      files:\n      - path: {path}\n        mode: 420\n        contents: {{source: \"{source}\"}}\n"
    )
}

/// The beginning of a MachineConfig with a config: ten lines, then what stands in `config`.
pub(crate) const WITH_CONFIG: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata:
  name: 50-example
  labels:
    machineconfiguration.openshift.io/role: worker
spec:
  config:
    ignition:
      version: 3.4.0
";

/// An object with one finding: `kernel-type-invalid`, an error, in its eighth line.
pub(crate) const BAD: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata:
  name: 50-bad
  labels:
    machineconfiguration.openshift.io/role: worker
spec:
  kernelType: turbo
";

/// A folder that goes when it is dropped. The command is run in it.
pub(crate) struct Tree(TempDir);

impl Tree {
    pub(crate) fn new<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Self {
        let tree = Self(TempDir::new().expect("a temporary folder can be made"));
        for (name, text) in files {
            tree.add(name, text);
        }
        tree
    }

    /// Adds a file, and the folders on the way to it.
    pub(crate) fn add(&self, name: impl AsRef<OsStr>, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is below the tree")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    pub(crate) fn link(&self, name: &str, target: &str) {
        std::os::unix::fs::symlink(target, self.path(name)).expect("a link can be made");
    }

    pub(crate) fn path(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.0.path().join(Path::new(name.as_ref()))
    }

    /// Runs `garboard` with these arguments.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.feed(args, b"")
    }

    /// Runs `garboard` with these arguments and standard input.
    pub(crate) fn feed(&self, args: &[&str], input: &[u8]) -> Run {
        self.with(args, &[], input)
    }

    /// Runs `garboard` with these arguments in so many KiB of memory.
    pub(crate) fn within(&self, memory: u32, args: &[&str]) -> Run {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v \"$0\" && exec \"$@\"", &memory.to_string(), env!("CARGO_BIN_EXE_garboard")]);
        self.finish(command.args(args), b"")
    }

    /// Runs `garboard` with these arguments, environment and standard input.
    pub(crate) fn with(&self, args: &[&str], environment: &[(&str, &str)], input: &[u8]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_garboard"));
        command.args(args);
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        self.finish(command.envs(environment.iter().copied()), input)
    }

    fn finish(&self, command: &mut Command, input: &[u8]) -> Run {
        let mut child = command
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let mut stdin = child.stdin.take().expect("it is a pipe");
        let input = input.to_vec();
        // It may end without having read all, or while its output is read.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("the command ends");
        writer.join().expect("writing does not panic");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is printed is UTF-8");
        Run {
            status: output.status.code().expect("it was not killed"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// `validate -o json` with these arguments.
    pub(crate) fn validate(&self, args: &[&str]) -> Json {
        let run = self.run(&[&["validate", "-o", "json"], args].concat());
        Json::of(&run)
    }
}

/// How a run ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// What it printed, as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }
}

/// What a run with `-o json` printed.
#[derive(Debug)]
pub(crate) struct Json {
    pub(crate) status: i32,
    pub(crate) whole: Value,
}

impl Json {
    pub(crate) fn of(run: &Run) -> Self {
        Self { status: run.status, whole: run.json() }
    }

    pub(crate) fn findings(&self) -> &[Value] {
        self.whole["report"].as_array().expect("findings are a list")
    }

    pub(crate) fn unreadable(&self) -> &[Value] {
        self.whole["unreadable"].as_array().expect("unreadable files are a list")
    }

    /// The codes of the findings, in order.
    pub(crate) fn codes(&self) -> Vec<&str> {
        self.findings().iter().map(|finding| finding["code"].as_str().expect("a code is text")).collect()
    }

    /// `file:line:column code` of each finding, in order.
    pub(crate) fn places(&self) -> Vec<String> {
        let place = |it: &Value| {
            let text = |name: &str| it[name].as_str().expect("it is text").to_owned();
            format!("{}:{}:{} {}", text("file"), it["line"], it["column"], text("code"))
        };
        self.findings().iter().map(place).collect()
    }
}

/// Takes the mark `¶` out of a text; gives line and column of where it stood, as findings count them.
pub(crate) fn marked(text: &str) -> (String, usize, usize) {
    let (before, after) = text.split_once('¶').expect("the text has a mark");
    let line = before.matches('\n').count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
    (format!("{before}{after}"), line, column)
}

/// That a text has all these words in it.
#[track_caller]
pub(crate) fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{word:?} in\n{text}");
    }
}
