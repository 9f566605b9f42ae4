//! How much heap reading, rendering and naming the MachineConfigs of a pool takes at its peak, counted as in `heap`.

use garboard_benches::documents::Documents;
use garboard_benches::work::rendered;
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Bytes of heap for each byte of the manifests.
const MOST: usize = 6;

/// One test in this binary: another would be counted too.
#[test]
fn rendering_a_pool_takes_little_heap() {
    let text = Documents::new().pool;
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    assert!(rendered(&text) > 0, "the pool is rendered");
    let peak = HEAP.peak_usage() - before;
    eprintln!("{} bytes take {:.2} times as much", text.len(), peak as f64 / text.len() as f64);
    assert!(peak <= text.len() * MOST, "{peak} bytes of heap for {}", text.len());
}
