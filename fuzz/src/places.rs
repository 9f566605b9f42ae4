//! Reports: their places lie in the text, and one input has one report.

use garboard_ignition::document::{Place, SourceId, Sources, Span};
use garboard_ignition::report::{Entry, Gate, Report, Severity};

/// Panics unless every place of a report lies in the text, names its source, and can be spelt out for people.
pub fn inside(report: &Report, text: &[u8], source: SourceId) {
    assert!(report.len() <= Report::MOST + 1, "{} findings", report.len());
    let characters = core::str::from_utf8(text).ok();
    for entry in report.entries() {
        let code = entry.rule.code;
        assert!(!entry.message.is_empty(), "{code} says nothing");
        assert!(entry.marker.is_none_or(|marker| marker as usize <= text.len()), "{code}: {:?}", entry.marker);
        for place in [&entry.place].into_iter().chain(&entry.related) {
            assert_eq!(place.source, source, "{code} names another source");
            let span = place.span.unwrap_or_else(|| panic!("{code} stands nowhere"));
            covers(span, 0, text.len(), code);
            if let Some(text) = characters {
                on_characters(span, text, code);
            }
        }
    }
    spelt(report, text);
}

/// Panics unless a span lies between two bytes.
pub fn covers(span: Span, start: usize, end: usize, what: &str) {
    let Span { start: from, end: to } = span;
    let ordered = start <= from as usize && from <= to && to as usize <= end;
    assert!(ordered, "{what}: {from}..{to} is not in {start}..{end}");
}

/// Panics if a span cuts a character in two: nobody could show it.
pub fn on_characters(span: Span, text: &str, what: &str) {
    for at in [span.start, span.end] {
        assert!(text.is_char_boundary(at as usize), "{what}: byte {at} is inside of a character");
    }
}

/// Writes a report in every form it has.
fn spelt(report: &Report, text: &[u8]) {
    let mut sources = Sources::default();
    let id = sources.add("input".into(), text.into());
    let mut own = report.clone();
    for entry in own.entries_mut() {
        entry.place.source = id;
        entry.related.iter_mut().for_each(|place| place.source = id);
    }
    for finding in own.findings(&sources) {
        let (start, end) = finding.at.range.expect("the place has a span, and the text is there");
        assert!(start <= end, "{} ends before it begins", finding.rule.code);
        serde_json::to_string(&finding).expect("a finding can be written");
    }
    let lines = own.to_text(text);
    assert!(lines.is_empty() || lines.ends_with('\n'), "{lines:?}");

    own.sort();
    let sorted = lines_of(&own);
    own.sort();
    assert_eq!(sorted, lines_of(&own), "sorting twice gives another order");
}

/// A finding, to be compared with another.
#[derive(Debug, PartialEq)]
pub struct Line {
    code: &'static str,
    severity: Severity,
    gate: Option<Gate>,
    message: String,
    places: Vec<Place>,
    marker: Option<u32>,
    hint: Option<String>,
}

/// The findings of a report, to be compared with those of another.
#[must_use]
pub fn lines_of(report: &Report) -> Vec<Line> {
    report.entries().iter().map(line).collect()
}

fn line(entry: &Entry) -> Line {
    Line {
        code: entry.rule.code,
        severity: entry.severity,
        gate: entry.gate,
        message: entry.message.to_string(),
        places: [&entry.place].into_iter().chain(&entry.related).cloned().collect(),
        marker: entry.marker,
        hint: entry.hint.as_deref().map(str::to_owned),
    }
}
