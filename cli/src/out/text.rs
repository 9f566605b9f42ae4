//! For people: each finding with the line in question, and a summary.

use super::{File, Output, Totals, printable};
use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use garboard_core::check::Subject;
use garboard_ignition::document::Sources;
use garboard_ignition::{Finding, Severity, Spot};
use std::io::{self, Write};
use std::ops::Range;

#[derive(Default)]
pub(super) struct Text {
    totals: Totals,
}

impl Output for Text {
    fn file(&mut self, file: &File, sources: &Sources) -> io::Result<()> {
        self.totals.file(file);
        let mut out = anstream::stdout().lock();
        for finding in &file.findings {
            writeln!(out, "{}\n", render(finding, sources))?;
        }
        Ok(())
    }

    fn unreadable(&mut self, _: &str, why: &str) -> io::Result<()> {
        self.totals.unreadable(why);
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let mut out = anstream::stdout().lock();
        writeln!(out, "{}", summary(&self.totals))?;
        let others = others(&self.totals);
        if !others.is_empty() {
            writeln!(out, "Not checked: {others}.")?;
        }
        out.flush()
    }
}

fn summary(totals: &Totals) -> String {
    if totals.files == 0 {
        return "Nothing was checked.".into();
    }
    let of = |subject| totals.subjects.get(&subject).copied().unwrap_or(0);
    let mut what = vec![plural(totals.files, "file")];
    for (count, name) in [(of(Subject::MachineConfig), "MachineConfig"), (of(Subject::Ignition), "Ignition config")] {
        if count > 0 {
            what.push(plural(count, name));
        }
    }
    let mut found: Vec<_> = totals
        .findings
        .iter()
        .rev()
        .map(|(severity, count)| match severity {
            Severity::Error => plural(*count, "error"),
            Severity::Warning => plural(*count, "warning"),
            Severity::Deprecated => format!("{count} deprecated"),
            Severity::Info => plural(*count, "note"),
        })
        .collect();
    if found.is_empty() {
        found.push("nothing found".into());
    }
    let summary = format!("{}: {}", what.join(", "), found.join(", "));
    match totals.unreadable {
        0 => summary,
        1 => summary + "; 1 more could not be read",
        more => format!("{summary}; {more} more could not be read"),
    }
}

/// What was met and not checked; kinds have no plural of ours.
fn others(totals: &Totals) -> String {
    let other = totals.subjects.iter().filter_map(|(subject, &count)| match subject {
        Subject::Other(kind) => Some((printable(kind), count)),
        Subject::Butane => Some(("Butane".into(), count)),
        _ => None,
    });
    let objectless = (totals.objectless > 0).then(|| ("document without an object".into(), totals.objectless));
    let times = |(name, count): (String, usize)| if count == 1 { name } else { format!("{name} ({count})") };
    other.chain(objectless).map(times).collect::<Vec<_>>().join(", ")
}

fn plural(count: usize, name: &str) -> String {
    if count == 1 { format!("1 {name}") } else { format!("{count} {name}s") }
}

fn render(finding: &Finding, sources: &Sources) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Deprecated => Level::WARNING.with_name("deprecated"),
        Severity::Info => Level::INFO,
    };
    let message = printable(&finding.message);
    let mut group = level.primary_title(message).id(finding.rule.code).elements(place(
        &finding.at,
        sources,
        AnnotationKind::Primary,
        printable(&finding.at.path),
    ));
    for related in finding.related.iter().take(3) {
        group = group.elements(place(related, sources, AnnotationKind::Context, "see also here".into()));
    }
    if let Some(gate) = finding.gate {
        group = group.element(Level::NOTE.with_name("gate").message(gate.to_string()));
    }
    group = group.element(Level::HELP.message(printable(&finding.help)));
    Renderer::styled().render(&[group])
}

/// Where a place is, and the line it begins on, marked there.
fn place<'a>(spot: &Spot, sources: &Sources, kind: AnnotationKind, label: String) -> Vec<Element<'a>> {
    let origin = Origin::path(printable(&spot.file));
    let Some((start, end)) = spot.range else { return vec![origin.into()] };
    let end = (end.line == start.line).then_some(end.column);
    let window = Window::new(line_of(sources, start.line), start.column, end);
    let snippet = Snippet::source(window.line).line_start(start.line as usize);
    let snippet = snippet.annotation(kind.span(window.marked).label(label));
    if window.whole {
        return vec![snippet.path(printable(&spot.file)).into()];
    }
    // Where only a piece of the line is shown, the column is not that of the piece.
    vec![origin.line(start.line as usize).char_column(start.column as usize).into(), snippet.into()]
}

/// A line of the one file that is looked at.
fn line_of(sources: &Sources, line: u32) -> &[u8] {
    sources.ids().next().map_or(&[], |id| sources.line(id, line))
}

/// One line as it is shown: lines can be megabytes long.
struct Window {
    line: String,
    marked: Range<usize>,
    /// Its columns are those of the file.
    whole: bool,
}

const BEFORE: usize = 60;
const MARKED: usize = 80;
const AFTER: usize = 40;

impl Window {
    fn new(bytes: &[u8], column: u32, end: Option<u32>) -> Self {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let start = (column as usize - 1).min(bytes.len());
        let end = end.map_or(bytes.len(), |end| (end as usize - 1).clamp(start, bytes.len()));
        // A character has at most four bytes: no more need be looked at, however long the line is.
        let near =
            |from: usize, to: usize| printable(&String::from_utf8_lossy(&bytes[from..to])).replace("\\u{9}", "\t");
        let before = tail(&near(start.saturating_sub(4 * BEFORE + 4), start), BEFORE);
        let marked = head(&near(start, end.min(start + 4 * MARKED + 4)), MARKED);
        let after = head(&near(end, bytes.len().min(end + 4 * AFTER + 4)), AFTER);
        let whole = before.len() == start;
        let marked_range = before.len()..before.len() + marked.len().max(1);
        let mut line = before + &marked + &after;
        if line.len() < marked_range.end {
            line.push(' ');
        }
        Self { line, marked: marked_range, whole }
    }
}

fn head(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.into(),
    }
}

fn tail(text: &str, most: usize) -> String {
    match text.char_indices().rev().nth(most) {
        Some((cut, c)) => format!("…{}", &text[cut + c.len_utf8()..]),
        None => text.into(),
    }
}
