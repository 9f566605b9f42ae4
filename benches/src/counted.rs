//! Runs one scenario once, for whoever counts what it costs: `counted --list` names them, `counted NAME` runs one.

use garboard_benches::documents::Documents;
use garboard_benches::work::SCENARIOS;
use std::hint::black_box;
use std::process::ExitCode;

#[expect(clippy::print_stdout, reason = "the list is what was asked for")]
fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    if name == "--list" {
        SCENARIOS.iter().for_each(|scenario| println!("{}", scenario.name));
        return ExitCode::SUCCESS;
    }
    let Some(scenario) = SCENARIOS.iter().find(|scenario| scenario.name == name) else {
        eprintln!("counted: no scenario is called '{name}'; --list names them");
        return ExitCode::from(2);
    };
    // Every scenario makes and holds the same documents, `nothing` too, so that making them can be taken off.
    let documents = black_box(Documents::new());
    black_box((scenario.run)(&documents));
    // What giving them back costs depends on what was done in between, and is no part of it.
    std::mem::forget(documents);
    ExitCode::SUCCESS
}
