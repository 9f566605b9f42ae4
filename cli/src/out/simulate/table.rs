//! Tables: beside every picture stands one with the same numbers.

use super::markup::Markup;

/// As many rows of a table are written: pages stay small enough to be opened.
pub(super) const ROWS: usize = 1000;

/// What is read on demand.
pub(super) fn details(page: &mut Markup, title: &str, within: impl FnOnce(&mut Markup)) {
    page.element("details", &[], |details| {
        details.element("summary", &[], |summary| summary.text(&format!("{title}, as a table")));
        within(details);
    });
}

/// What a table has, and of which pool.
pub(super) type Name<'a> = (&'static str, &'a str);

/// A table, and how many rows it does not have.
pub(super) fn tabulate(page: &mut Markup, name: Name<'_>, head: &[&str], rows: Vec<Vec<String>>, count: usize) {
    table(page, name, head, rows);
    note(page, count);
}

/// A table that scrolls on a narrow screen, by keys as well.
pub(super) fn table(page: &mut Markup, name: Name<'_>, head: &[&str], rows: Vec<Vec<String>>) {
    let (what, of) = name;
    let label = format!("{what}: {of}");
    let around: [(&'static str, &dyn std::fmt::Display); 4] =
        [("class", &"table"), ("tabindex", &0), ("role", &"region"), ("aria-label", &label)];
    page.element("div", &around, |around| {
        around.element("table", &[("data-table", &what), ("data-of", &of)], |table| {
            table.raw("<thead><tr>");
            head.iter().for_each(|cell| table.element("th", &[("scope", &"col")], |th| th.text(cell)));
            table.raw("</tr></thead>\n<tbody>\n");
            for row in &rows {
                table.element("tr", &[], |line| row.iter().for_each(|text| cell(line, text)));
            }
            table.raw("</tbody>\n");
        });
    });
}

/// A cell: what is short stays on one line.
fn cell(line: &mut Markup, text: &str) {
    match text.chars().count() > 30 {
        true => line.classed("td", "long", text),
        false => line.line("td", text),
    }
}

pub(super) fn note(page: &mut Markup, count: usize) {
    if count > ROWS {
        page.line("p", &format!("{} rows more: garboard simulate -o json has all.", count - ROWS));
    }
}
