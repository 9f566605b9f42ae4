//! Inputs that are hostile by size. Whoever reads them in more than about linear time, or keeps more than a multiple of
//! them, can be made to stand still or to die by one file.
//!
//! A binary of its own, since the heap is measured: its tests wait for one another. The sizes are such that work which
//! grows with the square of the input takes minutes; `make soak`, which sets PROPTEST_CASES, makes them larger still.

mod json;
mod kin;
mod machine_config;
mod yaml;

use garboard_core::{check, manifest};
use garboard_ignition::Finding;
use garboard_ignition::document::Sources;
use peak_alloc::PeakAlloc;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// What reading an input may take, in an unoptimised build on a busy machine.
const LONGEST: Duration = Duration::from_secs(5);

/// What it may keep at one time: so many bytes for each byte of the input, and so many more.
const HEAP_FOR_A_BYTE: usize = 64;
const HEAP_AT_LEAST: usize = 128 << 20;

/// What its findings may say, in bytes: so many for each byte of the input, and so many more.
const WORDS_FOR_A_BYTE: usize = 64;
const WORDS_AT_LEAST: usize = 16 << 20;

/// Reads an input and panics where that takes too long, needs too much, or has too much to say.
pub(crate) fn holds(name: &str, input: fn() -> Vec<u8>) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let input = input();
    let length = input.len();
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let start = Instant::now();
    let (tell, told) = mpsc::channel();
    // Whatever takes too long goes on until the process ends.
    let reader = thread::spawn(move || tell.send(read(input)));
    let answer = told.recv_timeout(LONGEST * patience());
    let took = start.elapsed();
    let (findings, words) = match answer {
        Ok(answer) => answer,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{name}: {length} bytes take longer than {took:.1?}"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let panicked = reader.join().expect_err("only a panic ends it early");
            std::panic::resume_unwind(panicked);
        }
    };
    drop(reader.join());
    let heap = HEAP.peak_usage().saturating_sub(before);
    eprintln!("{name}: {length} bytes, {took:.2?}, heap {heap}, {findings} findings of {words} bytes");
    assert!(heap <= length * HEAP_FOR_A_BYTE + HEAP_AT_LEAST, "{name}: {length} bytes need {heap} bytes of heap");
    assert!(words <= length * WORDS_FOR_A_BYTE + WORDS_AT_LEAST, "{name}: {length} bytes give {words} bytes of words");
}

/// Reads a file as the command does, and answers how many findings there are and how many bytes they say.
fn read(input: Vec<u8>) -> (usize, usize) {
    let mut sources = Sources::default();
    let id = sources.add("hostile".into(), input);
    let text = sources.text(id);
    let read = manifest::read(id, text, manifest::Format::Unknown);
    assert!(check::subjects(&read).len() <= text.len(), "no subject has no text");
    let report = check::file(&read, text, &check::Options::default());
    let said = |finding: Finding| {
        let spots = [&finding.at].into_iter().chain(&finding.related);
        finding.message.len() + spots.map(|spot| spot.path.len()).sum::<usize>()
    };
    let words = report.findings(&sources).map(said).sum::<usize>();
    (report.len(), words + report.to_text(text).len())
}

/// How many times as many pieces an input has as in the everyday tests.
pub(crate) fn scale() -> usize {
    if soaking() { 8 } else { 1 }
}

/// How many MiB one piece repeated should give.
pub(crate) fn mebi() -> usize {
    if soaking() { 40 } else { 1 }
}

fn patience() -> u32 {
    if soaking() { 8 } else { 1 }
}

fn soaking() -> bool {
    std::env::var_os("PROPTEST_CASES").is_some()
}

/// Pieces, one for each number, with a comma between.
pub(crate) fn listed(count: usize, piece: impl Fn(usize) -> String) -> String {
    let pieces: Vec<_> = (0..count * scale()).map(piece).collect();
    pieces.join(",")
}

/// A test for each row: its name, and the text that is hostile.
macro_rules! hostile {
    ($($(#[doc = $doc:literal])* $name:ident = $text:expr;)*) => {
        $($(#[doc = $doc])* #[test] fn $name() { $crate::holds(stringify!($name), || Vec::from($text)); })*
    };
}
pub(crate) use hostile;
