//! What the crate answers, from outside. One binary, so that the crate is linked once.

#[path = "../../../conformance/replay.rs"]
mod cases;
mod diff;
mod field;
mod field_pools;
mod monotone;
mod node;
mod plan;
mod policies;
mod pools;
mod preview;
mod properties;
#[path = "../../../conformance/changes.rs"]
mod recorded;
mod tables;

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
