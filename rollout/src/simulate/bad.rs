//! Why there is nothing to simulate.

use alloc::string::String;
use core::fmt;

/// What is wrong with a scenario. `Display` says where it is, what is wrong with it, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadScenario {
    code: &'static str,
    at: String,
    message: String,
}

impl BadScenario {
    pub(super) fn new(code: &'static str, at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, at: at.into(), message: message.into() }
    }

    /// The same below a field.
    pub(super) fn below(mut self, field: &str) -> Self {
        self.at = if self.at.is_empty() { field.into() } else { [field, ".", &self.at].concat() };
        self
    }

    /// The word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The field, as `faults.2.node`.
    #[must_use]
    pub fn at(&self) -> &str {
        &self.at
    }

    /// What is wrong with it, and what to write instead.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for BadScenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}

impl core::error::Error for BadScenario {}
