//! A page for browsers, all in one file: no script, nothing from elsewhere, and a table beside every picture.

use super::answer::Answer;
use super::markup::Markup;
use super::section;
use crate::duration::words;

/// How the page looks, by day and by night, and on a narrow screen.
const STYLE: &str = include_str!("page.css");

/// Nothing is loaded and nothing is run, whatever stands in the page.
const HEAD: &str = "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">
<meta name=\"color-scheme\" content=\"light dark\">
<meta name=\"generator\" content=\"garboard simulate\">
<link rel=\"icon\" href=\"data:,\">
<style>
";

pub(super) fn page(answer: &Answer<'_>) -> String {
    let mut page = Markup::default();
    [HEAD, STYLE, "</style>\n"].into_iter().for_each(|part| page.raw(part));
    page.line("title", &title(answer));
    page.raw("</head>\n<body>\n<main>\n");
    head(&mut page, answer);
    section::ranges(&mut page, answer);
    for pool in answer.pools.iter().filter(|pool| pool.nodes > 0) {
        section::pool(&mut page, answer, pool);
    }
    section::together(&mut page, answer);
    section::costs(&mut page, answer);
    section::compared(&mut page, answer);
    section::findings(&mut page, answer);
    section::assumptions(&mut page, answer);
    page.raw("</main>\n</body>\n</html>\n");
    page.finish()
}

fn title(answer: &Answer<'_>) -> String {
    let pools: Vec<_> = answer.pools.iter().filter(|pool| pool.nodes > 0).map(|pool| pool.pool).collect();
    format!("Rollout of {}", pools.join(", "))
}

/// The answer in a few sentences.
fn head(page: &mut Markup, answer: &Answer<'_>) {
    page.raw("<header>\n");
    page.line("h1", "How this rollout goes");
    page.classed("p", "lead", &lead_of(answer));
    if answer.finished < answer.runs {
        let missed = answer.runs - answer.finished;
        let text = format!("In {missed} of {} runs not every node gets there.", answer.runs);
        page.classed("p", "bad", &text);
    }
    let assumed = match answer.model.from {
        "assumed" => "These are no measurements: how long nodes take is assumed.",
        "flags" => "These are no measurements: how long nodes take was said by whoever asked.",
        "measured" => "How long nodes take was measured on those of the cluster that are under way.",
        _ => "These are no measurements: how long nodes take is from a file.",
    };
    page.element("p", &[("class", &"quiet")], |quiet| {
        quiet.text(assumed);
        quiet.raw(" <a href=\"#assumptions\">What it rests on</a>");
    });
    page.raw("</header>\n");
}

fn lead_of(answer: &Answer<'_>) -> String {
    let nodes = answer.nodes();
    let done = match answer.last_update_s {
        None if answer.finished > 0 => format!("{nodes} nodes, all of which are there already."),
        None => format!("None of {nodes} nodes is ever done."),
        Some(range) if answer.finished == 0 => {
            let p50 = words(range.p50);
            format!("{nodes} nodes, of which some never get there; the last of the others is done after about {p50}.")
        }
        Some(range) if range.min == range.max => {
            format!("{nodes} nodes, the last one done after {}.", words(range.p50))
        }
        Some(range) => format!(
            "{nodes} nodes, the last one done after about {}: {} to {} in nine of ten runs.",
            words(range.p50),
            words(range.p5),
            words(range.p95)
        ),
    };
    let runs = if answer.runs == 1 { "1 run".into() } else { format!("{} runs", answer.runs) };
    format!("{done} At most {} are out at once. {runs}, rules {}, seed {}.", answer.peak, answer.rules, answer.seed)
}
