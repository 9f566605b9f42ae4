//! How fast configs are read and judged, in bytes a second, beside serde_json's own value on the same bytes.

use criterion::{BenchmarkId, Criterion, Throughput};
use garboard_benches::documents::Documents;
use garboard_benches::work::{checked, judged, value};
use std::hint::black_box;
use std::time::Duration;

fn main() {
    let mut criterion =
        Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    criterion = criterion.configure_from_args();
    let documents = Documents::new();
    let large = std::slice::from_ref(&documents.large);
    for (name, texts) in [("small", &documents.small[..]), ("large", large), ("syntax", &documents.broken)] {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(texts.iter().map(String::len).sum::<usize>() as u64));
        for (way, read) in [("parse", judged as fn(&str) -> usize), ("value", value)] {
            group.bench_with_input(BenchmarkId::from_parameter(way), texts, |bencher, texts| {
                bencher.iter(|| texts.iter().map(|text| read(black_box(text))).sum::<usize>());
            });
        }
    }
    let mut group = criterion.benchmark_group("yaml");
    group.throughput(Throughput::Bytes(documents.yaml.len() as u64));
    group.bench_function("check", |bencher| bencher.iter(|| checked(black_box(&documents.yaml))));
    group.finish();
    criterion.final_summary();
}
