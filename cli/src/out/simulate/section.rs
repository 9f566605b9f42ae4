//! The sections of the page. Beside every picture stands a table with the same numbers.

use super::answer::{Answer, Pool, Wave};
use super::markup::Markup;
use super::stuck::{first, groups};
use super::table::{ROWS, details, note, table, tabulate};
use super::{picture, text};
use crate::duration::{exact, words};
use garboard_rollout::preview::Impact;
use garboard_rollout::simulate::Range;

/// As many names of a list are written, and as many causes.
const NAMES: usize = 20;
const CAUSES: usize = 50;

const RANGE: [&str; 5] = ["min", "p5", "p50", "p95", "max"];

fn numbers(range: &Range) -> [u64; 5] {
    [range.min, range.p5, range.p50, range.p95, range.max]
}

/// When each pool is done.
pub(super) fn ranges(page: &mut Markup, answer: &Answer<'_>) {
    let shown = || answer.pools.iter().filter(|pool| pool.nodes > 0);
    let mut rows: Vec<_> = shown().map(|pool| (pool.pool, pool.last_update_s, pool.finished)).collect();
    if rows.len() > 1 {
        rows.push(("all pools", answer.last_update_s, answer.finished));
    }
    let end = rows.iter().filter_map(|(_, range, _)| range.map(|range| range.max)).max().unwrap_or(0).max(1);
    page.raw("<section>\n");
    page.line("h2", "When the last node is done");
    for (name, range, finished) in rows.iter().take(ROWS) {
        page.element("div", &[("class", &"row")], |row| {
            row.line("span", name);
            match range {
                Some(range) => picture::range(row, range, end, &format!("{name}: {}", text::spelt(range))),
                None => row.line("em", text::nobody(*finished)),
            }
        });
    }
    picture::axis(page, end);
    let legend = "Thin: all runs. Thick: nine of ten. The mark: half of them are done by then.";
    page.classed("p", "quiet", legend);
    let table = rows.iter().map(|(name, range, finished)| {
        let cells = range.as_ref().map(numbers).map_or([const { String::new() }; 5], |all| all.map(exact));
        let mut row = vec![(*name).to_owned()];
        row.extend(cells);
        row.push(format!("{finished} of {}", answer.runs));
        row
    });
    let head = ["pool"].into_iter().chain(RANGE).chain(["runs that finish"]);
    tabulate(page, ("ranges", "all pools"), &head.collect::<Vec<_>>(), table.collect(), rows.len());
    page.raw("</section>\n");
}

/// What happens in a pool.
pub(super) fn pool(page: &mut Markup, answer: &Answer<'_>, pool: &Pool<'_>) {
    let (class, word) = match pool.impact {
        Impact::Nothing => ("good", "nothing changes"),
        Impact::Irreconcilable => ("bad", "refused"),
        Impact::Reboot => ("warn", "reboot"),
        Impact::Drain => ("warn", "drain"),
        Impact::Any => ("good", "no drain, no reboot"),
    };
    page.raw("<section>\n");
    page.element("h2", &[], |head| {
        head.text(&format!("Pool {} ", pool.pool));
        head.element("span", &[("class", &format!("tag {class}"))], |tag| tag.text(word));
    });
    page.line("p", &pool.size());
    causes(page, pool);
    if let Some(unfinished) = pool.unfinished(answer.runs) {
        page.classed("p", "bad", &sentence(&unfinished));
    }
    stuck(page, pool);
    if !pool.waves.is_empty() {
        let end = answer.end();
        waves(page, pool, end);
        out_of_service(page, pool.unavailable, end, pool.max_unavailable, pool.nodes, pool.pool);
    }
    page.raw("</section>\n");
}

fn causes(page: &mut Markup, pool: &Pool<'_>) {
    if pool.causes.is_empty() {
        return;
    }
    page.line("h3", "Why");
    page.element("ul", &[], |list| {
        for cause in pool.causes.iter().take(CAUSES) {
            list.element("li", &[], |item| {
                item.line("strong", &cause.action);
                item.text(&format!(": {}", cause.because));
                if let Some(by) = &cause.by {
                    item.element("div", &[("class", &"by")], |line| line.text(&format!("by {by}")));
                }
            });
        }
        more(list, pool.causes.len(), CAUSES);
    });
}

fn stuck(page: &mut Markup, pool: &Pool<'_>) {
    let groups = groups(&pool.stuck);
    if groups.is_empty() {
        return;
    }
    page.line("h3", "Who is stuck at the end of the first run");
    page.element("ul", &[], |list| {
        for group in groups.iter().take(ROWS) {
            list.element("li", &[], |item| {
                item.line("strong", &first(&group.nodes, NAMES));
                item.text(&format!(": {}", sentence(group.message)));
                let count =
                    if group.nodes.len() == 1 { "1 node".into() } else { format!("{} nodes", group.nodes.len()) };
                item.classed("div", "by", &format!("{count}, {}, from {} on", group.code, words(group.since)));
            });
        }
    });
    note(page, groups.len());
}

fn waves(page: &mut Markup, pool: &Pool<'_>, end: u64) {
    let count = pool.waves.len();
    let title = if count == 1 { "1 wave".to_owned() } else { format!("{count} waves") };
    page.line("h3", "Who begins when");
    picture::waves(page, &pool.waves, end, &format!("{}: {title}, from 0s to {}", pool.pool, words(end)));
    picture::axis(page, end);
    let row = |wave: &Wave<'_>| vec![exact(wave.at_s), wave.nodes.len().to_string(), first(wave.nodes, NAMES)];
    let rows = pool.waves.iter().take(ROWS).map(row).collect();
    details(page, &title, |page| tabulate(page, ("waves", pool.pool), &["begins at", "nodes", "which"], rows, count));
}

/// How many are out of service over time.
fn out_of_service(page: &mut Markup, counts: &[(u64, u32)], end: u64, most: Option<i64>, nodes: u32, name: &str) {
    page.line("h3", "Nodes out of service");
    let peak = super::answer::peak(counts);
    let label = format!("{name}: at most {peak} of {nodes} nodes are out of service at once");
    picture::unavailable(page, counts, end, most, &label);
    picture::axis(page, end);
    let limit = most.map(|most| format!(" The dashed line: at most {most} may be.")).unwrap_or_default();
    let legend = format!("At most {peak} of {nodes} at once.{limit}");
    page.classed("p", "quiet", &legend);
    let rows = counts.iter().take(ROWS).map(|(at, count)| vec![exact(*at), count.to_string()]).collect();
    let title = format!("{} changes", counts.len());
    details(page, &title, |page| tabulate(page, ("unavailable", name), &["from", "nodes out"], rows, counts.len()));
}

/// All pools together, if there are several.
pub(super) fn together(page: &mut Markup, answer: &Answer<'_>) {
    page.raw("<section>\n");
    page.line("h2", "All pools together");
    page.line("p", &format!("{} reboots and {} drains in the first run.", answer.reboots, answer.drains));
    out_of_service(page, answer.unavailable, answer.end(), None, answer.nodes(), "all pools");
    page.raw("</section>\n");
}

pub(super) fn costs(page: &mut Markup, answer: &Answer<'_>) {
    if answer.constraints.is_empty() {
        return;
    }
    page.raw("<section>\n");
    page.line("h2", "What constraints cost");
    page.element("ul", &[], |list| answer.constraints.iter().for_each(|cost| list.line("li", &text::cost(cost))));
    if let Some(caveat) = text::caveat(answer) {
        page.line("p", &sentence(caveat));
    }
    let time = |seconds: Option<u64>| seconds.map_or_else(|| "never".into(), exact);
    let rows = answer.constraints.iter().map(|cost| {
        let costs =
            cost.costs_s.map(|costs| format!("{}{}", if costs < 0 { "-" } else { "" }, exact(costs.unsigned_abs())));
        vec![cost.constraint.clone(), time(cost.p50_s), time(cost.without_s), costs.unwrap_or_default()]
    });
    table(page, ("constraints", "all pools"), &["constraint", "p50", "p50 without it", "costs"], rows.collect());
    page.raw("</section>\n");
}

pub(super) fn compared(page: &mut Markup, answer: &Answer<'_>) {
    let Some(compared) = &answer.compared else { return };
    let asked: Vec<_> = compared.max_unavailable.iter().map(|(pool, most)| format!("{pool} {most}")).collect();
    page.raw("<section>\n");
    page.line("h2", "Compared");
    page.line("p", &format!("The same with another maxUnavailable: {}.", asked.join(", ")));
    let mut sides = Vec::new();
    for pool in answer.pools.iter().filter(|pool| pool.nodes > 0) {
        if let Some(other) = compared.pools.get(pool.pool) {
            sides.push((pool.pool, "as it is", pool.last_update_s, pool.finished, pool.peak()));
            sides.push((pool.pool, "compared", other.last_update_s, other.finished, other.peak));
        }
    }
    let whole = &compared.whole;
    sides.push(("all pools", "as it is", answer.last_update_s, answer.finished, answer.peak));
    sides.push(("all pools", "compared", whole.last_update_s, whole.finished, whole.peak));
    let end = sides.iter().filter_map(|(_, _, range, ..)| range.map(|range| range.max)).max().unwrap_or(0).max(1);
    for (name, side, range, finished, _) in sides.iter().take(ROWS) {
        page.element("div", &[("class", &"row")], |row| {
            row.line("span", &format!("{name}, {side}"));
            match range {
                Some(range) => picture::range(row, range, end, &format!("{name}, {side}: {}", text::spelt(range))),
                None => row.line("em", text::nobody(*finished)),
            }
        });
    }
    picture::axis(page, end);
    let rows = sides.iter().map(|(name, side, range, _, peak)| {
        let mut row = vec![(*name).to_owned(), (*side).to_owned()];
        row.extend(range.as_ref().map(numbers).map_or([const { String::new() }; 5], |all| all.map(exact)));
        row.push(peak.to_string());
        row
    });
    let head = ["pool", "maxUnavailable"].into_iter().chain(RANGE).chain(["most out at once"]);
    tabulate(page, ("compared", "all pools"), &head.collect::<Vec<_>>(), rows.take(ROWS).collect(), sides.len());
    page.raw("</section>\n");
}

/// What is worth knowing besides.
pub(super) fn findings(page: &mut Markup, answer: &Answer<'_>) {
    if answer.findings.is_empty() {
        return;
    }
    page.raw("<section>\n");
    page.line("h2", "Findings");
    let rows = answer.findings.iter().take(ROWS).map(|found| {
        let place = match found.at.range {
            Some((start, _)) => format!("{}:{}", found.at.file, start.line),
            None => found.at.file.clone(),
        };
        vec![found.severity.to_string(), found.rule.code.to_owned(), found.message.to_string(), place]
    });
    table(page, ("findings", "all pools"), &["severity", "code", "what", "where"], rows.collect());
    note(page, answer.findings.len());
    page.raw("</section>\n");
}

pub(super) fn assumptions(page: &mut Markup, answer: &Answer<'_>) {
    page.element("section", &[("id", &"assumptions")], |page| {
        page.line("h2", "What it rests on");
        answer.model.sentences().iter().for_each(|it| page.line("p", &sentence(it)));
        if !answer.faults.is_empty() {
            page.line("p", &format!("What goes wrong: {}.", answer.faults.join(", ")));
        }
        page.line(
            "p",
            "Waves, nodes out of service and who is stuck are those of the first run. Times are from the beginning.",
        );
    });
}

/// A sentence as it begins and ends.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

fn more(list: &mut Markup, count: usize, shown: usize) {
    if count > shown {
        list.line("li", &format!("{} more: garboard plan has all", count - shown));
    }
}
