//! Comments that suppress one rule at one place: `# garboard: ignore[CODE]`, on the line of the
//! finding or alone on the line above it.

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use garboard_ignition::document::Sources;
use garboard_ignition::report::Report;

const MARK: &str = "garboard: ignore[";

/// Takes the findings out that a comment in `text` suppresses. JSON has no comments.
pub(super) fn remove(text: &[u8], report: &mut Report) {
    let json = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    if json || report.is_empty() || memchr::memmem::find(text, MARK.as_bytes()).is_none() {
        return;
    }
    let lines = suppressed(text);
    let mut sources = Sources::default();
    let id = sources.add(String::new(), text.into());
    report.retain(|entry| {
        let Some(span) = entry.place.span else { return true };
        let Some(at) = sources.position(id, span.start) else { return true };
        // A hash inside of the quotes of the very value is no comment.
        let quoted = matches!(text.get(span.start as usize), Some(b'"' | b'\''));
        let inside = |comment: &Comment| quoted && span.start < comment.at && comment.at < span.end;
        let speaks = |comment: &Comment| comment.codes.iter().any(|code| code == entry.rule.code) && !inside(comment);
        !lines.get(&at.line).is_some_and(|comments| comments.iter().any(speaks))
    });
}

/// A comment that suppresses.
struct Comment {
    /// The byte of its hash.
    at: u32,
    codes: Vec<String>,
}

/// The comments that suppress something, by the line they speak of.
fn suppressed(text: &[u8]) -> BTreeMap<u32, Vec<Comment>> {
    let mut lines = BTreeMap::new();
    let mut start = 0;
    for (number, line) in (1u32..).zip(text.split(|&byte| byte == b'\n')) {
        if let Some((before, codes)) = core::str::from_utf8(line).ok().and_then(comment) {
            let about = if before.trim().is_empty() { number + 1 } else { number };
            let at = u32::try_from(start + before.len()).unwrap_or(u32::MAX);
            lines.entry(about).or_insert_with(Vec::new).push(Comment { at, codes });
        }
        start += line.len() + 1;
    }
    lines
}

/// What stands before such a comment, and the codes in it.
fn comment(line: &str) -> Option<(&str, Vec<String>)> {
    let mark = line.find(MARK)?;
    let (before, between) = line[..mark].rsplit_once('#')?;
    let inside = &line[mark + MARK.len()..];
    let codes = inside[..inside.find(']')?].split(',').map(|code| code.trim().into()).collect();
    between.trim().is_empty().then_some((before, codes))
}

#[cfg(test)]
mod tests {
    use super::comment;

    #[test]
    fn only_comments_suppress() {
        for (line, want) in [
            ("  # garboard: ignore[a, b-c]", Some(("  ", &["a", "b-c"][..]))),
            ("mode: 0644 # garboard: ignore[yaml-octal] since kubectl", Some(("mode: 0644 ", &["yaml-octal"]))),
            ("text: garboard: ignore[a]", None),
            ("# not garboard: ignore[a]", None),
            ("# garboard: ignore[a", None),
        ] {
            let found = comment(line);
            let found = found
                .as_ref()
                .map(|(before, codes)| (*before, codes.iter().map(|c| &**c).collect::<alloc::vec::Vec<_>>()));
            assert_eq!(found, want.map(|(before, codes)| (before, codes.to_vec())), "{line}");
        }
    }
}
