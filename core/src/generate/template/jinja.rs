//! Templates in Jinja's language, as far as `subset` lets it go: without loaders, macros and clocks, and bounded.

use super::{filters, subset};
use alloc::format;
use alloc::string::String;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde::Serialize;

/// So much may one template do: a step is an action, or 64 bytes that are written or kept.
const MOST: u64 = 1 << 18;

/// So much may all templates of a role do.
const MOST_OF_ROLE: u64 = 1 << 22;

/// Each step may look at all inputs and the whole template: so many bytes at most in all steps.
const MOST_BYTES: u64 = 1 << 34;

/// No longer piece of a template is repeated in what people are told.
const MOST_SHOWN: usize = 80;

/// The templates of one role: their data, and how much they may still do.
pub(super) struct Engine {
    data: Value,
    /// The size of the data, in bytes.
    size: usize,
    left: u64,
}

impl Engine {
    /// With this data.
    pub(super) fn new<D: Serialize>(data: &D) -> Self {
        let size = serde_json::to_string(data).map_or(0, |json| json.len());
        Self { data: Value::from(Serde(data)), size, left: MOST_OF_ROLE }
    }

    /// Fills a template in.
    ///
    /// # Errors
    /// The line, what is wrong there, and what to write instead.
    pub(super) fn fill(&mut self, template: &str) -> Result<String, String> {
        subset::check(template).map_err(|beyond| beyond.words(template))?;
        let each = u64::try_from(self.size.saturating_add(template.len())).unwrap_or(u64::MAX).max(1);
        let environment = environment(MOST.min(self.left).min(MOST_BYTES / each));
        let template = environment.template_from_str(template).map_err(|error| words(&error, template))?;
        let filled = template.render_captured(self.data.clone()).map_err(|error| words(&error, template.source()))?;
        let (used, _) = filled.state().fuel_levels().unwrap_or_default();
        self.left = self.left.saturating_sub(used);
        Ok(filled.into_output())
    }
}

fn environment<'t>(fuel: u64) -> Environment<'t> {
    let mut environment = Environment::empty();
    filters::add(&mut environment);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_syntax(syntax());
    environment.set_fuel(Some(fuel));
    // Of what is not set there is nothing to write: `none` in a file of a node is a mistake.
    environment.set_formatter(|out, state, value| match value.kind() {
        ValueKind::None => Err(Error::new(ErrorKind::UndefinedError, "it is not set")),
        ValueKind::Bool => out.write_str(filters::flag(value)).map_err(Into::into),
        ValueKind::String | ValueKind::Number => minijinja::escape_formatter(out, state, value),
        kind => {
            let words = format!("it is a {kind}: write `| join(', ')`, `| tojson` or a loop");
            Err(Error::new(ErrorKind::InvalidOperation, words))
        }
    });
    environment
}

/// Of a line with nothing but an action nothing is left; the last line keeps its end.
fn syntax() -> SyntaxConfig {
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    // The marks are those of the language itself, which no engine refuses.
    syntax.build().unwrap_or_default()
}

fn words(error: &Error, template: &str) -> String {
    let line = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
    let kind = error.kind();
    let why = error.detail().map_or_else(|| format!("{kind}"), |detail| format!("{kind}: {detail}"));
    let what = error.range().and_then(|range| template.get(range)).map(str::trim);
    let what = what.filter(|what| !what.is_empty() && what.len() <= MOST_SHOWN && !why.contains(what));
    let what = what.map(|what| format!("`{what}`: ")).unwrap_or_default();
    let help = help(kind).map(|help| format!(": {help}")).unwrap_or_default();
    format!("{line}{what}{why}{help}")
}

fn help(kind: ErrorKind) -> Option<String> {
    Some(String::from(match kind {
        ErrorKind::UndefinedError => {
            "write a field of the ControllerConfig by its JSON name; where it may be missing, ask `is defined` or `if` first"
        }
        ErrorKind::OutOfFuel => "it does or writes more than a template may (16 MiB): write less, or fewer loops",
        ErrorKind::SyntaxError => "write actions as {{ value }}, {% if value %} and {% for one in list %}",
        ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest | ErrorKind::UnknownMethod => {
            return Some(format!("there are {}", filters::NAMES));
        }
        _ => return None,
    }))
}
