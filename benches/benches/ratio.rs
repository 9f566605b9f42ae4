//! How fast reading and judging is, against `serde_json::from_slice::<Value>` on the same bytes, in one run and in turn:
//! whatever slows the machine down for a while slows both.
//!
//! The small documents are the inputs of the recorded families `parse` and `mutate`, one by one, from the folder named
//! by GARBOARD_CASES or else the project's own.

use flate2::read::GzDecoder;
use garboard_benches::documents::Documents;
use garboard_benches::generated::generate_and_render;
use garboard_benches::work::{judged, pooled, rendered, value, worded};
use garboard_ignition::document::SourceId;
use garboard_ignition::merge_all;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const FAMILIES: &[&str] = &["parse", "mutate"];
const AT_A_TIME: usize = 50;
const ROUNDS: usize = 40;
const AT_LEAST: Duration = Duration::from_secs(5);

/// What we mean to reach.
const WANTED: f64 = 0.8;

#[expect(clippy::print_stdout, reason = "it is run to be read")]
fn main() {
    let folder = std::env::var_os("GARBOARD_CASES").map_or_else(own_cases, PathBuf::from);
    let cases: Vec<String> = FAMILIES.iter().flat_map(|family| inputs(&folder, family)).collect();
    let documents = Documents::new();
    println!("ratio: reading, judging and reporting against serde_json's Value; at least {WANTED} is wanted");
    for (name, texts) in [
        ("recorded cases, one by one", &cases[..]),
        ("made-up small ones", &documents.small),
        ("the one of 0.9 MB", std::slice::from_ref(&documents.large)),
    ] {
        let bytes: usize = texts.iter().map(String::len).sum();
        let [ours, theirs, words] = fastest(texts, [judged, value, worded]);
        let speed = |time: Duration| bytes as f64 / time.as_secs_f64() / 1e6;
        let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
        println!(
            "  {name:<28} {ratio:.2} {}  ours {:.0} MB/s, Value {:.0} MB/s, ours with the reference's words {:.0} MB/s; {} documents, {bytes} bytes",
            if ratio >= WANTED { "ok     " } else { "TOO LOW" },
            speed(ours),
            speed(theirs),
            speed(words),
            texts.len(),
        );
    }
    merging(&documents.large);
    rendering(&documents.pool);
    pooling(&documents.many);
    generating(&documents);
}

/// How much longer one thing takes than another, and how much longer it may.
#[expect(clippy::print_stdout, reason = "it is run to be read")]
fn told(name: &str, took: f64, other: f64, most: f64) {
    let ratio = took / other;
    let verdict = if ratio <= most { "ok     " } else { "TOO SLOW" };
    println!("  {name:<28} {ratio:.2} {verdict}  {:.2} ms; at most {most} is wanted", took * 1e3);
}

/// Reads, renders and names the MachineConfigs of a pool, against reading their text as Value.
#[expect(clippy::print_stdout, reason = "it is run to be read")]
fn rendering(text: &str) {
    let [ours, theirs] = fastest(&[text.to_owned()], [rendered, value]).map(|time| time.as_secs_f64());
    println!("rendering 40 MachineConfigs of 50 files, against reading them as Value");
    told("read, rendered and named", ours, theirs, 3.0);
}

/// Renders a hundred pools that select the same, against rendering one.
#[expect(clippy::print_stdout, reason = "it is run to be read")]
fn pooling(text: &str) {
    let sides: [fn(&str) -> usize; 2] = [|text| pooled(text, 100), |text| pooled(text, 1)];
    let [hundred, one] = fastest(&[text.to_owned()], sides).map(|time| time.as_secs_f64());
    println!("a hundred pools that select the same 500 MachineConfigs, against one");
    told("read, rendered and named", hundred, one, 3.0);
}

/// Makes and renders what a hundred KubeletConfigs turn into, against reading all of it as Value.
#[expect(clippy::print_stdout, reason = "it is run to be read")]
fn generating(documents: &Documents) {
    println!("a hundred pools with one KubeletConfig each, against reading all that is made of them as Value");
    for (name, objects, text) in [
        ("beside other files", &documents.generated, &documents.generated_text),
        ("beside nothing else", &documents.bare, &documents.bare_text),
    ] {
        let mut best = [Duration::MAX; 2];
        for _ in 0..ROUNDS {
            let mut objects = Some(objects.cluster());
            let works: [&mut dyn FnMut() -> usize; 2] =
                [&mut || objects.take().map_or(0, generate_and_render), &mut || value(text)];
            for (best, work) in best.iter_mut().zip(works) {
                let start = Instant::now();
                black_box(work());
                *best = start.elapsed().min(*best);
            }
        }
        let [ours, theirs] = best.map(|time| time.as_secs_f64());
        told(name, ours, theirs, 5.0);
    }
}

/// Lays the large config over itself, both in memory, against reading its text as Value.
#[expect(clippy::print_stdout, reason = "it is run to be read")]
fn merging(text: &str) {
    let config = garboard_ignition::parse(text.as_bytes()).expect("it is good").config;
    let mut best = [Duration::MAX; 3];
    let mut time = |side: usize, work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        best[side] = start.elapsed().min(best[side]);
    };
    for _ in 0..ROUNDS {
        let (parent, child) = (config.clone(), config.clone());
        let (mut plain, mut traced) = (None, None);
        let (mut pair, mut sources) = (Some((parent, child)), Some([0, 1].map(|id| (SourceId(id), config.clone()))));
        time(0, &mut || plain = pair.take().map(|(parent, child)| parent.merge(child)));
        time(1, &mut || traced = sources.take().and_then(merge_all));
        time(2, &mut || _ = black_box(value(text)));
        black_box((plain, traced));
    }
    let [plain, traced, value] = best.map(|time| time.as_secs_f64());
    println!("merging the one of 0.9 MB with itself, against reading it as Value");
    for (name, took, most) in [("merged", plain, 1.0), ("with origins", traced, 2.0)] {
        told(name, took, value, most);
    }
}

/// How long each side needs for all texts. The sides take turns on a few texts at a time, and for these the fastest of
/// many rounds counts: short spells seldom meet whatever else the machine is busy with.
fn fastest<const N: usize>(texts: &[String], sides: [fn(&str) -> usize; N]) -> [Duration; N] {
    let pieces: Vec<&[String]> = texts.chunks(AT_A_TIME).collect();
    let mut best = vec![[Duration::MAX; N]; pieces.len()];
    let (start, mut rounds) = (Instant::now(), 0);
    while rounds < ROUNDS || start.elapsed() < AT_LEAST {
        for (piece, best) in pieces.iter().zip(&mut best) {
            for (best, side) in best.iter_mut().zip(sides) {
                let start = Instant::now();
                black_box(piece.iter().map(|text| side(black_box(text))).sum::<usize>());
                *best = start.elapsed().min(*best);
            }
        }
        rounds += 1;
    }
    core::array::from_fn(|side| best.iter().map(|best| best[side]).sum())
}

fn own_cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance")
}

/// The documents of a family. What is not UTF-8 could not be a `Value`.
fn inputs(folder: &Path, family: &str) -> Vec<String> {
    let path = folder.join("ignition").join(format!("{family}.jsonl.gz"));
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    let case = |line: String| serde_json::from_str::<serde_json::Value>(&line).expect("a case a line, in JSON");
    let cases = lines.map(|line| case(line.expect("a family that can be unpacked")));
    cases.filter_map(|case| case["input"]["document"].as_str().map(str::to_owned)).collect()
}
