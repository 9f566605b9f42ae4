//! The test of every crate whose tests are one binary: its files are all compiled.

use std::fs;

/// A file that nobody declares is not compiled, and its tests never fail.
#[test]
fn every_file_is_declared() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it");
    let main = format!("{folder}/main.rs");
    let declared = fs::read_to_string(&main).expect("the file that declares them");
    for file in fs::read_dir(folder).expect("the folder of that file") {
        let path = file.expect("an entry of it").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name in UTF-8");
        let is_module = name != "main" && (path.is_dir() || path.extension().is_some_and(|ext| ext == "rs"));
        let line = format!("mod {name};");
        assert!(!is_module || declared.lines().any(|it| it == line), "{main} lacks `{line}`");
    }
}
