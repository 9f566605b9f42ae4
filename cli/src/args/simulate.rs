//! What `garboard simulate` takes.

use super::{Change, time};
use crate::scenario::{Flaw, Opening, Other, Takes, canary, limit};
use clap::ValueEnum;
use garboard_rollout::fleet::{Canary, Timestamp};
use garboard_rollout::simulate::Scenario;
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  garboard simulate --from main --to HEAD --nodes worker=100     a branch, for a hundred workers
  garboard simulate --from must-gather/ --to clusters/prod       a pull request, for a real cluster
  garboard simulate --from old/ --to new/ --nodes worker=100 -o html > rollout.html
  garboard simulate … --drain lognormal:1m,5m --reboot uniform:4m..8m --fault never-returns:2%
  garboard simulate … --window 'mon-fri 22:00+4h' --now 2026-08-28T12:00:00Z
  garboard simulate … --canary 1:1h --pool-order infra,worker    and what each of the two costs
  garboard simulate … --rules safe --compare worker=10%          beside another maxUnavailable

TIME is 90s, 5m or 1h30m, up to 365d. SPREAD is a TIME, uniform:TIME..TIME, or lognormal:P50,P95:
half of all nodes take P50 or less, and 95 of 100 take P95 or less. WINDOW is [DAYS] HH:MM+LENGTH
in UTC, with days as mon-fri, sat,sun or daily; nodes begin within it. FAULT is one of
  never-returns:NODES          they go down for their reboot and stay down
  degrades=prepare:NODES       their daemon is stuck at once
  degrades=drain:NODES         their daemon is stuck when they are drained
  drain-blocked=TIME:NODES     draining them takes so much longer
  controller-down=AT+LENGTH    nothing is planned for so long
with NODES the name of one, or a chance for each: 5%.

How long nodes take is what flags say; else what nodes of a dump tell that are under way, where
three or more have a MachineConfigNode; else it is assumed. The answer says which. Every other number
follows from it: the same question with the same --seed gives the same answer. What is told of a
single run (waves, who is out, who is stuck) is of the first. --compare and each constraint
simulate everything once more.

Exit status: 0 every node gets there in every run; 1 some do not, or the change is refused;
2 usage or unreadable input.";

const TIMES: &str = "How long nodes take";
const CONSTRAINTS: &str = "Constraints";

#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    #[command(flatten)]
    pub(crate) change: Change,

    #[command(flatten)]
    pub(crate) times: Times,

    #[command(flatten)]
    pub(crate) constraints: Constraints,

    /// Something that goes wrong (repeat for several)
    #[arg(long, value_name = "FAULT", help_heading = "Faults")]
    pub(crate) fault: Vec<Flaw>,

    /// Simulate it with another maxUnavailable of a pool too, and show both (repeat for several pools)
    #[arg(long, value_name = "POOL=MAXUNAVAILABLE")]
    pub(crate) compare: Vec<Other>,

    /// How often it is simulated, each time with other times; 100 if absent, and fewer for more than 20 000 nodes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(Scenario::RUNS)))]
    pub(crate) runs: Option<u32>,

    /// What all that is drawn depends on
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// A run ends after so long, whatever is still to come; TIME up to 36500d
    #[arg(long, value_name = "TIME", default_value = "3650d", value_parser = limit, allow_hyphen_values = true)]
    pub(crate) limit: u64,

    /// When it begins, which decides whether a window is open: 2026-08-28T12:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) now: Option<Timestamp>,

    /// How it is printed
    #[arg(short, long, value_enum, default_value_t = Page::Text)]
    pub(crate) output: Page,
}

/// How long nodes take.
#[derive(Debug, clap::Args)]
pub(crate) struct Times {
    /// Moving the pods of a node away
    #[arg(long, help_heading = TIMES, value_name = "SPREAD", allow_hyphen_values = true)]
    pub(crate) drain: Option<Takes>,

    /// Writing files, units and the operating system
    #[arg(long, help_heading = TIMES, value_name = "SPREAD", allow_hyphen_values = true)]
    pub(crate) apply: Option<Takes>,

    /// From the reboot until the node is back
    #[arg(long, help_heading = TIMES, value_name = "SPREAD", allow_hyphen_values = true)]
    pub(crate) reboot: Option<Takes>,

    /// What is done in place of a reboot: reloads, restarts
    #[arg(long, help_heading = TIMES, value_name = "SPREAD", allow_hyphen_values = true)]
    pub(crate) action: Option<Takes>,

    /// All of it from a file, for each pool: the JSON of `model` in docs/pipe.md
    #[arg(long, help_heading = TIMES, value_name = "FILE", conflicts_with_all = ["drain", "apply", "reboot", "action"])]
    pub(crate) model: Option<PathBuf>,
}

/// What restricts the rollout besides its pools.
#[derive(Debug, clap::Args)]
pub(crate) struct Constraints {
    /// When nodes may begin (repeat for several)
    #[arg(long, help_heading = CONSTRAINTS, value_name = "WINDOW", requires = "now")]
    pub(crate) window: Vec<Opening>,

    /// So many nodes of each pool go alone, and the others wait for so long when they are done
    #[arg(long, help_heading = CONSTRAINTS, value_name = "N:TIME", value_parser = canary)]
    pub(crate) canary: Option<Canary>,

    /// Pools of which each waits for those before it
    #[arg(long, help_heading = CONSTRAINTS, value_name = "POOL,…", value_delimiter = ',')]
    pub(crate) pool_order: Vec<String>,
}

/// How a simulation is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Page {
    /// For people, pool by pool
    Text,
    /// One JSON object
    Json,
    /// A page for browsers, all in one file
    Html,
}
