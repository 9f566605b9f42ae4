//! Refusals, in words for people.

use super::super::MAX_DEPTH;
use super::{Fault, YamlError, strict};
use alloc::{format, string::String};
use granit_parser::{ErrorKind, ScanError};

pub(super) fn syntax(message: impl Into<String>, at: usize) -> YamlError {
    YamlError { fault: Fault::Syntax, message: message.into(), at }
}

pub(super) fn meaning(message: impl Into<String>, at: usize) -> YamlError {
    YamlError { fault: Fault::Meaning, message: message.into(), at }
}

pub(super) fn limit(message: impl Into<String>, at: usize) -> YamlError {
    YamlError { fault: Fault::Limit, message: message.into(), at }
}

pub(super) fn too_deep(at: usize) -> YamlError {
    limit(format!("nested more than {MAX_DEPTH} levels deep"), at)
}

pub(super) fn encoding(message: impl Into<String>, at: usize) -> YamlError {
    YamlError { fault: Fault::Encoding, message: message.into(), at }
}

/// The same error, blamed on a template that was not filled in where one stands on its line or on
/// the one before.
pub(super) fn with_template(error: YamlError, text: &str) -> YamlError {
    if !matches!(error.fault, Fault::Syntax | Fault::Meaning) {
        return error;
    }
    let end = text[error.at..].find('\n').map_or(text.len(), |lf| error.at + lf);
    let start = text[..error.at].trim_end().rfind('\n').map_or(0, |lf| lf + 1);
    let Some(at) = text[start..end].find("{{") else { return error };
    let message = "this is a template: `{{` begins something that has yet to be filled in";
    YamlError { fault: Fault::Template, message: message.into(), at: start + at }
}

/// What the parser found, in our words.
pub(super) fn of(error: &ScanError, text: &str) -> YamlError {
    use ErrorKind as E;
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    if let Some(tab) = indenting_tab(error.kind(), text, at) {
        return strict::tab(tab);
    }
    let message = match error.kind() {
        // These name the start of the scalar, the others what follows the tab.
        E::TabInPlainScalar | E::TabAtBlockScalarStart => return strict::tab(line_tab(text, at)),
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation => {
            let tab = text[..at].rfind('\t').filter(|&tab| !text[tab..at].contains('\n'));
            return strict::tab(tab.unwrap_or(at));
        }
        E::RecursionLimitExceeded => return too_deep(at),
        E::UnclosedFlowCollection { open } => return syntax(format!("this `{open}` is never closed"), at),
        E::MismatchedFlowCollectionEnd { open, close } => {
            return syntax(format!("this `{open}` meets a `{close}` before it is closed"), at);
        }
        E::UnexpectedCharacter { character } => {
            return syntax(format!("a plain value cannot start with `{character}`: put it in quotes"), at);
        }
        E::MisplacedFlowCollectionEnd => "this bracket closes nothing",
        E::ExpectedFlowMappingSeparator => "`,` or `}` is missing before this",
        E::ExpectedFlowSequenceSeparator => "`,` or `]` is missing before this",
        E::UnclosedQuotedScalar => "this quote is never closed",
        E::DocumentIndicatorInQuotedScalar => "a document ends before this quote is closed",
        E::InvalidTrailingSingleQuotedScalar => {
            "text after the closing quote: quote the value as a whole, with '' for each ' in it"
        }
        E::InvalidTrailingDoubleQuotedScalar => {
            "text after the closing quote: quote the value as a whole, with \\\" for each \" in it"
        }
        E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape => {
            "an unknown escape in double quotes: write `\\\\` for a backslash, or use single quotes"
        }
        E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => "an escape that is no character: write the character itself",
        E::SimpleKeyExpected => "`: ` is missing after this key, or the line is not indented enough",
        E::MappingValueNotAllowed => "`: ` cannot stand here: quote a value that holds it, or mend the indentation",
        E::BlockSequenceEntryNotAllowed | E::InvalidBlockEntryWhitespace => {
            "`- ` cannot stand here: put it on a line of its own"
        }
        E::InvalidColonPlacement => "a key and its `:` must stand on one line",
        E::MappingKeyNotAllowed => "a key cannot stand here: put it on a line of its own",
        E::BlockEntryInFlowCollection => "`- ` cannot stand inside of brackets",
        E::ExpectedBlockMappingKey => "a key is expected here, as in the lines above: mend the indentation",
        E::ExpectedBlockSequenceEntry => "`- ` is expected here, as in the lines above: mend the indentation",
        E::ExpectedNodeContent => "a value is expected here",
        E::UnknownAnchor => "no anchor above has this name; a text that starts with `*` needs quotes",
        E::MissingAnchorOrAliasName => "a name is missing here; a text that starts with `*` or `&` needs quotes",
        E::InvalidBlockScalarHeader => "only a comment may follow `|` or `>` on its line",
        E::InvalidBlockScalarIndent => "this line is not indented as far as the text it belongs to",
        E::CommentInterceptedScalar => "a comment cuts this text in two: quote the text, or move the comment",
        E::CommentNotSeparated => "white space is missing before `#`",
        E::UndeclaredTagHandle => "an unknown tag; a text that starts with `!` needs quotes",
        E::InvalidTagTerminator | E::MissingTagUri | E::InvalidTagEscape => {
            "not a tag; a text that starts with `!` needs quotes"
        }
        other => return syntax(format!("{other}"), at),
    };
    syntax(message, at)
}

/// The tab that is to blame where a line of a block begins with one.
fn indenting_tab(kind: &ErrorKind, text: &str, at: usize) -> Option<usize> {
    use ErrorKind as E;
    let about_blocks = matches!(
        kind,
        E::ExpectedBlockMappingKey
            | E::ExpectedBlockSequenceEntry
            | E::BlockSequenceEntryNotAllowed
            | E::MappingValueNotAllowed
            | E::SimpleKeyExpected
            | E::InvalidIndentation
    );
    let start = text[..at].rfind('\n').map_or(0, |lf| lf + 1);
    let line = &text[start..];
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    indent.find('\t').filter(|_| about_blocks).map(|tab| start + tab)
}

/// The first tab behind `at` that only white space separates from the start of its line.
fn line_tab(text: &str, at: usize) -> usize {
    let mut start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    loop {
        let line = &text[start..];
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let mut tabs = line[..indent].match_indices('\t').map(|(tab, _)| start + tab);
        if let Some(tab) = tabs.find(|&tab| tab >= at) {
            return tab;
        }
        let Some(end) = line.find(['\n', '\r']) else { return at };
        start += end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::SourceId;
    use super::super::read;
    use super::*;

    #[test]
    fn faults_are_named_in_plain_words_where_they_stand() {
        for (text, fault, at, says) in [
            ("a: [1, 2", Fault::Syntax, 3, "`[` is never closed"),
            ("a: 1\nb: \"x", Fault::Syntax, 8, "quote is never closed"),
            ("a: {b]", Fault::Syntax, 3, "meets a `]`"),
            ("a: ]", Fault::Syntax, 3, "closes nothing"),
            ("{a: 1 b: 2}", Fault::Syntax, 7, "`}` is missing"),
            ("[[a] b]", Fault::Syntax, 5, "`]` is missing"),
            ("a: 'it's'", Fault::Syntax, 7, "''"),
            ("a: \"x\" y", Fault::Syntax, 7, "\\\""),
            ("a: \"\\q\"", Fault::Syntax, 3, "unknown escape"),
            ("a: b: c", Fault::Syntax, 4, "quote a value"),
            ("a: - b", Fault::Syntax, 3, "line of its own"),
            ("a: 1\n b: 2", Fault::Syntax, 7, "mend the indentation"),
            ("a:\n  - b\n  c: d", Fault::Syntax, 11, "`- ` is expected"),
            ("a:\n  b: 1\n c: 2", Fault::Syntax, 11, "a key is expected"),
            ("a: @x", Fault::Syntax, 3, "put it in quotes"),
            ("a: *x", Fault::Syntax, 3, "no anchor above"),
            ("a: !x!y 1", Fault::Syntax, 3, "needs quotes"),
            ("a: | x\n  y", Fault::Syntax, 3, "only a comment"),
            ("a:\n\tb: 1", Fault::Syntax, 3, "indent with spaces"),
            ("a: x\n \ty: z", Fault::Syntax, 6, "indent with spaces"),
            (".inf: 1\na: .nan", Fault::Meaning, 11, "`.nan` has no place in JSON"),
            ("~: 1", Fault::Meaning, 0, "null"),
            (": 1", Fault::Meaning, 0, "missing"),
            ("? [a]\n: 1", Fault::Meaning, 2, "a list or an object"),
            ("18446744073709551615: 1", Fault::Meaning, 0, "too large"),
            ("a: !!int x", Fault::Meaning, 9, "tagged as an integer"),
            ("a: &x [*x]", Fault::Meaning, 7, "inside of what it names"),
            ("<<: 1", Fault::Meaning, 4, "merge key"),
            ("a: {{ .name }}", Fault::Template, 3, "template"),
            ("{{- if .x }}\na: 1\n{{- end }}", Fault::Template, 0, "template"),
            ("a: 1\nb: {{ .x }}-{{ .y }}\nc: 2", Fault::Template, 8, "template"),
        ] {
            let error = read(text.as_bytes(), SourceId::default(), 0).unwrap_err();
            let found = (error.fault, error.at, error.message.contains(says));
            assert_eq!(found, (fault, at, true), "{text:?}: {error:?}");
        }
    }
}
