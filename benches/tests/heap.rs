//! How much heap reading the one large config takes at its peak, counted by the allocator. Growing counts as having
//! both, the old and the new; a real allocator mostly needs less.

use garboard_benches::documents::Documents;
use garboard_benches::work::{judged, value};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Bytes of heap for each byte of the input.
const MOST: usize = 4;

/// One test in this binary: another would be counted too.
#[test]
fn reading_a_large_config_takes_little_heap() {
    let text = Documents::new().large;
    let (ours, theirs) = (peak(judged, &text), peak(value, &text));
    let share = |peak: usize| peak as f64 / text.len() as f64;
    eprintln!("{} bytes take {:.2} times as much, {:.2} times as a Value", text.len(), share(ours), share(theirs));
    assert!(ours <= text.len() * MOST, "{ours} bytes of heap for {}", text.len());
    assert!(ours < theirs, "{ours} bytes of heap, and {theirs} for serde_json's value");
}

fn peak(read: fn(&str) -> usize, text: &str) -> usize {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    assert!(read(text) > 0, "the config is read");
    HEAP.peak_usage() - before
}
