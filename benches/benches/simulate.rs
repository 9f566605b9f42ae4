//! What simulating a rollout costs: of 5 000 nodes and of a million, and many runs of 200. All of it is in memory, on one core.
//! Fails where it is more than it may be. Memory is the highest that the process had, its nodes included.

use garboard_benches::rollout::Rollout;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const LARGE: usize = 5_000;
const HUGE: usize = 1_000_000;

/// Bytes that all of it may take.
const MOST: u64 = 2 << 30;

#[expect(clippy::print_stdout, reason = "the figures are what was asked for")]
fn main() -> ExitCode {
    let (large, huge, small) = (Rollout::new(LARGE), Rollout::new(HUGE), Rollout::new(200));
    // All in turn, so that a busy moment hits all.
    let (mut of_large, mut of_huge, mut of_many) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..3 {
        for _ in 0..10 {
            of_large = of_large.min(time(|| large.simulate(1)));
        }
        of_huge = of_huge.min(time(|| huge.simulate(1)));
        of_many = of_many.min(time(|| small.simulate(1_000)));
    }
    let each = |all: Duration, nodes: usize| all.as_secs_f64() * 1e9 / nodes as f64;
    let ratio = each(of_huge, HUGE) / each(of_large, LARGE);
    let peak = peak().unwrap_or(0);
    println!("  rollout, {LARGE} nodes     {of_large:?}, {:.0} ns a node", each(of_large, LARGE));
    println!("  rollout, {HUGE} nodes  {of_huge:?}, {:.0} ns a node", each(of_huge, HUGE));
    println!("  1000 runs of 200 nodes   {of_many:?}");
    println!("  memory at its highest    {} MiB", peak >> 20);
    let verdict = if ratio <= 2.0 { "ok" } else { "TOO SLOW" };
    println!("  a node of a million costs {ratio:.2} times one of {LARGE}, {verdict}; at most 2 is wanted");
    let in_time =
        of_large < Duration::from_secs(1) && of_huge < Duration::from_secs(60) && of_many < Duration::from_secs(2);
    if in_time && ratio <= 2.0 && peak < MOST { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn time(work: impl Fn() -> usize) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

/// The most memory that this process had, in bytes, where the system says it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib << 10)
}
