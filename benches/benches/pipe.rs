//! How fast `garboard pipe` answers small `parse` requests, against the library that parses the same documents, and one
//! that gives the same answers: in one run and in turn. An answer is the config as JSON and every finding with its place. The process is started anew each time,
//! and starting it counts.
//!
//! It is the command that `cargo build --release` made, or the one named by GARBOARD.

use flate2::read::GzDecoder;
use garboard_ignition::Finding;
use garboard_ignition::document::{SourceId, Sources};
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const REQUESTS: usize = 10_000;
const ROUNDS: usize = 30;

/// How fast the command is to be, the library being 1.
const WANTED: f64 = 0.5;

#[expect(clippy::print_stdout, reason = "it is run to be read")]
fn main() {
    let documents = documents();
    let requests = requests(&documents);
    let command = std::env::var_os("GARBOARD").map_or_else(beside, PathBuf::from);
    let [mut piped, mut parsed, mut told] = [Duration::MAX; 3];
    for _ in 0..ROUNDS {
        least(&mut parsed, || _ = black_box(documents.iter().filter(|text| parses(text)).count()));
        least(&mut told, || _ = black_box(documents.iter().map(|text| answered(text)).sum::<usize>()));
        least(&mut piped, || {
            let input = File::open(&requests).expect("the requests just written");
            let ended = Command::new(&command).arg("pipe").stdin(input).stdout(Stdio::null()).status();
            assert!(ended.expect("a command that starts; build it first").success(), "pipe failed");
        });
    }
    std::fs::remove_file(&requests).expect("the requests just read");
    let each = |time: Duration| time.as_secs_f64() * 1e6 / REQUESTS as f64;
    println!("{REQUESTS} small parse requests, {:.2} µs each:", each(piped));
    for (what, library) in [("parsing alone", parsed), ("the same answers", told)] {
        let ratio = library.as_secs_f64() / piped.as_secs_f64();
        let verdict = if ratio >= WANTED { "ok" } else { "TOO LOW" };
        println!(
            "{ratio:.2} of the library's speed for {what} ({:.2} µs); at least {WANTED} is wanted: {verdict}",
            each(library)
        );
    }
}

/// The shortest time of several.
fn least(time: &mut Duration, run: impl FnOnce()) {
    let start = Instant::now();
    run();
    *time = start.elapsed().min(*time);
}

fn parses(text: &str) -> bool {
    garboard_ignition::parse(black_box(text.as_bytes())).is_ok()
}

/// What an embedder does who wants to show the answer; how many bytes it has.
fn answered(text: &str) -> usize {
    let text = black_box(text);
    let mut sources = Sources::default();
    sources.add(String::new(), text.into());
    let (config, report) = match garboard_ignition::parse(sources.text(SourceId(0))) {
        Ok(parsed) => (parsed.config.to_json(), parsed.report),
        Err(refused) => (String::new(), refused.into_report()),
    };
    let findings: Vec<Finding> = report.findings(&sources).collect();
    config.len() + serde_json::to_vec(&findings).map_or(0, |json| json.len())
}

/// The command in the folder that this bench was built in.
fn beside() -> PathBuf {
    let own = std::env::current_exe().expect("the bench's own path");
    own.ancestors().nth(2).expect("target/release").join("garboard")
}

/// The recorded documents, again and again until there are enough.
fn documents() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/ignition/parse.jsonl.gz");
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    let case = |line: String| serde_json::from_str::<serde_json::Value>(&line).expect("a case a line, in JSON");
    let cases = lines.map(|line| case(line.expect("a family that can be unpacked")));
    let texts: Vec<String> = cases.filter_map(|case| case["input"]["document"].as_str().map(str::to_owned)).collect();
    texts.iter().cycle().take(REQUESTS).cloned().collect()
}

/// A file with a request for each document.
fn requests(documents: &[String]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("garboard-pipe-{}.jsonl", std::process::id()));
    let mut text = Vec::new();
    for (id, document) in documents.iter().enumerate() {
        let request = serde_json::json!({ "id": id, "op": "parse", "document": document });
        writeln!(text, "{request}").expect("writing to memory");
    }
    std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    path
}
