//! Pictures: what their tables say, at a glance. They are stretched to any width, and so all words stand beside them.

use super::markup::Markup;
use super::series;
use crate::duration::words;
use garboard_rollout::simulate::Range;
use std::fmt::Write as _;

/// What pictures are drawn in: units from left to right, and from top to bottom.
const WIDTH: u64 = 1000;
const HEIGHT: u64 = 100;

/// Longer series are drawn in columns.
const STEPS: usize = 600;
const COLUMNS: u64 = 300;

/// How many nodes are out of service over time, with a line where no more should be.
pub(super) fn unavailable(page: &mut Markup, counts: &[(u64, u32)], end: u64, most: Option<i64>, label: &str) {
    let peak = super::answer::peak(counts);
    let line = most.and_then(|most| u32::try_from(most).ok());
    let top = peak.max(line.unwrap_or(0)).max(1);
    let steps: Vec<_> = match counts.len() {
        few if few <= STEPS => counts.to_vec(),
        _ => {
            let columns = series::columns(counts, end, COLUMNS).into_iter();
            (0..).map(|column| series::boundary(column, end, COLUMNS)).zip(columns).collect()
        }
    };
    frame(page, "area", label, |picture| {
        picture.shape("path", &[("class", &"out"), ("d", &outline(&steps, end, top))]);
        if let Some(line) = line {
            let y = down(line, top);
            picture.shape("line", &[("class", &"most"), ("x1", &0), ("x2", &WIDTH), ("y1", &y), ("y2", &y)]);
        }
    });
}

/// When nodes begin: a bar for each time in which some do, as high as they are many.
pub(super) fn waves(page: &mut Markup, waves: &[super::Wave<'_>], end: u64, label: &str) {
    const BARS: u64 = 200;
    let count = |wave: &super::Wave<'_>| u32::try_from(wave.nodes.len()).unwrap_or(u32::MAX);
    let sums = series::sums(waves.iter().map(|wave| (wave.at_s, count(wave))), end, BARS);
    let top = sums.iter().copied().max().unwrap_or(0).max(1);
    frame(page, "bars", label, |picture| {
        for (number, sum) in (0_u64..).zip(&sums).filter(|(_, sum)| **sum > 0) {
            // The least that is something is seen.
            let y = down(*sum, top).min(HEIGHT - 12);
            let (x, width) = (number * WIDTH / BARS, WIDTH / BARS);
            let bar: [(&'static str, &dyn std::fmt::Display); 5] =
                [("class", &"go"), ("x", &x), ("y", &y), ("width", &width), ("height", &(HEIGHT - y))];
            picture.shape("rect", &bar);
        }
    });
}

/// When the last node is done: from the shortest run to the longest, nine in ten of them thick, and half of them a mark.
pub(super) fn range(page: &mut Markup, range: &Range, end: u64, label: &str) {
    let x = |at: u64| across(at, end);
    frame(page, "range", label, |picture| {
        let thin = x(range.max).saturating_sub(x(range.min)).max(2);
        let thick = x(range.p95).saturating_sub(x(range.p5)).max(4);
        picture
            .shape("rect", &[("class", &"all"), ("x", &x(range.min)), ("y", &44), ("width", &thin), ("height", &12)]);
        picture.shape(
            "rect",
            &[("class", &"most-runs"), ("x", &x(range.p5)), ("y", &22), ("width", &thick), ("height", &56)],
        );
        let mark = x(range.p50);
        picture.shape("line", &[("class", &"half"), ("x1", &mark), ("x2", &mark), ("y1", &4), ("y2", &96)]);
    });
}

/// What stands below a picture: the beginning, the middle and the end.
pub(super) fn axis(page: &mut Markup, end: u64) {
    page.element("div", &[("class", &"axis"), ("aria-hidden", &"true")], |axis| {
        for at in [0, end / 2, end] {
            axis.line("span", &words(at));
        }
    });
}

fn frame(page: &mut Markup, class: &'static str, label: &str, within: impl FnOnce(&mut Markup)) {
    let view = format!("0 0 {WIDTH} {HEIGHT}");
    let attributes: [(&'static str, &dyn std::fmt::Display); 5] = [
        ("class", &class),
        ("viewBox", &view),
        ("preserveAspectRatio", &"none"),
        ("role", &"img"),
        ("aria-label", &label),
    ];
    page.element("svg", &attributes, within);
}

/// A line of steps, closed along the ground.
fn outline(steps: &[(u64, u32)], end: u64, top: u32) -> String {
    let mut path = format!("M0 {HEIGHT}");
    for (at, count) in steps {
        // Writing to a string does not fail.
        let _ = write!(path, "H{}V{}", across(*at, end), down(*count, top));
    }
    let _ = write!(path, "H{WIDTH}V{HEIGHT}Z");
    path
}

fn across(at: u64, end: u64) -> u64 {
    let x = u128::from(at.min(end)) * u128::from(WIDTH) / u128::from(end.max(1));
    u64::try_from(x).unwrap_or(WIDTH)
}

/// How far below the top so many are.
fn down(count: u32, top: u32) -> u64 {
    HEIGHT - u64::from(count.min(top)) * HEIGHT / u64::from(top.max(1))
}
