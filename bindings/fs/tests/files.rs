//! Files below a folder: which are found, in what order, and what is said about those that cannot be had.

use garboard_fs::{ErrorKind, File, MAX_FILE, all_below, find, read, read_from};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn tree(names: &[&str]) -> TempDir {
    let dir = TempDir::new().expect("a temporary folder can be made");
    for name in names {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("it is below the folder")).expect("a folder can be made");
        fs::write(path, name).expect("a file can be written");
    }
    dir
}

/// What is found, below the folder: names, and of errors their names behind a `!`.
fn names(dir: &TempDir, asked: &[&str]) -> Vec<String> {
    let inside = |path: &Path| path.strip_prefix(dir.path()).unwrap_or(path).display().to_string();
    let paths = asked.iter().map(|name| if name.is_empty() { dir.path().into() } else { dir.path().join(name) });
    let shown = find(paths).into_iter().map(|found| match found {
        Ok(file) => inside(&file.path),
        Err(error) => format!("!{}", inside(&error.path)),
    });
    shown.collect()
}

#[test]
fn files_of_known_endings_are_found_in_the_order_of_their_names() {
    let dir = tree(&[
        "b.yaml",
        "a/z.yml",
        "a/b/c.json",
        "c.ign",
        "d.bu",
        "E.YAML",
        "a.yaml",
        "a-b.yaml",
        "a.txt",
        "README",
        "f.yaml~",
        "g.yaml.bak",
    ]);
    assert_eq!(
        names(&dir, &[""]),
        ["E.YAML", "a/b/c.json", "a/z.yml", "a-b.yaml", "a.yaml", "b.yaml", "c.ign", "d.bu"]
    );
}

#[test]
fn paths_are_found_in_the_order_given_and_keep_their_form() {
    let dir = tree(&["b.yaml", "a/z.yml", "a/y.yml"]);
    assert_eq!(names(&dir, &["b.yaml", "a"]), ["b.yaml", "a/y.yml", "a/z.yml"]);
    assert_eq!(names(&dir, &["a/../b.yaml", "a/./z.yml"]), ["a/../b.yaml", "a/./z.yml"]);
    let found: Vec<File> =
        find([dir.path().join("a"), dir.path().join("b.yaml")]).into_iter().map(Result::unwrap).collect();
    assert_eq!(found.iter().map(|file| file.named).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn hidden_names_are_passed_over_unless_asked_for() {
    let dir = tree(&[".git/a.yaml", ".b.yaml", "c/.d.yaml", "e.yaml", ".f/g.yaml"]);
    assert_eq!(names(&dir, &[""]), ["e.yaml"]);
    assert_eq!(names(&dir, &[".b.yaml", ".f", "c/.d.yaml"]), [".b.yaml", ".f/g.yaml", "c/.d.yaml"]);
}

#[test]
fn any_ending_will_do_for_a_file_asked_for_by_name() {
    let dir = tree(&["a.txt", "b"]);
    assert_eq!(names(&dir, &["a.txt", "b"]), ["a.txt", "b"]);
    assert_eq!(names(&dir, &[""]), [""; 0]);
}

#[test]
fn a_folder_named_like_a_file_is_a_folder() {
    let dir = tree(&["a.yaml/b.yaml", "a.yaml/c.txt"]);
    assert_eq!(names(&dir, &[""]), ["a.yaml/b.yaml"]);
}

#[test]
fn what_is_met_twice_is_found_once() {
    let dir = tree(&["a/x.yaml", "b/y.yaml"]);
    symlink("x.yaml", dir.path().join("a/link.yaml")).unwrap();
    symlink("../a", dir.path().join("b/a")).unwrap();
    fs::hard_link(dir.path().join("a/x.yaml"), dir.path().join("a/same.yaml")).unwrap();
    assert_eq!(names(&dir, &[""]), ["a/link.yaml", "b/y.yaml"]);
    assert_eq!(names(&dir, &["a/x.yaml", "a/x.yaml", ""]), ["a/x.yaml", "b/y.yaml"]);
    assert_eq!(names(&dir, &["b"]), ["b/a/link.yaml", "b/y.yaml"]);
}

#[test]
fn files_of_any_ending_are_found_below_a_directory() {
    let dir = tree(&["b/c", "b/.hidden", "a.conf.j2", "a.yaml"]);
    symlink("../a.yaml", dir.path().join("b/d")).expect("a link can be made");
    symlink("..", dir.path().join("b/up")).expect("a link can be made");
    let found: Vec<_> = all_below(dir.path()).into_iter().map(|found| found.expect("a file").path).collect();
    let names = ["a.conf.j2", "a.yaml", "b/c", "b/d"].map(|name| dir.path().join(name));
    assert_eq!(found, names, "a link to a file counts, one to a directory that was seen does not");
    for (path, kind) in [("a.yaml", "is no directory: name one"), ("missing", "no such file or directory")] {
        let found = all_below(&dir.path().join(path));
        assert!(found[0].as_ref().is_err_and(|error| error.to_string().ends_with(kind)), "{path}: {found:?}");
    }
}

#[test]
fn loops_of_links_end() {
    let dir = tree(&["a/b/c.yaml"]);
    symlink("../..", dir.path().join("a/b/up")).unwrap();
    symlink(".", dir.path().join("a/here")).unwrap();
    symlink("there", dir.path().join("a/back")).unwrap();
    symlink("back", dir.path().join("a/there")).unwrap();
    assert_eq!(names(&dir, &[""]), ["a/b/c.yaml"]);
    assert_eq!(names(&dir, &["a/b/up/a/b"]), ["a/b/up/a/b/c.yaml"]);
}

#[test]
fn links_to_nowhere_matter_where_their_names_do() {
    let dir = tree(&["a.yaml"]);
    for name in ["b.yaml", "c.txt", ".d.yaml"] {
        symlink("missing", dir.path().join(name)).unwrap();
    }
    symlink("e.yaml", dir.path().join("e.yaml")).unwrap();
    assert_eq!(names(&dir, &[""]), ["a.yaml", "!b.yaml", "!e.yaml"]);
    assert_eq!(names(&dir, &["c.txt", "missing", "a.yaml"]), ["!c.txt", "!missing", "a.yaml"]);
}

#[test]
fn what_is_no_file_is_passed_over_below_a_folder() {
    let dir = tree(&["a.yaml"]);
    let pipe = dir.path().join("pipe.yaml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no mkfifo");
        return;
    }
    symlink("/dev/null", dir.path().join("null.yaml")).unwrap();
    assert_eq!(names(&dir, &[""]), ["a.yaml"]);
}

#[test]
fn names_that_are_no_text_are_found() {
    let dir = tree(&[]);
    let path = dir.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.yaml"));
    fs::write(&path, "x").unwrap();
    let found = find([dir.path().to_owned()]);
    let found: Vec<_> = found.into_iter().map(|found| found.unwrap().path).collect();
    assert_eq!(found, std::slice::from_ref(&path));
    assert_eq!(read(&path).unwrap(), b"x");
}

/// A folder that is not looked into is not passed over in silence.
#[test]
fn the_deepest_folder_is_looked_into_or_named() {
    let name = format!("{}x.yaml", "d/".repeat(100));
    let dir = tree(&[&name]);
    let found = find([dir.path().to_owned()]);
    assert_eq!(found.len(), 1, "neither found nor named");
}

#[test]
fn a_file_is_read_whole() {
    let dir = tree(&["a.yaml"]);
    fs::write(dir.path().join("bytes"), b"\0\xff\r\n").unwrap();
    fs::write(dir.path().join("empty"), b"").unwrap();
    assert_eq!(read(&dir.path().join("a.yaml")).unwrap(), b"a.yaml");
    assert_eq!(read(&dir.path().join("bytes")).unwrap(), b"\0\xff\r\n");
    assert_eq!(read(&dir.path().join("empty")).unwrap(), b"");
    assert_eq!(read(Path::new("/dev/null")).unwrap(), b"");
}

#[test]
fn what_cannot_be_read_is_told_with_its_name() {
    let dir = tree(&["a/b.yaml"]);
    let kind = |path: &Path| {
        let error = read(path).unwrap_err();
        assert_eq!(error.path, path);
        assert!(error.to_string().starts_with(&format!("{}: ", path.display())), "{error}");
        error.kind
    };
    assert!(matches!(kind(&dir.path().join("missing")), ErrorKind::Missing));
    assert!(matches!(kind(&dir.path().join("a/b.yaml/c")), ErrorKind::Io(_)));
    assert!(matches!(kind(&dir.path().join("a")), ErrorKind::Io(_)));
    // Endless, and of no size that could be looked at.
    assert!(matches!(kind(Path::new("/dev/zero")), ErrorKind::TooLarge));
}

#[test]
fn files_and_streams_have_a_limit() {
    let dir = tree(&[]);
    let path = dir.path().join("large.yaml");
    let file = fs::File::create(&path).unwrap();
    file.set_len(MAX_FILE).unwrap();
    assert_eq!(read(&path).unwrap().len() as u64, MAX_FILE);
    file.set_len(MAX_FILE + 1).unwrap();
    let error = read(&path).unwrap_err();
    assert!(matches!(error.kind, ErrorKind::TooLarge));
    assert!(error.to_string().contains("67108864"), "{error}");
    let name = Path::new("stream");
    assert_eq!(read_from(&b"abc"[..], name).unwrap(), b"abc");
    assert_eq!(read_from(fs::File::open(&path).unwrap(), name).unwrap_err().path, PathBuf::from("stream"));
}
