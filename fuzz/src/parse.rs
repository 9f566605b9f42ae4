//! Reading a config: it ends, it answers the same twice, and what it finds has a place in the text.

use crate::places::{Line, inside, lines_of};
use garboard_ignition::document::SourceId;
use garboard_ignition::{Config, Options, Parsed, Refused, Report, Version, parse, parse_with};

/// Holds the invariants of [`parse`] against any bytes.
pub fn holds(input: &[u8]) {
    let first = parse(input);
    assert_eq!(shown(&first), shown(&parse(input)), "a second answer differs from the first");
    judged(&first);
    inside(report(&first), input, SourceId::default());

    // An older reader sees the same place, and refuses what is too new for it.
    let mut options = Options::default();
    options.source = SourceId(3);
    options.limit = Version::V3_2;
    let older = parse_with(input, &options);
    judged(&older);
    inside(report(&older), input, options.source);
    match (&first, &older) {
        (Ok(new), Ok(old)) => assert_eq!(new.config, old.config, "readers of two versions read two configs"),
        (Ok(new), Err(old)) => {
            assert!(new.config.version() > options.limit, "refused as {} by an older reader", old.code());
        }
        (Err(new), Ok(_)) => panic!("refused as {} by the newest reader alone", new.code()),
        (Err(_), Err(_)) => {}
    }
}

/// A report is fatal where the config is refused, and only there.
fn judged(answer: &Result<Parsed, Refused>) {
    match answer {
        Ok(parsed) => assert!(!parsed.report.is_fatal(), "accepted with errors"),
        Err(refused) => {
            assert!(refused.report().is_fatal(), "refused without an error");
            assert_eq!(refused.code(), refused.first().rule.code);
            assert_eq!(refused.to_string(), refused.first().message);
            assert!(!refused.reference_error().is_empty(), "refused in silence");
        }
    }
}

fn report(answer: &Result<Parsed, Refused>) -> &Report {
    match answer {
        Ok(parsed) => &parsed.report,
        Err(refused) => refused.report(),
    }
}

fn shown(answer: &Result<Parsed, Refused>) -> (Option<Config>, Vec<Line>) {
    (answer.as_ref().ok().map(|parsed| parsed.config.clone()), lines_of(report(answer)))
}
