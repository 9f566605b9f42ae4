//! A node as the planner sees it, and what can be asked of it.

use super::labels::Labels;
use super::target::Target;
use super::time::Timestamp;
use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

/// What the planner needs of a Node of the API. It is read from the whole object; what is not here is passed by.
///
/// The daemon on the node and the controllers speak through annotations of the node, all of them under
/// `machineconfiguration.openshift.io/`. An absent one and an empty one differ only for images.
///
/// ```
/// use garboard_rollout::fleet::{Node, State};
///
/// let node: Node = serde_json::from_str(r#"{"metadata":{"name":"w1","annotations":{
///     "machineconfiguration.openshift.io/currentConfig":"rendered-worker-a",
///     "machineconfiguration.openshift.io/desiredConfig":"rendered-worker-b",
///     "machineconfiguration.openshift.io/state":"Degraded"}}}"#)?;
/// assert_eq!(node.state, State::Degraded);
/// assert!(node.is_failing() && !node.is_unavailable());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Node {
    /// Its name.
    pub name: Box<str>,
    /// Its labels, by which pools select it.
    pub labels: Labels,
    /// When it was made; none is older than any time.
    pub created: Option<Timestamp>,
    /// `currentConfig`: the rendered MachineConfig that the daemon completed last.
    pub current_config: Option<Arc<str>>,
    /// `desiredConfig`: the one that it is to have.
    pub desired_config: Option<Arc<str>>,
    /// `currentImage`: the image built for its pool that the daemon completed last.
    pub current_image: Option<Arc<str>>,
    /// `desiredImage`: the one that it is to boot.
    pub desired_image: Option<Arc<str>>,
    /// `reason`: why the daemon is stuck.
    pub reason: Option<Box<str>>,
    /// `controlPlaneTopology`: what the daemon was told about the control plane.
    pub topology: Option<Arc<str>>,
    /// What the first of its conditions says that is not as it should be.
    pub problem: Option<Problem>,
    /// `state`: what the daemon says that it is doing.
    pub state: State,
    /// Whether `lastAppliedDrain` says that the drain controller drained it, and has not let pods in again since.
    pub drained: bool,
    /// Whether it is cordoned.
    pub unschedulable: bool,
    /// Whether it has the taint `UpdateInProgress:PreferNoSchedule`.
    pub tainted: bool,
}

/// What the daemon on a node says that it is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Nothing so far.
    #[default]
    Absent,
    /// An update.
    Working,
    /// Nothing more: it is where it was told to be.
    Done,
    /// It failed, and tries again.
    Degraded,
    /// It refuses the step, and tries again.
    Unreconcilable,
    /// A word that no daemon says.
    Other,
}

impl State {
    /// As the annotation has it.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match text {
            "" => Self::Absent,
            "Working" => Self::Working,
            "Done" => Self::Done,
            "Degraded" => Self::Degraded,
            "Unreconcilable" => Self::Unreconcilable,
            _ => Self::Other,
        }
    }

    /// Whether the daemon is stuck.
    #[must_use]
    pub const fn is_stuck(self) -> bool {
        matches!(self, Self::Degraded | Self::Unreconcilable)
    }
}

/// A condition of a node that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// `Ready` has another status than True: this one.
    NotReady(Box<str>),
    /// `DiskPressure` has another status than False: this one.
    OutOfDisk(Box<str>),
    /// `NetworkUnavailable` has another status than False: this one.
    NetworkUnavailable(Box<str>),
}

impl Problem {
    /// What a condition says. Other conditions, and other pressures, are no problem.
    #[must_use]
    pub fn of(condition: &str, status: &str) -> Option<Self> {
        match (condition, status) {
            ("Ready", "True") | ("DiskPressure" | "NetworkUnavailable", "False") => None,
            ("Ready", _) => Some(Self::NotReady(status.into())),
            ("DiskPressure", _) => Some(Self::OutOfDisk(status.into())),
            ("NetworkUnavailable", _) => Some(Self::NetworkUnavailable(status.into())),
            _ => None,
        }
    }
}

/// In the words of the machine-config-operator.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReady(status) => write!(f, "NotReady={status}"),
            Self::OutOfDisk(status) => write!(f, "OutOfDisk={status}"),
            Self::NetworkUnavailable(status) => write!(f, "NetworkUnavailable={status}"),
        }
    }
}

/// The text, or nothing where there is none.
pub(super) fn text(of: Option<&Arc<str>>) -> &str {
    of.map_or("", |text| text)
}

impl Node {
    /// A node of this name that says nothing else, as it is before its daemon has started.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Where it stands: label `topology.kubernetes.io/zone`.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        self.labels.get("topology.kubernetes.io/zone")
    }

    /// Whether it runs Windows, so that no pool has it: label `kubernetes.io/os`, to the letter.
    #[must_use]
    pub fn is_windows(&self) -> bool {
        self.labels.get("kubernetes.io/os") == Some("windows")
    }

    /// Whether pods can be placed on it. A node without conditions is ready; pressure of memory or processes is nothing.
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        self.problem.is_none() && !self.unschedulable
    }

    /// Whether it has the MachineConfig that it is to have.
    #[must_use]
    pub fn is_config_done(&self) -> bool {
        let current = text(self.current_config.as_ref());
        !current.is_empty() && current == text(self.desired_config.as_ref())
    }

    /// Whether it has the image that it is to have; if it is to have none, whether there is no trace of one.
    #[must_use]
    pub fn is_image_done(&self) -> bool {
        match (&self.current_image, &self.desired_image) {
            (None, None) => true,
            (Some(current), Some(desired)) => !current.is_empty() && current == desired,
            _ => false,
        }
    }

    /// Whether it is where it was told to be, and its daemon says so.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.state == State::Done && self.is_config_done() && self.is_image_done()
    }

    /// Whether its daemon is stuck on the way to another MachineConfig.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.state.is_stuck() && text(self.current_config.as_ref()) != text(self.desired_config.as_ref())
    }

    /// Whether it counts as out of service: not ready, at work, told and not begun, or stuck where it was told to be. One
    /// that failed on its way and is ready is in service.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        !self.is_ready() || (!self.is_done() && !self.is_failing())
    }

    /// Whether it was told to go where `target` is.
    #[must_use]
    pub fn is_told(&self, target: &Target<'_>) -> bool {
        if target.is_layered() {
            target.is_build(text(self.desired_config.as_ref()), text(self.desired_image.as_ref()))
        } else {
            text(self.desired_config.as_ref()) == target.config && self.desired_image.is_none()
        }
    }

    /// Whether it is where `target` is.
    #[must_use]
    pub fn is_updated(&self, target: &Target<'_>) -> bool {
        self.is_told(target) && text(self.desired_config.as_ref()) == target.config && self.is_done()
    }

    /// Whether it is on its way: at work, or told and not begun.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        let told = |desired: &Option<Arc<str>>, current: &Option<Arc<str>>| {
            !text(desired.as_ref()).is_empty() && text(desired.as_ref()) != text(current.as_ref())
        };
        self.state == State::Working
            || told(&self.desired_config, &self.current_config)
            || told(&self.desired_image, &self.current_image)
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, Problem, State};
    use crate::fleet::target::Target;
    use alloc::format;
    use alloc::string::ToString as _;

    fn node(current: &str, desired: &str, state: &str) -> Node {
        let config = |name: &str| (name != "-").then(|| format!("rendered-{name}").into());
        Node {
            current_config: config(current),
            desired_config: config(desired),
            state: State::of(state),
            ..Node::new("n")
        }
    }

    fn conditions(node: Node, conditions: &[(&str, &str)]) -> Node {
        let problem = conditions.iter().find_map(|(condition, status)| Problem::of(condition, status));
        Node { problem, ..node }
    }

    fn cordoned(node: Node) -> Node {
        Node { unschedulable: true, ..node }
    }

    fn images(node: Node, current: Option<&str>, desired: Option<&str>) -> Node {
        Node {
            current_image: current.map(Into::into),
            desired_image: desired.map(Into::into),
            ..node
        }
    }

    /// Done, ready, unavailable, failing, updated, candidate; the pool's target is B.
    #[test]
    fn every_predicate_answers_as_the_operator_does() {
        let b = || node("B", "B", "Done");
        for (about, node, want) in [
            ("idle", node("A", "A", "Done"), "TTFFFT"),
            ("updated", b(), "TTFFTF"),
            ("just told", node("A", "B", "Done"), "FTTFFF"),
            ("at work", node("A", "B", "Working"), "FTTFFF"),
            ("stuck on the way", node("A", "B", "Degraded"), "FTFTFF"),
            ("refusing", node("A", "B", "Unreconcilable"), "FTFTFF"),
            ("stuck on an older way", node("A", "C", "Degraded"), "FTFTFT"),
            ("drifted", node("A", "A", "Degraded"), "FTTFFT"),
            ("stuck at its target", node("B", "B", "Degraded"), "FTTFFF"),
            ("at work at its target", node("B", "B", "Working"), "FTTFFF"),
            ("without a state", node("A", "A", ""), "FTTFFT"),
            ("with a word that is no state", node("A", "A", "Rebooting"), "FTTFFT"),
            ("its target lost", node("A", "-", "Done"), "FTTFFT"),
            ("without annotations", node("-", "-", ""), "FTTFFT"),
            ("ready unknown", conditions(node("A", "A", "Done"), &[("Ready", "Unknown")]), "TFTFFT"),
            ("cordoned", cordoned(node("A", "A", "Done")), "TFTFFT"),
            ("stuck and cordoned", cordoned(node("A", "B", "Degraded")), "FFTTFF"),
            ("without conditions", conditions(node("A", "A", "Done"), &[]), "TTFFFT"),
            ("short of memory", conditions(b(), &[("MemoryPressure", "True"), ("PIDPressure", "True")]), "TTFFTF"),
            ("short of disk", conditions(b(), &[("DiskPressure", "True")]), "TFTFTF"),
            ("unconnected", conditions(b(), &[("Ready", "True"), ("NetworkUnavailable", "Unknown")]), "TFTFTF"),
            ("the old name of a condition", conditions(b(), &[("OutOfDisk", "True")]), "TTFFTF"),
            ("only a current image", images(b(), Some("i"), None), "FTTFFF"),
            ("only a desired image", images(b(), None, Some("i")), "FTTFFT"),
            ("out of layering", images(b(), Some("i"), Some("i")), "TTFFFT"),
            ("images present and empty", images(b(), Some(""), Some("")), "FTTFFT"),
        ] {
            let target = Target::of_config("rendered-B");
            let got = [
                node.is_done(),
                node.is_ready(),
                node.is_unavailable(),
                node.is_failing(),
                node.is_updated(&target),
                !node.is_told(&target),
            ];
            let got = got.map(|holds| if holds { 'T' } else { 'F' });
            assert_eq!(got.iter().collect::<alloc::string::String>(), want, "{about}");
        }
    }

    #[test]
    fn of_a_layered_pool_the_image_counts() {
        let image = |node, image| images(node, Some(image), Some(image));
        let built = Target::of_build("rendered-B", "rendered-B", "i");
        for (about, node, target, told, updated) in [
            ("there", image(node("B", "B", "Done"), "i"), built, true, true),
            ("another image", image(node("B", "B", "Done"), "j"), built, false, false),
            ("no image", node("B", "B", "Done"), built, false, false),
            ("an empty image", image(node("B", "B", "Done"), ""), built, false, false),
            ("on its way", images(node("A", "B", "Working"), None, Some("i")), built, true, false),
            ("nothing is built", image(node("B", "B", "Done"), "i"), Target::unbuilt("rendered-B"), false, false),
            (
                "the build has no image",
                image(node("B", "B", "Done"), ""),
                Target::of_build("rendered-B", "rendered-B", ""),
                false,
                false,
            ),
            (
                "the build is of an older config",
                image(node("A", "A", "Done"), "i"),
                Target::of_build("rendered-B", "rendered-A", "i"),
                true,
                false,
            ),
        ] {
            assert_eq!((node.is_told(&target), node.is_updated(&target)), (told, updated), "{about}");
        }
    }

    #[test]
    fn a_node_is_under_way_while_it_is_told_or_at_work() {
        for (node, want) in [
            (node("A", "A", "Done"), false),
            (node("A", "-", "Done"), false),
            (node("-", "-", ""), false),
            (node("A", "A", ""), false),
            (node("A", "B", "Done"), true),
            (node("-", "B", ""), true),
            (node("A", "A", "Working"), true),
            (images(node("A", "A", "Done"), Some("i"), Some("j")), true),
            (images(node("A", "A", "Done"), Some("i"), None), false),
        ] {
            assert_eq!(node.is_under_way(), want, "{node:?}");
        }
    }

    #[test]
    fn the_first_problem_is_told_in_the_words_of_the_operator() {
        let conditions =
            [("MemoryPressure", "True"), ("DiskPressure", "Unknown"), ("Ready", "False"), ("NetworkUnavailable", "x")];
        let problems: alloc::vec::Vec<_> =
            conditions.iter().filter_map(|(condition, status)| Problem::of(condition, status)).collect();
        let words: alloc::vec::Vec<_> = problems.iter().map(Problem::to_string).collect();
        assert_eq!(words, ["OutOfDisk=Unknown", "NotReady=False", "NetworkUnavailable=x"]);
    }
}
