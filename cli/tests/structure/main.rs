//! The shape of the repository: which crate may depend on which, what the pure crates' sources may name, what things
//! are called, and how dependencies are declared.

mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use source::{spell, tokens, without_tests};

/// Folder, package, and which of our packages it may be built from, without their prefix `garboard-`; `*` is any.
/// ARCHITECTURE.md has the reasons.
const CRATES: &[(&str, &str, &str)] = &[
    ("ignition", "garboard-ignition", ""),
    ("core", "garboard-core", "ignition"),
    ("rollout", "garboard-rollout", "core ignition"),
    ("oscontainer", "garboard-oscontainer", ""),
    ("bindings/fs", "garboard-fs", "core ignition rollout oscontainer"),
    ("bindings/oci", "garboard-oci", "oscontainer"),
    ("bindings/ostree", "garboard-ostree", "oscontainer"),
    ("bindings/server", "garboard-server", "core ignition"),
    ("bindings/kube", "garboard-kube", "core ignition rollout"),
    ("bindings/rust", "garboard", "ignition core rollout oscontainer fs oci ostree server kube"),
    ("bindings/python", "garboard-python", "garboard"),
    ("cli", "garboard-cli", "garboard"),
    ("fuzz", "garboard-fuzz", "*"),
    ("benches", "garboard-benches", "*"),
];

/// What the command is built from until `garboard`, which re-exports it all, is there.
const CLI_BEFORE_GARBOARD: &str = "fs ignition core rollout oscontainer";

/// The crates whose sources may not name std.
const PURE: &[&str] = &["ignition", "core", "rollout", "oscontainer"];

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers"];

#[test]
fn every_edge_between_crates_is_allowed() {
    let members = members();
    let names: BTreeSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let mut wrong = Vec::new();
    for member in &members {
        let Some((folder, _, allowed)) = CRATES.iter().find(|(_, name, _)| *name == member.name) else {
            wrong.push(format!("{} is not in the list of crates", member.name));
            continue;
        };
        if member.folder != root().join(folder) {
            wrong.push(format!("{} is in {}, not in {folder}/", member.name, member.folder.display()));
        }
        let allowed = match member.name.as_str() {
            "garboard-cli" if !names.contains("garboard") => CLI_BEFORE_GARBOARD,
            _ => allowed,
        };
        for dependency in member.dependencies.iter().filter(|name| names.contains(name.as_str())) {
            let short = dependency.trim_start_matches("garboard-");
            if !allowed.split(' ').any(|name| name == "*" || name == short) {
                let name = &member.name;
                wrong.push(format!("{name} -> {dependency}: allowed are [{allowed}]"));
            }
        }
    }
    report("edges of the crate graph", &wrong);
}

#[test]
fn pure_crates_name_no_std() {
    let mut wrong = Vec::new();
    for folder in PURE.iter().map(|name| root().join(name)).filter(|folder| folder.join("Cargo.toml").exists()) {
        let lib = read(&folder.join("src/lib.rs"));
        if !tokens(&lib).windows(5).any(|window| spell(window) == "#![no_std]") {
            wrong.push(format!("{}/src/lib.rs: #![no_std] is missing", shown(&folder)));
        }
        let files = files_below(&folder.join("src"), "rs");
        let sources: Vec<_> = files.iter().map(|path| (path, without_tests(&tokens(&read(path))))).collect();
        let tests_only: Vec<PathBuf> = sources
            .iter()
            .flat_map(|(path, source)| source.test_modules.iter().map(|name| module_folder(path).join(name)))
            .collect();
        for (path, source) in &sources {
            if tests_only.iter().any(|module| path.starts_with(module) || **path == module.with_extension("rs")) {
                continue;
            }
            for token in source.kept.iter().filter(|token| token.text == "std") {
                wrong.push(format!("{}:{}: names std", shown(path), token.line));
            }
        }
    }
    report("std in pure crates (core and alloc are there; what needs more belongs in an adapter)", &wrong);
}

#[test]
fn crates_and_modules_have_names_that_say_something() {
    let mut wrong = Vec::new();
    let empty = |name: &str| name.split(['-', '_']).any(|word| EMPTY_NAMES.contains(&word));
    for member in members() {
        if empty(&member.name) {
            wrong.push(format!("the package {}", member.name));
        }
        for path in files_below(&member.folder, "rs") {
            let inside = path.strip_prefix(&member.folder).expect("the walk began there").with_extension("");
            if inside.iter().filter_map(|part| part.to_str()).any(empty) {
                wrong.push(format!("the file {}", shown(&path)));
            }
            for pair in tokens(&read(&path)).windows(2).filter(|pair| pair[0].text == "mod" && empty(&pair[1].text)) {
                wrong.push(format!("{}:{}: the module {}", shown(&path), pair[1].line, pair[1].text));
            }
        }
    }
    report("names that could mean anything", &wrong);
}

#[test]
fn dependencies_are_stated_once_and_without_default_features() {
    let mut wrong = Vec::new();
    for (number, line) in dependency_lines(&read(&root().join("Cargo.toml"))) {
        let ours = line.contains("path = ");
        if !ours && !line.contains("default-features = false") {
            wrong.push(format!("Cargo.toml:{number}: no `default-features = false`, on one line: {line}"));
        }
    }
    for member in members() {
        let manifest = member.folder.join("Cargo.toml");
        for (number, line) in dependency_lines(&read(&manifest)) {
            if !line.contains("workspace = true") {
                let place = shown(&manifest);
                wrong.push(format!("{place}:{number}: take it from [workspace.dependencies], on one line: {line}"));
            }
        }
    }
    report("declarations of dependencies", &wrong);
}

#[test]
fn every_deviation_names_a_test_that_exists() {
    let deviations = read(&root().join("DEVIATIONS.md"));
    let mut sources = String::new();
    for member in members() {
        files_below(&member.folder, "rs").iter().for_each(|path| sources += &read(path));
    }
    let mut wrong = Vec::new();
    let rows = deviations.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what"));
    for row in rows {
        let last = row.trim_end_matches(['|', ' ']).rsplit(" | ").next().unwrap_or_default();
        let mut names = last.split('`').skip(1).step_by(2).peekable();
        if names.peek().is_none() {
            wrong.push(format!("no test: {row}"));
        }
        wrong.extend(
            names.filter(|name| !sources.contains(&format!("fn {name}("))).map(|name| format!("no such test: {name}")),
        );
    }
    report("tests of DEVIATIONS.md", &wrong);
}

struct Member {
    name: String,
    folder: PathBuf,
    /// What it is built from: normal and build dependencies, not those of its tests.
    dependencies: BTreeSet<String>,
}

fn members() -> Vec<Member> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let text = |value: &Value| value.as_str().expect("a string, by cargo's format").to_owned();
    let packages = metadata["packages"].as_array().expect("a list, by cargo's format");
    packages
        .iter()
        .map(|package| Member {
            name: text(&package["name"]),
            folder: PathBuf::from(text(&package["manifest_path"])).parent().expect("a file has a folder").to_owned(),
            dependencies: package["dependencies"]
                .as_array()
                .expect("a list, by cargo's format")
                .iter()
                .filter(|dependency| dependency["kind"] != "dev")
                .map(|dependency| text(&dependency["name"]))
                .collect(),
        })
        .collect()
}

/// The numbered lines that declare a dependency. A table of its own, `[dependencies.name]`, counts as one line.
fn dependency_lines(manifest: &str) -> Vec<(usize, &str)> {
    let mut inside = false;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(manifest.lines()) {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            inside = header.ends_with("dependencies");
            if header.contains("dependencies.") {
                lines.push((number, line));
            }
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            lines.push((number, line));
        }
    }
    lines
}

/// Where the modules declared in a file are: beside `lib.rs` and `mod.rs`, below `name/` for `name.rs`.
fn module_folder(path: &Path) -> PathBuf {
    match path.file_name().and_then(|name| name.to_str()) {
        Some("lib.rs" | "mod.rs" | "main.rs") => path.parent().expect("a file has a folder").to_owned(),
        _ => path.with_extension(""),
    }
}

fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return files;
    };
    for entry in entries {
        let path = entry.expect("a folder can be read to its end").path();
        if path.is_dir() && !path.join("CACHEDIR.TAG").exists() {
            files.extend(files_below(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the command's folder stands in the repository")
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[track_caller]
fn report(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{what}:\n  {}\n", wrong.join("\n  "));
}
