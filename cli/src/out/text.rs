//! For people: each finding with the line in question, and a summary.

use super::{File, Output, Totals, printable};
use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use garboard_core::check::Subject;
use garboard_ignition::document::Sources;
use garboard_ignition::{Finding, Severity, Spot};
use std::io::{self, Write};
use std::ops::Range;
use std::os::fd::AsFd;

pub(super) struct Text {
    totals: Totals,
    /// How many columns there are, on a terminal.
    width: Option<usize>,
}

impl Default for Text {
    fn default() -> Self {
        Self { totals: Totals::default(), width: width(&io::stdout()) }
    }
}

/// Shows findings on standard error.
pub(super) fn aside(finding: &Finding, sources: &Sources) -> io::Result<()> {
    writeln!(anstream::stderr().lock(), "{}\n", render(finding, sources, width(&io::stderr())))
}

/// How many columns there are, on a terminal.
fn width(stream: &(impl io::IsTerminal + AsFd)) -> Option<usize> {
    let size = stream.is_terminal().then(|| terminal_size::terminal_size_of(stream)).flatten();
    size.map(|(width, _)| width.0.into())
}

impl Output for Text {
    fn file(&mut self, file: &File, sources: &Sources) -> io::Result<()> {
        self.totals.file(file);
        let mut out = anstream::stdout().lock();
        for finding in &file.findings {
            writeln!(out, "{}\n", render(finding, sources, self.width))?;
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
    let mut what = vec![plural(totals.files, "file")];
    for subject in Subject::JUDGED {
        let name = if subject == Subject::Ignition { "Ignition config" } else { subject.name() };
        match totals.subjects.get(&subject) {
            Some(&count) if count > 0 => what.push(plural(count, name)),
            _ => {}
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
    let other = totals.subjects.iter().filter(|(subject, _)| !Subject::JUDGED.contains(subject));
    let other = other.map(|(subject, &count)| (printable(subject.name()), count));
    let objectless = (totals.objectless > 0).then(|| ("document without an object".into(), totals.objectless));
    let times = |(name, count): (String, usize)| if count == 1 { name } else { format!("{name} ({count})") };
    other.chain(objectless).map(times).collect::<Vec<_>>().join(", ")
}

fn plural(count: usize, name: &str) -> String {
    if count == 1 { format!("1 {name}") } else { format!("{count} {name}s") }
}

fn render(finding: &Finding, sources: &Sources, width: Option<usize>) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Deprecated => Level::WARNING.with_name("deprecated"),
        Severity::Info => Level::INFO,
    };
    let path = if finding.at.path == ROOT { String::new() } else { printable(&finding.at.path) };
    let message = printable(finding.message.trim_end());
    let (shown, left) = place(&finding.at, sources, AnnotationKind::Primary, path, width);
    let mut group = level.primary_title(message).id(finding.rule.code).elements(shown);
    for related in finding.related.iter().take(3) {
        group = group.elements(place(related, sources, AnnotationKind::Context, "see also here".into(), width).0);
    }
    if let Some(path) = left {
        group = group.element(Level::NOTE.with_name("path").message(path));
    }
    if let Some(gate) = finding.gate {
        group = group.element(Level::NOTE.with_name("gate").message(gate.to_string()));
    }
    group = group.element(Level::HELP.message(printable(&finding.help)));
    // Lines are cut here, and no further.
    let text = Renderer::styled().term_width(10 * ROOM).render(&[group]);
    // Between a place and a line that names none it puts the mark of another file.
    let is_mark = |line: &&str| anstream::adapter::strip_str(line).to_string().trim() == ":::";
    text.lines().filter(|line| !is_mark(line)).collect::<Vec<_>>().join("\n")
}

/// The path of a document as a whole, which says nothing.
const ROOT: &str = "$";

/// Where a place is, and the line it begins on, marked there; and the label, if there is no room
/// for it beside the mark.
fn place<'a>(
    spot: &Spot,
    sources: &Sources,
    kind: AnnotationKind,
    label: String,
    width: Option<usize>,
) -> (Vec<Element<'a>>, Option<String>) {
    let left = |label: String| (!label.is_empty()).then_some(label);
    if spot.file.is_empty() {
        return (Vec::new(), left(label));
    }
    let origin = Origin::path(printable(&spot.file));
    let Some((start, end)) = spot.range else { return (vec![origin.into()], left(label)) };
    let at = origin.line(start.line as usize).char_column(start.column as usize);
    let line = line_of(sources, &spot.file, start.line);
    if is_binary(line) {
        return (vec![at.into()], None);
    }
    // Line numbers and what stands around them.
    let room = width.map(|width| width.saturating_sub(start.line.to_string().len() + 3));
    let end = (end.line == start.line).then_some(end.column);
    let window = Window::new(line, start.column, end, room.unwrap_or(ROOM).clamp(LEAST_ROOM, ROOM));
    let fits = room.is_none_or(|room| window.end_of_mark() + 1 + label.chars().count() <= room);
    let (label, left) = if fits { (label, None) } else { (String::new(), Some(label)) };
    let mark = kind.span(window.marked);
    let mark = if label.is_empty() { mark } else { mark.label(label) };
    let snippet = Snippet::source(window.line).line_start(start.line as usize).annotation(mark);
    if window.whole {
        return (vec![snippet.path(printable(&spot.file)).into()], left);
    }
    // Where only a piece of the line is shown, the column is not that of the piece.
    (vec![at.into(), snippet.into()], left)
}

/// Whether a line is no text, so that nobody is helped by seeing it.
fn is_binary(line: &[u8]) -> bool {
    line.iter().take(1000).filter(|byte| **byte == 0).count() > 1
}

/// A line of a file.
fn line_of<'s>(sources: &'s Sources, file: &str, line: u32) -> &'s [u8] {
    let source = sources.ids().find(|id| sources.name(*id) == file);
    source.map_or(&[], |id| sources.line(id, line))
}

/// One line as it is shown: lines can be megabytes long.
struct Window {
    line: String,
    marked: Range<usize>,
    /// Its columns are those of the file.
    whole: bool,
}

/// Columns of a line that are shown at most, and at least.
const ROOM: usize = 180;
const LEAST_ROOM: usize = 27;

impl Window {
    fn new(bytes: &[u8], column: u32, end: Option<u32>, room: usize) -> Self {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let start = (column as usize - 1).min(bytes.len());
        let end = end.map_or(bytes.len(), |end| (end as usize - 1).clamp(start, bytes.len()));
        let [before, marked, after] = shares([start, end - start, bytes.len() - end], room);
        // A character has at most four bytes: no more need be looked at, however long the line is.
        let near =
            |from: usize, to: usize| printable(&String::from_utf8_lossy(&bytes[from..to])).replace("\\u{9}", "\t");
        let before = tail(&near(start.saturating_sub(4 * before + 4), start), before);
        let marked = head(&near(start, end.min(start + 4 * marked + 4)), marked);
        let after = head(&near(end, bytes.len().min(end + 4 * after + 4)), after);
        let whole = before.len() == start;
        let marked_range = before.len()..before.len() + marked.len().max(1);
        let mut line = before + &marked + &after;
        if line.len() < marked_range.end {
            line.push(' ');
        }
        Self { line, marked: marked_range, whole }
    }

    /// The column at which the mark ends.
    fn end_of_mark(&self) -> usize {
        self.line[..self.marked.end].chars().count()
    }
}

/// How much is shown of what stands before the mark, at it and behind it: of each what it needs, or its
/// part of the room and what the others leave.
fn shares(need: [usize; 3], room: usize) -> [usize; 3] {
    if need.iter().sum::<usize>() <= room {
        return need;
    }
    // What is cut off takes a column at either end.
    let room = room - 2;
    let part = [room / 3, room * 4 / 9, room * 2 / 9];
    let mut share = core::array::from_fn(|index| need[index].min(part[index]));
    for index in [1, 0, 2] {
        let spare = room - share.iter().sum::<usize>();
        share[index] = need[index].min(share[index] + spare);
    }
    share
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

#[cfg(test)]
mod tests {
    use super::Window;

    #[test]
    fn a_line_is_cut_around_its_mark() {
        let line = format!("{}MARK{}", "a".repeat(100), "b".repeat(100));
        for (room, column, end, want) in [
            (300, 101, 105, line.clone()),
            (47, 101, 105, format!("…{}MARK{}…", "a".repeat(31), "b".repeat(10))),
            (47, 1, 5, format!("aaaa{}…", "a".repeat(41))),
            (47, 1, 205, format!("{}…", "a".repeat(45))),
            (47, 201, 205, format!("…{}", "b".repeat(45))),
        ] {
            let window = Window::new(line.as_bytes(), column, Some(end), room);
            assert_eq!(window.line, want, "{room} {column}");
            assert_eq!(window.whole, column == 1 || room == 300);
            assert!(window.line.chars().count() <= room);
        }
    }
}
