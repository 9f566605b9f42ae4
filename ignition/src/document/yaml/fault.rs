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
    let message = match error.kind() {
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => {
            return strict::tab(text[..at].rfind('\t').filter(|tab| !text[*tab..at].contains('\n')).unwrap_or(at));
        }
        E::RecursionLimitExceeded => return too_deep(at),
        E::UnclosedFlowCollection { open } => return syntax(format!("this `{open}` is never closed"), at),
        E::MismatchedFlowCollectionEnd { open, close } => {
            return syntax(format!("this `{close}` cannot close the `{open}` before it"), at);
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
