//! Files of a repository: taking one apart and judging it ends, answers the same twice, and every finding has a place
//! in the file.

use crate::places::{inside, lines_of};
use garboard_core::{check, manifest};
use garboard_ignition::document::SourceId;

/// Holds the invariants of [`manifest::read`] and [`check::file`] against any bytes.
pub fn holds(input: &[u8]) {
    file(input, manifest::Format::Unknown);
    file(input, manifest::Format::Ignition);
}

/// The same for a file of which so much is known.
pub fn file(input: &[u8], format: manifest::Format) {
    let source = SourceId(5);
    let read = manifest::read(source, input, format);
    inside(&read.report, input, source);
    let options = check::Options::default();
    let report = check::file(&read, input, &options);
    inside(&report, input, source);
    let again = manifest::read(source, input, format);
    assert_eq!(lines_of(&report), lines_of(&check::file(&again, input, &options)), "a second answer differs");

    let counted: usize = check::subjects(&read).values().sum();
    let held: usize = read.documents.iter().map(|document| document.objects().len()).sum();
    let bare = read.documents.iter().filter(|document| document.is_ignition).count();
    assert!(counted <= held + bare, "{counted} subjects in {held} objects");
    assert!(read.documents.windows(2).all(|pair| pair[0].number <= pair[1].number), "documents out of order");
}
