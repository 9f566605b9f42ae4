//! A change that is looked at before it is made: its two sides, and what is supposed of the cluster.

use super::{Release, rules};
use garboard_rollout::Rules;
use std::path::PathBuf;

/// What there is and what there is to be.
#[derive(Debug, clap::Args)]
pub(crate) struct Change {
    /// What there is: a directory or file of manifests, a revision of the repository, or what a cluster holds
    #[arg(long, value_name = "A")]
    pub(crate) from: String,

    /// What there is to be
    #[arg(long, value_name = "B")]
    pub(crate) to: String,

    /// Only what is at this path within A and B (repeat for several)
    #[arg(short = 'f', long = "filename", value_name = "PATH")]
    pub(crate) files: Vec<PathBuf>,

    /// This pool only (repeat for several)
    #[arg(long, value_name = "POOL")]
    pub(crate) pool: Vec<String>,

    #[command(flatten)]
    pub(crate) release: Release,

    /// Suppose that a pool has so many nodes, where none are known (repeat for several pools)
    #[arg(long, value_name = "POOL=COUNT", value_parser = count_of)]
    pub(crate) nodes: Vec<(String, usize)>,

    /// Node disruption policies to try: a file with a MachineConfiguration
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,

    /// Whose rules decide: those of the machine-config-operator, its faults included, or those of this project
    #[arg(long, value_name = "RULES", default_value = "mco", value_parser = rules())]
    pub(crate) rules: Rules,
}

fn count_of(text: &str) -> Result<(String, usize), String> {
    let wrong = || format!("{text:?} is not POOL=COUNT, such as worker=100, with at most {MOST_NODES} nodes");
    let (pool, count) = text.split_once('=').ok_or_else(wrong)?;
    let count = count.parse().ok().filter(|count| *count <= MOST_NODES).ok_or_else(wrong)?;
    Ok((pool.to_owned(), count))
}

/// More nodes than this are not supposed.
const MOST_NODES: usize = 1_000_000;
