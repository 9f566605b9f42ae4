//! Manifests judged as a cluster would judge them, each finding with the gate that refuses it.

mod config;
mod container_runtime_config;
mod disruption_policy;
mod identity;
mod kubelet_config;
mod machine_config;
mod object;
mod placeholder;
mod pool;
mod selector;
pub(crate) mod shape;
mod spec_2;
mod suppress;
pub(crate) mod time;
mod tls;

pub(crate) use config::{RENDERED, raised};
pub(crate) use container_runtime_config::{LOG_LEVELS, is_plain};
pub(crate) use identity::{is_machine_config, unserved};
pub(crate) use machine_config::{EXTENSIONS, KERNELS, MOST as RENDER_MOST, NEAR as RENDER_NEAR, SPEC};
pub(crate) use shape::Shape;
pub(crate) use suppress::Comments;

use crate::manifest::{self, Document, Format, Notation, Object, Read};
use crate::rule;
use alloc::{borrow::Cow, collections::BTreeMap, string::String, vec::Vec};
use core::cmp::Ordering;
use garboard_ignition::document::{At, Kind, Path, Place, SourceId, Span, Step, Value};
use garboard_ignition::report::{Entry, Gate, Report, Rule, Severity};
use garboard_ignition::{Config, Refused, Version, nearest, v2};

/// The API group of MachineConfigs and their kin.
pub const GROUP: &str = "machineconfiguration.openshift.io";

/// How to judge.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The newest spec version that a reader of bare Ignition configs knows.
    pub limit: Version,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: Version::LATEST }
    }
}

/// What a document turned out to be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Subject {
    /// A bare Ignition config, judged.
    Ignition,
    /// A ContainerRuntimeConfig, judged.
    ContainerRuntimeConfig,
    /// A KubeletConfig, judged.
    KubeletConfig,
    /// A MachineConfig, judged.
    MachineConfig,
    /// A MachineConfigPool, judged.
    MachineConfigPool,
    /// A MachineConfiguration, of which the policies are judged.
    MachineConfiguration,
    /// Butane: recognised, not judged.
    Butane,
    /// An object of another kind, carried along.
    Other(String),
}

impl Subject {
    /// The kinds that are judged, as a summary has them.
    pub const JUDGED: [Self; 6] = [
        Self::MachineConfig,
        Self::MachineConfigPool,
        Self::KubeletConfig,
        Self::ContainerRuntimeConfig,
        Self::MachineConfiguration,
        Self::Ignition,
    ];

    /// What it is called; of another kind, as the object has it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Ignition => "Ignition",
            Self::ContainerRuntimeConfig => "ContainerRuntimeConfig",
            Self::KubeletConfig => "KubeletConfig",
            Self::MachineConfig => "MachineConfig",
            Self::MachineConfigPool => "MachineConfigPool",
            Self::MachineConfiguration => "MachineConfiguration",
            Self::Butane => "Butane",
            Self::Other(kind) => kind,
        }
    }
}

/// What came of a file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Judged {
    /// What was found, and what could not be read.
    pub report: Report,
    /// What the file holds, and how many of each.
    pub subjects: BTreeMap<Subject, usize>,
    /// How many documents hold no object: lists, text, numbers.
    pub objectless: usize,
}

/// Reads and judges a file, one document after the other. Findings that a comment suppresses are
/// left out.
#[must_use]
pub fn text(source: SourceId, text: &[u8], format: Format, options: &Options) -> Judged {
    let mut judging = Judging::new(source, text, options);
    let unread = manifest::each(source, text, format, |document| judging.document(&document));
    judging.finish(unread)
}

/// Judges everything in a file that was read; the report has what could not be read too. Findings
/// that a comment in `text` suppresses are left out.
#[must_use]
pub fn file(read: &Read<'_>, text: &[u8], options: &Options) -> Report {
    let mut judging = Judging::new(read.source, text, options);
    for document in &read.documents {
        judging.document(document);
    }
    judging.finish(read.report.clone()).report
}

/// What a file holds, and how many of each.
#[must_use]
pub fn subjects(read: &Read<'_>) -> BTreeMap<Subject, usize> {
    let mut counts = BTreeMap::new();
    for document in &read.documents {
        count(document, &mut counts);
    }
    counts
}

/// A file that is being judged.
struct Judging<'s> {
    source: SourceId,
    options: &'s Options,
    comments: Comments<'s>,
    judged: Judged,
}

impl<'s> Judging<'s> {
    fn new(source: SourceId, text: &'s [u8], options: &'s Options) -> Self {
        let judged = Judged { report: Report::new(), subjects: BTreeMap::new(), objectless: 0 };
        Self { source, options, comments: Comments::of(source, text), judged }
    }

    fn document(&mut self, document: &Document<'_>) {
        if count(document, &mut self.judged.subjects) == 0 {
            self.judged.objectless += 1;
        }
        self.comments.pass(document);
        let mut report = self::document(document, self.options);
        // The reference's report about a bare config may say a thing twice.
        if !document.is_ignition {
            once_each(&mut report, in_words);
        }
        self.judged.report.append(report);
    }

    fn finish(self, unread: Report) -> Judged {
        let mut whole = unread;
        let documents = self.judged.objectless + self.judged.subjects.values().sum::<usize>();
        if documents == 0 && whole.is_empty() {
            let mut place = Place::new(self.source, Path::root());
            place.span = Some(Span::default());
            whole.add(Entry::new(&rule::EMPTY_FILE, place));
        }
        whole.append(self.judged.report);
        self.comments.apply(&mut whole);
        whole.sort();
        Judged { report: whole, ..self.judged }
    }
}

/// At the same place in the same words: a value that aliases repeat has one place and many paths, of which the first is
/// kept, and a path may lie below two links.
fn in_words(a: &Entry, b: &Entry) -> Ordering {
    let words = |entry: &Entry| (entry.place.span, entry.rule.code);
    words(a).cmp(&words(b)).then_with(|| a.message.cmp(&b.message))
}

/// Takes out what was found again: of equal findings that have a place the first is kept.
pub(crate) fn once_each(report: &mut Report, compare: impl Fn(&Entry, &Entry) -> Ordering) {
    let entries = report.entries();
    let compare = |a: usize, b: usize| compare(&entries[a], &entries[b]);
    let mut order: Vec<_> = (0..entries.len()).filter(|&index| entries[index].place.span.is_some()).collect();
    order.sort_by(|&a, &b| compare(a, b));
    let mut again = alloc::vec![false; entries.len()];
    for pair in order.windows(2).filter(|pair| compare(pair[0], pair[1]).is_eq()) {
        again[pair[1]] = true;
    }
    let mut again = again.into_iter();
    report.retain(|_| !again.next().unwrap_or_default());
}

/// Counts what a document holds; answers how many there are.
fn count(document: &Document<'_>, counts: &mut BTreeMap<Subject, usize>) -> usize {
    let subjects = subjects_of(document);
    let number = subjects.len();
    for subject in subjects {
        *counts.entry(subject).or_insert(0) += 1;
    }
    number
}

fn subjects_of(document: &Document<'_>) -> Vec<Subject> {
    if document.is_ignition {
        return [Subject::Ignition].into();
    }
    let subject = |object: Object<'_>| {
        if is_butane(object.value) {
            Subject::Butane
        } else {
            identity::judged(&object).unwrap_or_else(|| {
                Subject::Other(match object.kind() {
                    kind if kind.is_empty() => "object without kind".into(),
                    kind => kind.into_owned(),
                })
            })
        }
    };
    document.objects().into_iter().map(subject).collect()
}

fn document(document: &Document<'_>, options: &Options) -> Report {
    let root = document.tape.root();
    if document.is_ignition {
        return config::bare(root, options.limit);
    }
    let mut report = Report::new();
    for object in document.objects() {
        let mut own = Report::new();
        if is_butane(object.value) {
            own.add(Entry::new(&garboard_ignition::rule::BUTANE, place(object.value, &At::ROOT)));
        } else {
            self::object(&object, document.notation, &mut own);
        }
        if object.group() == GROUP || !own.is_empty() {
            placeholder::replace(object.value, &mut own);
        }
        report.append(own);
    }
    report
}

fn object(object: &Object<'_>, notation: Notation, report: &mut Report) {
    match identity::judged(object) {
        Some(Subject::ContainerRuntimeConfig) => container_runtime_config::check(object, report),
        Some(Subject::KubeletConfig) => kubelet_config::check(object, report),
        Some(Subject::MachineConfigPool) => pool::check(object, report),
        Some(Subject::MachineConfiguration) => disruption_policy::check(object, report),
        Some(_) => drop(machine_config::check(object, notation, report)),
        None if looks_like_ignition(object.value) => {
            report.add(Entry::new(&rule::IGNITION_IN_YAML, place(object.value, &At::ROOT)));
        }
        None => identity::near_miss(object).into_iter().for_each(|entry| report.add(entry)),
    }
}

/// What the render controller makes of a MachineConfig.
pub(crate) struct Rendering {
    /// What is found in it.
    pub(crate) report: Report,
    /// Its config, raised to [`RENDERED`]. Where there is one and it cannot be read, an error says why.
    pub(crate) config: Option<Config>,
    /// Where the values of a config are written that was of spec 2.
    pub(crate) written: Option<v2::Written>,
}

/// Judges a MachineConfig and reads its config as the render controller does.
pub(crate) fn machine_config(object: &Object<'_>, notation: Notation) -> Rendering {
    let mut report = Report::new();
    let read = machine_config::check(object, notation, &mut report);
    if let Some(config) = read {
        let config = config.at(RENDERED).ok().map(|raised| raised.config);
        return Rendering { report, config, written: None };
    }
    let config = object.value.get("spec").and_then(|spec| spec.get("config"));
    let (config, written) = config.and_then(|config| config::raised(config).ok()).unzip();
    Rendering { report, config, written }
}

/// The config of a MachineConfig that stands at `$.spec.config`, as a node's daemon reads it: raised to [`RENDERED`].
///
/// # Errors
/// [`Refused`] with all that the operator refuses of it, if it does.
pub(crate) fn readable(config: Value<'_>) -> Result<Config, Refused> {
    let mut report = Report::new();
    let at = At::ROOT.field("spec");
    let read = config::rendered(config, &at.field("config"), &mut Findings::new(&mut report));
    let refused = report.into_iter().filter(|entry| entry.severity == Severity::Error);
    if let Ok(refused) = Refused::of(refused.collect()) {
        return Err(refused);
    }
    match read {
        Some(read) => Ok(read.at(RENDERED)?.config),
        None => Ok(config::raised(config)?.0),
    }
}

/// The same of a config that controllers wrote: it has what the operator demands beyond the rules of Ignition.
pub(crate) fn readable_as_written(config: Config) -> Result<Config, Refused> {
    let found = config::gated(config.check(), Gate::Render, Gate::Node);
    let refused = found.into_iter().filter(|entry| entry.severity == Severity::Error);
    Refused::of(refused.collect()).map_or(Ok(config), Err)
}

fn is_butane(root: Value<'_>) -> bool {
    root.get("variant").is_some_and(|variant| variant.kind() == Kind::String)
        && root.get("kind").is_none()
        && root.get("ignition").is_none_or(|ignition| ignition.get("version").is_none())
}

fn looks_like_ignition(root: Value<'_>) -> bool {
    root.get("kind").is_none() && root.get("ignition").is_some_and(|ignition| ignition.get("version").is_some())
}

/// The place of a value.
fn place(value: Value<'_>, at: &At<'_>) -> Place {
    let mut place = Place::new(value.tape().source(), at.path());
    place.span = Some(value.span());
    place
}

/// Where a finding about a whole object stands: at its name.
fn named(object: Value<'_>) -> Value<'_> {
    let metadata = object.get("metadata").filter(|metadata| metadata.kind() == Kind::Object);
    metadata.and_then(|metadata| metadata.get("name")).or(metadata).unwrap_or(object)
}

/// A text of somebody else's, at a length that can be read.
fn shown(text: &str) -> String {
    const MOST: usize = 100;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => alloc::format!("{}…", &text[..end]),
        None => text.into(),
    }
}

/// For so many words the one that was meant is sought: words can be many, and seeking is not cheap.
const MOST_HINTS: usize = 100;

/// Findings about one object, in the making.
struct Findings<'r> {
    report: &'r mut Report,
    /// How many more words are compared with those that are known.
    hints: usize,
}

impl<'r> Findings<'r> {
    const fn new(report: &'r mut Report) -> Self {
        Self { report, hints: MOST_HINTS }
    }

    /// A finding in the rule's own words.
    fn add(&mut self, rule: &'static Rule, gate: impl Into<Option<Gate>>, value: Value<'_>, at: &At<'_>) {
        self.say(rule, gate, value, at, rule.summary);
    }

    /// A finding in other words.
    fn say(
        &mut self,
        rule: &'static Rule,
        gate: impl Into<Option<Gate>>,
        value: Value<'_>,
        at: &At<'_>,
        message: impl Into<Cow<'static, str>>,
    ) {
        self.hint(rule, gate, value, at, message, None);
    }

    /// A finding in other words, with advice for this very case if there is any.
    fn hint(
        &mut self,
        rule: &'static Rule,
        gate: impl Into<Option<Gate>>,
        value: Value<'_>,
        at: &At<'_>,
        message: impl Into<Cow<'static, str>>,
        hint: Option<String>,
    ) {
        let mut entry = Entry::new(rule, place(value, at)).saying(message);
        entry.gate = gate.into();
        entry.hint = hint.map(Cow::Owned);
        self.report.add(entry);
    }

    /// Which of the words was likely meant.
    fn did_you_mean(&mut self, name: &str, words: &[&str]) -> Option<String> {
        self.hints = self.hints.checked_sub(1)?;
        let near = nearest(name, words.iter().copied().filter(|word| !word.is_empty()));
        near.map(|near| alloc::format!("did you mean {near}?"))
    }
}

/// A path as Kubernetes writes it, `spec.kernelArguments[1]`.
fn field_name(at: &At<'_>) -> String {
    let mut name = String::new();
    for step in at.path().steps() {
        match step {
            Step::Index(index) => name += &alloc::format!("[{index}]"),
            step if name.is_empty() => name += &alloc::format!("{step}"),
            step => name += &alloc::format!(".{step}"),
        }
    }
    name
}
