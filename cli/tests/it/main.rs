//! The command from outside: run on small trees, judged by its exit status and by what it prints.

mod bad_input;
#[path = "../../../conformance/replay.rs"]
#[expect(dead_code, reason = "what other crates compare, too, is in it")]
mod cases;
mod changes;
mod cluster;
mod convert;
mod fleets;
mod formats;
mod generate;
mod hostile;
mod merge;
mod options;
mod pipe;
mod places;
mod plan;
#[path = "../../../conformance/changes.rs"]
mod recorded;
mod run;
mod schema;
mod sets;
mod status;
mod suppress;
mod text;

/// A file that nobody declares is not compiled, and its tests never fail.
#[test]
fn every_file_is_declared() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it");
    let declared = include_str!("main.rs");
    for file in std::fs::read_dir(folder).expect("the folder of this file") {
        let path = file.expect("an entry of it").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name in UTF-8");
        let is_module = name != "main" && (path.is_dir() || path.extension().is_some_and(|ext| ext == "rs"));
        let line = format!("mod {name};");
        assert!(!is_module || declared.lines().any(|it| it == line), "{} lacks `{line}`", file!());
    }
}
