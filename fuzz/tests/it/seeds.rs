//! Every target against its seeds in `corpus/`, and against mutations of them: the same ones every time.

use garboard_fuzz::choices::Random;
use garboard_fuzz::mutate::mutated;
use garboard_fuzz::{TARGETS, Target};
use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

#[test]
fn every_target_holds_for_its_seeds() {
    for target in TARGETS {
        for seed in seeds(target) {
            hold(target, &seed);
        }
    }
}

#[test]
fn bootstrap_holds_for_mutations() {
    mutations("bootstrap", 1_000);
}

#[test]
fn dataurl_holds_for_mutations() {
    mutations("dataurl", 12_000);
}

#[test]
fn diff_holds_for_mutations() {
    mutations("diff", 6_000);
}

#[test]
fn fleet_holds_for_mutations() {
    mutations("fleet", 12_000);
}

#[test]
fn generate_holds_for_mutations() {
    mutations("generate", 2_000);
}

#[test]
fn generate_registries_holds_for_mutations() {
    mutations("generate_registries", 3_000);
}

#[test]
fn goyaml_holds_for_choices() {
    choices("goyaml", 9_000);
}

#[test]
fn json_holds_for_mutations() {
    mutations("json", 9_000);
}

#[test]
fn manifest_holds_for_mutations() {
    mutations("manifest", 6_000);
}

#[test]
fn merge_holds_for_choices() {
    choices("merge", 9_000);
}

#[test]
fn mutated_holds_for_choices() {
    choices("mutated", 9_000);
}

#[test]
fn parse_holds_for_mutations() {
    mutations("parse", 9_000);
}

#[test]
fn registries_holds_for_mutations() {
    mutations("registries", 12_000);
}

#[test]
fn preview_holds_for_mutations() {
    mutations("preview", 1_500);
}

#[test]
fn roundtrip_holds_for_mutations() {
    mutations("roundtrip", 9_000);
}

#[test]
fn simulate_holds_for_mutations() {
    mutations("simulate", 6_000);
}

#[test]
fn spans_holds_for_mutations() {
    mutations("spans", 9_000);
}

#[test]
fn spec_2_holds_for_mutations() {
    mutations("spec_2", 9_000);
}

#[test]
fn template_holds_for_mutations() {
    mutations("template", 2_000);
}

#[test]
fn unit_holds_for_mutations() {
    mutations("unit", 12_000);
}

#[test]
fn url_holds_for_mutations() {
    mutations("url", 12_000);
}

#[test]
fn yaml_holds_for_mutations() {
    mutations("yaml", 12_000);
}

#[test]
fn yaml_json_holds_for_choices() {
    choices("yaml_json", 9_000);
}

/// A target without a file is never fuzzed, one that is not listed is held by nobody, and one without a test or seeds
/// only by libFuzzer.
#[test]
fn every_target_has_a_file_seeds_and_a_test() {
    let listed: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    assert_eq!(names("fuzz_targets"), listed, "files in fuzz_targets/");
    assert_eq!(names("corpus"), listed, "folders in corpus/");
    let (tests, manifest) = (include_str!("seeds.rs"), include_str!("../../Cargo.toml"));
    for name in listed {
        assert!(tests.contains(&format!("fn {name}_holds_for_")), "{name} has no test here");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is not in Cargo.toml");
    }
}

/// Bytes near the seeds, which are made of what the target reads.
fn mutations(name: &str, count: usize) {
    let target = target(name);
    let seeds = seeds(target);
    let mut random = Random::new(count as u64);
    for _ in 0..cases(count) {
        hold(target, &mutated(&seeds, &mut random));
    }
}

/// Bytes of all sorts, since they only decide what is made.
fn choices(name: &str, count: usize) {
    let target = target(name);
    let mut random = Random::new(count as u64);
    for _ in 0..cases(count) {
        let length = random.below(400);
        hold(target, &random.bytes(length));
    }
}

/// `make soak` asks for more.
fn cases(count: usize) -> usize {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).map_or(count, |cases: usize| cases * 5)
}

/// Keeps an input that breaks an invariant, so that it can be looked at.
fn hold(target: &Target, input: &[u8]) {
    let Err(broken) = catch_unwind(AssertUnwindSafe(|| (target.holds)(input))) else { return };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("broken-{}", target.name));
    fs::write(&path, input).expect("the folder for temporary files can be written to");
    eprintln!("{} is broken by {}: {}", target.name, path.display(), shortened(input));
    resume_unwind(broken);
}

fn shortened(input: &[u8]) -> String {
    let more = if input.len() > 2000 { "…" } else { "" };
    format!("{}{more}", input[..input.len().min(2_000)].escape_ascii())
}

fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).expect("the target is listed")
}

/// In the order of their names: a folder is listed in any order.
fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let files: BTreeSet<PathBuf> = entries(&format!("corpus/{}", target.name)).collect();
    files.iter().map(|path| fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).collect()
}

fn names(folder: &str) -> BTreeSet<String> {
    let stem = |path: PathBuf| path.file_stem().and_then(|name| name.to_str()).map(str::to_owned);
    entries(folder).map(|path| stem(path).expect("a name in UTF-8")).collect()
}

fn entries(folder: &str) -> impl Iterator<Item = PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let listed = fs::read_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    listed.map(|entry| entry.expect("a folder can be read to its end").path())
}
