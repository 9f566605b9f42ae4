//! What differs, printed.

use super::printable;
use crate::args::Answer;
use crate::source::{Blamed, Source};
use garboard_core::changes::{Change, Contents, Kind};
use garboard_core::target::Target;
use garboard_ignition::Finding;
use serde::Serialize;
use serde_json::Value;
use similar::TextDiff;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Two MachineConfigs that were compared.
pub(crate) struct Compared {
    /// The pool that they are rendered for.
    pub(crate) pool: Option<String>,
    /// The name of the older one; nothing if there is none.
    pub(crate) old: Option<String>,
    /// The name of the newer one; nothing if there is none.
    pub(crate) new: Option<String>,
    pub(crate) changes: Vec<Change>,
    /// Who set what, on either side.
    pub(crate) causes: [Vec<Blamed>; 2],
    /// What else there is to say of the two.
    pub(crate) findings: Vec<Finding>,
}

impl Compared {
    /// Whether anything differs that a cluster would notice.
    pub(crate) fn differs(&self) -> bool {
        !self.changes.is_empty() || self.old.is_some() != self.new.is_some()
    }

    /// Who caused a change: who said what is gone, or who says what is new.
    pub(super) fn causes(&self, change: &Change) -> BTreeSet<&Source> {
        let causes = &self.causes[usize::from(change.kind != Kind::Removed)];
        let Target::Field(path) = &change.target else {
            // They stand in the order of their targets.
            let found = causes.binary_search_by(|blame| blame.target.cmp(&change.target));
            return found.into_iter().map(|at| &causes[at].winner).collect();
        };
        let path = path.to_string();
        let concerns = |blame: &&Blamed| match &blame.target {
            Target::KernelArgument(argument) => {
                path == "$.spec.kernelArguments" && !holds(change.old.as_ref(), argument)
            }
            Target::Field(other) => other.to_string().starts_with(&path),
            _ => false,
        };
        causes.iter().filter(concerns).map(|blame| &blame.winner).collect()
    }
}

fn holds(list: Option<&Value>, text: &str) -> bool {
    list.and_then(Value::as_array).into_iter().flatten().any(|element| element == text)
}

/// Prints what differs; what is secret only if it is asked for.
pub(crate) fn print(compared: &[Compared], secrets: bool, format: Answer, out: &mut impl Write) -> io::Result<()> {
    match format {
        Answer::Text => compared.iter().try_for_each(|one| text(one, secrets, out))?,
        Answer::Json => {
            let compared = compared.iter().map(|one| Whole::of(one, secrets)).collect();
            serde_json::to_writer_pretty(&mut *out, &Answers { schema: "garboard/1", compared })?;
            writeln!(out)?;
        }
    }
    out.flush()
}

fn text(compared: &Compared, secrets: bool, out: &mut impl Write) -> io::Result<()> {
    let pool = compared.pool.as_ref().map(|pool| format!("pool {pool}: ")).unwrap_or_default();
    match (&compared.old, &compared.new) {
        (Some(old), Some(new)) if compared.changes.is_empty() && old == new => {
            return writeln!(out, "{}", printable(&format!("{pool}nothing differs: {new}")));
        }
        (Some(old), Some(new)) if compared.changes.is_empty() => {
            return writeln!(out, "{}", printable(&format!("{pool}{old} and {new} say the same")));
        }
        (Some(old), Some(new)) => writeln!(out, "{}", printable(&format!("{pool}{old} -> {new}")))?,
        (Some(old), None) => return writeln!(out, "{}", printable(&format!("{pool}gone, with {old}"))),
        (None, Some(new)) => return writeln!(out, "{}", printable(&format!("{pool}new, with {new}"))),
        (None, None) => return writeln!(out, "{}", printable(&format!("{pool}nothing is selected on either side"))),
    }
    let mut spelling = 0;
    for change in &compared.changes {
        let contents = change.contents();
        let respelt = contents.as_ref().is_some_and(|contents| contents.respelt);
        spelling += usize::from(respelt && change.fields().is_empty());
        one(change, contents, &compared.causes(change), secrets, out)?;
        if let Some(meaning) = change.meaning() {
            writeln!(out, "    => {meaning}")?;
        }
    }
    writeln!(out, "{}", sum(compared.changes.len(), spelling))?;
    compared.findings.iter().try_for_each(|finding| found(finding, out))
}

/// A finding in a line, with its place.
fn found(finding: &Finding, out: &mut impl Write) -> io::Result<()> {
    let place = match &finding.at.range {
        Some((start, _)) => format!("  ({}:{})", finding.at.file, start.line),
        None => String::new(),
    };
    writeln!(out, "=> {} [{}]{}", printable(&finding.message), finding.rule.code, printable(&place))
}

/// How many changes there are, and how many of spelling only, and so why the names differ.
fn sum(count: usize, spelling: usize) -> String {
    let changes = if count == 1 { "1 change".to_owned() } else { format!("{count} changes") };
    match spelling {
        0 => changes,
        _ if spelling == count => {
            format!("{changes} of spelling: machines get the same bytes, and the name is another one all the same")
        }
        _ => format!("{changes}, {spelling} of them of spelling only: the same bytes, which make another name"),
    }
}

/// A change, with its causes and what was said line by line.
pub(super) fn one(
    change: &Change,
    contents: Option<Contents>,
    causes: &BTreeSet<&Source>,
    secrets: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let sign = match change.kind {
        Kind::Removed => '-',
        Kind::Added => '+',
        Kind::Changed => '~',
        Kind::Reordered => '=',
    };
    let causes: Vec<_> = causes.iter().map(|source| cause(source)).collect();
    let by = if causes.is_empty() { String::new() } else { format!("  ({})", causes.join("; ")) };
    writeln!(out, "{sign} {:<9} {}{}", change.kind, printable(&change.target.to_string()), printable(&by))?;
    match contents {
        Some(contents) if contents.respelt => writeln!(out, "    the same bytes in another spelling")?,
        contents => said(change, contents, secrets, out)?,
    }
    for (name, old, new) in change.fields() {
        let shown = |value: Option<&Value>| match value {
            None => "nothing".to_owned(),
            Some(_) if name == "passwordHash" && !secrets => "(hidden)".to_owned(),
            Some(Value::Number(mode)) if name == "mode" => {
                mode.as_i64().map_or_else(String::new, |mode| format!("0{mode:o}"))
            }
            Some(value) => value.to_string(),
        };
        writeln!(out, "    {name}: {} -> {}", printable(&shown(old)), printable(&shown(new)))?;
    }
    Ok(())
}

fn cause(source: &Source) -> String {
    match source {
        Source::Config { config, place: Some(place), .. } => format!("{config}, {}:{}", place.file, place.line),
        Source::Config { config, .. } => config.clone(),
        Source::Step { says, .. } => says.clone(),
    }
}

/// Whether what was said is not shown. Of a file its contents tell.
fn is_hidden(change: &Change, contents: Option<&Contents>, secrets: bool) -> bool {
    !secrets && contents.map_or_else(|| change.is_secret(), |contents| contents.secret)
}

/// What was said, line by line.
fn said(change: &Change, contents: Option<Contents>, secrets: bool, out: &mut impl Write) -> io::Result<()> {
    if is_hidden(change, contents.as_ref(), secrets) {
        return writeln!(out, "    (the contents are hidden: they are secret)");
    }
    let (old, new) = match contents {
        Some(contents) => (bytes(contents.old), bytes(contents.new)),
        None => match &change.target {
            Target::Unit(_) | Target::Dropin { .. } => (inner(change.old.as_ref()), inner(change.new.as_ref())),
            Target::Field(_) => (listed(change.old.as_ref()), listed(change.new.as_ref())),
            _ => return Ok(()),
        },
    };
    match (old, new) {
        (Ok(old), Ok(new)) => lines(&old, &new, out),
        (Err(why), _) | (_, Err(why)) => writeln!(out, "    ({why})"),
    }
}

type Text = Result<String, String>;

fn bytes(contents: Option<Result<Vec<u8>, garboard_ignition::Undecodable>>) -> Text {
    match contents {
        None => Ok(String::new()),
        Some(Ok(bytes)) => {
            String::from_utf8(bytes).map_err(|bytes| format!("{} bytes that are no text", bytes.as_bytes().len()))
        }
        Some(Err(why)) => Err(why.to_string()),
    }
}

fn inner(thing: Option<&Value>) -> Text {
    Ok(thing.and_then(|thing| thing.get("contents")).and_then(Value::as_str).unwrap_or_default().to_owned())
}

/// A list with an element on each line; any other value as JSON.
fn listed(value: Option<&Value>) -> Text {
    let line = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned) + "\n";
    Ok(match value {
        None => String::new(),
        Some(Value::Array(list)) => list.iter().map(line).collect(),
        Some(value) => line(value),
    })
}

fn lines(old: &str, new: &str, out: &mut impl Write) -> io::Result<()> {
    let diff = TextDiff::from_lines(old, new);
    for group in diff.grouped_ops(2) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = change.new_index().or(change.old_index()).map_or(0, |index| index + 1);
            writeln!(out, "    {line:>4} {}{}", change.tag(), printable(change.value().trim_end_matches('\n')))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Answers<'a> {
    schema: &'static str,
    compared: Vec<Whole<'a>>,
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<&'a str>,
    old: Option<&'a str>,
    new: Option<&'a str>,
    changes: Vec<One<'a>>,
    #[serde(skip_serializing_if = "<[Finding]>::is_empty")]
    findings: &'a [Finding],
}

/// A change, with what is secret left out.
#[derive(Serialize)]
pub(super) struct One<'a> {
    kind: Kind,
    target: &'a Target,
    same_bytes: bool,
    old: Option<Value>,
    new: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decoded: Option<Decoded>,
    causes: Vec<&'a Source>,
    meaning: Option<Cow<'static, str>>,
}

#[derive(Serialize)]
struct Decoded {
    old: Option<String>,
    new: Option<String>,
}

impl<'a> Whole<'a> {
    fn of(compared: &'a Compared, secrets: bool) -> Self {
        let one = |change: &'a Change| One::of(change, compared.causes(change).into_iter().collect(), secrets);
        Self {
            pool: compared.pool.as_deref(),
            old: compared.old.as_deref(),
            new: compared.new.as_deref(),
            changes: compared.changes.iter().map(one).collect(),
            findings: &compared.findings,
        }
    }
}

impl<'a> One<'a> {
    pub(super) fn of(change: &'a Change, causes: Vec<&'a Source>, secrets: bool) -> Self {
        let contents = change.contents();
        let same_bytes = contents.as_ref().is_some_and(|contents| contents.respelt);
        let hidden = is_hidden(change, contents.as_ref(), secrets);
        let text = |contents: Option<_>| contents.and_then(|contents| bytes(Some(contents)).ok());
        let decoded = contents.filter(|_| !hidden);
        let decoded = decoded.map(|contents| Decoded { old: text(contents.old), new: text(contents.new) });
        let shown = |value: &Option<Value>| {
            let mut value = value.clone().filter(|_| !hidden);
            if let Some(hash) = value.as_mut().and_then(|value| value.get_mut("passwordHash")).filter(|_| !secrets) {
                *hash = Value::Null;
            }
            value
        };
        Self {
            kind: change.kind,
            target: &change.target,
            same_bytes,
            old: shown(&change.old),
            new: shown(&change.new),
            decoded,
            causes,
            meaning: change.meaning(),
        }
    }
}
