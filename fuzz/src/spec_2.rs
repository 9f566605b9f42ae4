//! Configs of spec 2: reading them ends, what is read is written as itself, and raising it ends in a config or in a
//! refusal.

use crate::places::inside;
use garboard_ignition::document::SourceId;
use garboard_ignition::{Refused, Version, v2};

/// Holds the invariants of [`v2`] against any bytes.
pub fn holds(input: &[u8]) {
    match v2::parse(input) {
        Ok(parsed) => {
            assert!(!parsed.report.is_fatal(), "accepted with errors");
            inside(&parsed.report, input, SourceId::default());
            assert!(v2::remarks(&parsed.report, input).len() <= parsed.report.len());
            config(&parsed.config);
        }
        Err(refused) => {
            inside(refused.report(), input, SourceId::default());
            shown(&refused, input);
        }
    }
}

/// What is refused is shown: each error as one remark, with a place unless the document has none.
fn shown(refused: &Refused, input: &[u8]) {
    assert!(refused.report().is_fatal() && !refused.reference_error().is_empty(), "refused in silence");
    let lines = u32::try_from(input.split(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX);
    for remark in v2::remarks(refused.report(), input) {
        let (line, _) = remark.position.expect("what is refused has a place");
        assert!((1..=lines).contains(&line), "{remark}");
    }
}

fn config(config: &v2::Config) {
    let judged = config.judge();
    assert!(!judged.is_fatal(), "judged again: {}", v2::report_text(&judged, &[]));
    let written = config.to_json();
    let again = v2::parse(written.as_bytes()).unwrap_or_else(|refused| panic!("{refused}: {written}")).config;
    assert_eq!(again.to_json(), written, "written again");

    let newest = config.clone().raise_within(Version::V2_4);
    let by_steps = Version::ALL_OF_SPEC_2.into_iter().fold(config.clone(), v2::Config::raise_within);
    assert_eq!(newest, by_steps, "raised at once and step by step");
    raised(config.raise(&v2::FsMap::new()));
    raised(newest.raise(&v2::FsMap::new()));
    raised(config.raise_as_operator());
    if let Ok(distinct) = config.clone().without_repeats() {
        assert_eq!(names(&distinct), distinct.clone().without_repeats().as_ref().map(names).unwrap_or_default());
    }
}

/// How many names there are, which dropping repeats a second time does not change.
fn names(config: &v2::Config) -> [usize; 3] {
    let content = config.content();
    let count = |count: Option<usize>| count.unwrap_or_default();
    [
        count(content.storage.files.as_ref().map(Vec::len)),
        count(content.systemd.units.as_ref().map(Vec::len)),
        count(content.passwd.users.as_ref().map(Vec::len)),
    ]
}

fn raised(answer: Result<garboard_ignition::Parsed, Refused>) {
    match answer {
        Ok(parsed) => {
            assert!(!parsed.report.is_fatal(), "raised with errors");
            assert!(parsed.config.floor() <= parsed.config.version(), "it says what its version cannot");
        }
        Err(refused) => assert!(!refused.to_string().is_empty(), "refused in silence"),
    }
}
