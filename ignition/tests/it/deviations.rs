//! Where we differ from the reference on purpose: each test is named by a line of DEVIATIONS.md.

use garboard_ignition::document::MAX_DOCUMENT;
use garboard_ignition::{Report, parse};
use std::fmt::Write as _;

fn codes(document: &str) -> Vec<&'static str> {
    let report = match parse(document.as_bytes()) {
        Ok(parsed) => parsed.report,
        Err(refused) => refused.into_report(),
    };
    report.entries().iter().map(|entry| entry.rule.code).collect()
}

#[test]
fn a_report_ends_after_the_most_findings_and_says_so() {
    let mut document = String::from(r#"{"ignition":{"version":"3.5.0"},"storage":{"files":["#);
    for index in 0..Report::MOST {
        let _ = write!(document, "{}{{\"path\":\"a{index}\"}}", if index == 0 { "" } else { "," });
    }
    document += r#",{"path":"b"}],"links":[{"path":"b","target":"c"}]}}"#;
    let codes = codes(&document);
    assert_eq!(codes.len(), Report::MOST + 1);
    assert_eq!(codes.last(), Some(&"too-many-findings"));
}

#[test]
fn repeated_links_above_many_files_end_too() {
    let files: Vec<_> = (0..2000).map(|index| format!(r#"{{"path":"/l/{index}"}}"#)).collect();
    let links = vec![r#"{"path":"/l","target":"/t"}"#; 2000].join(",");
    let document = format!(
        r#"{{"ignition":{{"version":"3.5.0"}},"storage":{{"files":[{}],"links":[{links}]}}}}"#,
        files.join(",")
    );
    assert_eq!(codes(&document).len(), Report::MOST + 1);
}

#[test]
fn many_partitions_of_negative_size_are_not_compared() {
    let disk = |count: i64| {
        let partitions: Vec<_> =
            (1..=count).map(|number| format!(r#"{{"number":{number},"startMiB":5,"sizeMiB":-9}}"#)).collect();
        format!(
            r#"{{"ignition":{{"version":"3.5.0"}},"storage":{{"disks":[{{"device":"/dev/a","partitions":[{},{{"number":9999,"startMiB":1,"sizeMiB":9}}]}}]}}}}"#,
            partitions.join(",")
        )
    };
    assert_eq!(codes(&disk(4)), ["partitions-overlap"]);
    assert!(codes(&disk(4096)).is_empty());
}

#[test]
fn unused_keys_come_in_the_order_of_the_document() {
    let document = r#"{"ignition":{"version":"3.5.0"},"z":1,"a":2,"m":{"b":3}}"#;
    let report = parse(document.as_bytes()).unwrap().report;
    let paths: Vec<_> = report.entries().iter().map(|entry| entry.place.path.to_string()).collect();
    assert_eq!(paths, ["$.z", "$.a", "$.m"]);
}

#[test]
fn of_several_colliding_numbers_the_first_repeat_is_named() {
    let document = r#"{"ignition":{"version":"3.5.0"},"storage":{"disks":[{"device":"/dev/a","partitions":[
        {"number":2},{"number":1},{"number":1},{"number":2}]}]}}"#;
    let refused = parse(document.as_bytes()).unwrap_err();
    assert_eq!(refused.first().place.path.to_string(), "$.storage.disks.0.partitions.2");
}

#[test]
fn a_document_above_the_limit_is_refused() {
    let mut document = br#"{"ignition":{"version":"3.5.0"}}"#.to_vec();
    document.resize(MAX_DOCUMENT + 1, b' ');
    assert_eq!(parse(&document).unwrap_err().code(), "too-large");
    document.truncate(MAX_DOCUMENT);
    assert!(parse(&document).is_ok());
}

#[test]
fn percent_signs_in_keys_are_printed_as_they_are() {
    let document = br#"{"ignition":{"version":"3.5.0"},"a%sb":1}"#;
    let text = parse(document).unwrap().report.to_text(document);
    assert_eq!(text, "warning at $.a%sb, line 1 col 33: unused key a%sb\n");
}
