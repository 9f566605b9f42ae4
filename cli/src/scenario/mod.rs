//! What flags say of a simulation, read into what is simulated.

mod constraint;
mod fault;
mod model;

pub(crate) use constraint::{Opening, Other, canary, limit};
pub(crate) use fault::Flaw;
pub(crate) use model::{Assumed, Takes, Times};
