//! The ops about MachineConfigs and pools.

use super::answer::{Failure, Place};
use super::request::{Named, Request};
use crate::source::{self, Blamed, Locator, Origin};
use garboard_core::api::{ControllerConfig, MachineConfigPool};
use garboard_core::check::{self, Options};
use garboard_core::cluster::{self, Cluster};
use garboard_core::manifest::{self, Format, Read};
use garboard_core::part::{Part, Stand};
use garboard_core::render::{Pools, Rendered, Settings};
use garboard_core::set;
use garboard_core::target::Target;
use garboard_ignition::document::Sources;
use garboard_ignition::report::Entry;
use garboard_ignition::{Finding, Refused, Report};
use serde::Serialize;

/// What a set of manifests is.
const INPUT: [&str; 2] = ["manifests", "files"];

/// What is known of the release.
const RELEASE: [&str; 4] = ["controller_config", "os_image", "extensions_image", "controller_version"];

/// The manifests of a request. Objects that were sent as such stand in no file.
struct Input {
    sent: Sent,
    cluster: Cluster,
}

/// The manifests of a request as they were sent.
pub(super) struct Sent {
    pub(super) sources: Sources,
    /// Of what stands in no file.
    nowhere: Sources,
    in_files: bool,
}

impl Sent {
    /// The manifests, of which a request has one kind.
    pub(super) fn of(request: &Request<'_>) -> Result<Self, Failure> {
        let mut sources = Sources::default();
        let (files, manifests) = (request.files("files")?, request.list("manifests")?);
        let in_files = files.is_some();
        let files = match (files, manifests) {
            (Some(files), None) => files,
            (None, Some(manifests)) => Vec::from([(String::new(), list(manifests))]),
            _ => return Err(Failure::bad_request("name the manifests, as files or as manifests")),
        };
        for (path, text) in files {
            sources.add(path, text);
        }
        Ok(Self { sources, nowhere: Sources::default(), in_files })
    }

    /// What is found, at its place if it stands in a file.
    pub(super) fn findings(&self, report: &Report) -> Vec<Finding> {
        report.entries().iter().map(|entry| Finding::of(entry, self.sources_of(entry))).collect()
    }

    /// Those that its place is in; none if it stands in no file.
    fn sources_of(&self, entry: &Entry) -> &Sources {
        if self.in_files && has_place(entry) { &self.sources } else { &self.nowhere }
    }
}

impl Input {
    /// The manifests of a request.
    fn of(request: &Request<'_>) -> Result<Self, Failure> {
        let sent = Sent::of(request)?;
        let mut cluster = Cluster::default();
        for source in sent.sources.ids() {
            cluster.read(source, sent.sources.text(source));
        }
        cluster.complete_noting();
        Ok(Self { sent, cluster })
    }

    /// MachineConfigs to be taken as they are.
    fn given(configs: &[u8]) -> Self {
        let (mut sources, mut cluster) = (Sources::default(), Cluster::default());
        let source = sources.add(String::new(), list(configs));
        let read = manifest::read(source, sources.text(source), Format::Unknown);
        for document in &read.documents {
            let parts = document.objects();
            cluster.parts.extend(parts.iter().map(|object| Part::read(object, document.notation)));
        }
        Self {
            sent: Sent { sources, nowhere: Sources::default(), in_files: false },
            cluster,
        }
    }

    fn findings(&self, report: &Report) -> Vec<Finding> {
        self.sent.findings(report)
    }

    /// Why there is no answer, and which MachineConfig is to blame.
    fn failure(&self, refused: &Refused) -> Failure {
        let mut failure = Failure::because(refused.code(), refused.to_string());
        let first = refused.first();
        let part = self.cluster.parts.iter().find(|part| is_inside(first, &part.stand));
        failure.error.config = part.map(|part| part.name.clone());
        for entry in refused.report().entries() {
            failure.findings.report.add(entry, self.sent.sources_of(entry));
        }
        if self.sent.in_files && has_place(first) {
            failure.error.place = Place::of(&first.place, &self.sent.sources);
            if let Some(place) = &mut failure.error.place {
                place.document = Some(self.document(first));
            }
        }
        failure
    }

    /// In which document of its file a finding stands: the last one that begins before it.
    fn document(&self, entry: &Entry) -> usize {
        let (source, start) = (entry.place.source, entry.place.span.unwrap_or_default().start);
        let mut found = 0;
        drop(manifest::each(source, self.sent.sources.text(source), Format::Unknown, |document| {
            let objects = document.objects();
            let before = objects.iter().filter(|object| object.value.span().start <= start);
            found = before.map(|object| object.document).max().unwrap_or(found).max(found);
        }));
        found
    }
}

/// Objects that were sent as such stand nowhere, and nothing else is empty at the very beginning.
fn has_place(entry: &Entry) -> bool {
    entry.place.span.is_some_and(|span| span.end > 0)
}

/// Whether a finding is about an object, or something in it.
fn is_inside(entry: &Entry, stand: &Stand) -> bool {
    let (object, span) = (stand.object, entry.place.span.unwrap_or_default());
    has_place(entry) && stand.source == entry.place.source && object.start <= span.start && span.end <= object.end
}

/// Objects as a list of the API.
fn list(objects: &[u8]) -> Vec<u8> {
    [br#"{"apiVersion":"v1","kind":"List","items":"#, objects, b"}"].concat()
}

/// Takes the pool that is asked for into the cluster; its name.
fn pool(request: &Request<'_>, cluster: &mut Cluster) -> Result<Option<String>, Failure> {
    Ok(match request.named::<MachineConfigPool>("pool")? {
        None => None,
        Some(Named::Name(name)) => Some(name),
        Some(Named::Object(pool)) => {
            let name = pool.metadata.name.clone();
            cluster.pools.retain(|other| other.object.metadata.name != name);
            cluster.pools.push(cluster::Placed::nowhere(pool));
            Some(name)
        }
    })
}

fn missing_pool() -> Failure {
    Failure::bad_request("pool is missing: its name, or the object")
}

fn settings(request: &Request<'_>, cluster: &mut Cluster, origins: bool) -> Result<Settings, Failure> {
    if let Some(config) = request.object::<ControllerConfig>("controller_config")? {
        cluster.controller_configs.insert(0, cluster::Placed::nowhere(config));
    }
    let text = |name| request.text(name).map(|text| text.map(str::to_owned));
    let mut settings = Settings::default();
    settings.os_image = text("os_image")?;
    settings.extensions_image = text("extensions_image")?;
    settings.controller_version = text("controller_version")?;
    settings.origins = origins;
    Ok(settings)
}

/// The answer to `render`.
#[derive(Serialize)]
pub(super) struct Answer {
    name: String,
    certainty: &'static str,
    missing: Vec<&'static str>,
    config: Rendered,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash_input: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origins: Option<Vec<Origin>>,
    report: Vec<Finding>,
}

/// Renders the MachineConfigs of a pool.
pub(super) fn render(request: &Request<'_>) -> Result<Answer, Failure> {
    request.only(&[&["pool", "configs", "hash_input", "origins"], &INPUT[..], &RELEASE[..]].concat())?;
    let given = request.list("configs")?;
    let mut input = match given {
        Some(_) if request.has("manifests") || request.has("files") => {
            return Err(Failure::bad_request("configs are taken as they are: leave manifests and files out"));
        }
        Some(configs) => Input::given(configs),
        None => Input::of(request)?,
    };
    let (traced, hashed) = (request.flag("origins")?, request.flag("hash_input")?);
    let pool = pool(request, &mut input.cluster)?.ok_or_else(missing_pool)?;
    if given.is_some() && input.cluster.pools.is_empty() {
        input.cluster.pools.push(cluster::Placed::nowhere(MachineConfigPool::new(&pool)));
    }
    let settings = settings(request, &mut input.cluster, traced)?;
    let mut pools = Pools::new(&input.cluster, &settings);
    let rendered = if given.is_some() { pools.render_all(&pool) } else { pools.render(&pool) };
    let rendered = rendered.map_err(|refused| input.failure(&refused))?;
    let mut report = input.findings(&input.cluster.report);
    report.extend(input.findings(pools.report()));
    report.extend(input.findings(&rendered.report));
    report.extend(rendered.judge().findings(&Sources::default()));
    let origins = traced.then(|| {
        let read = read_again(&input);
        let mut locator = Locator::new(&input.sent.sources, &read);
        rendered.origins().map(|origin| locator.origin(origin)).collect()
    });
    Ok(Answer {
        name: rendered.name.clone(),
        certainty: rendered.certainty.code(),
        missing: rendered.certainty.missing_codes(),
        hash_input: hashed.then(|| rendered.hashed().to_owned()),
        config: rendered,
        origins,
        report,
    })
}

/// The files, to tell places in them; objects that were sent as such have none.
fn read_again(input: &Input) -> Vec<Read<'_>> {
    if input.sent.in_files { source::read_again(&input.sent.sources) } else { Vec::new() }
}

/// The answer to `select`.
#[derive(Serialize)]
pub(super) struct Selected {
    selected: Vec<String>,
}

/// Which MachineConfigs a pool selects, in merge order.
pub(super) fn select(request: &Request<'_>) -> Result<Selected, Failure> {
    request.only(&["pool", "manifests", "files"])?;
    let mut input = Input::of(request)?;
    let pool = pool(request, &mut input.cluster)?.ok_or_else(missing_pool)?;
    let pools = Pools::new(&input.cluster, &Settings::default());
    let selected = pools.select(&pool).map_err(|refused| input.failure(&refused))?;
    Ok(Selected { selected: selected.into_iter().map(|part| part.name.clone()).collect() })
}

/// The answer to `blame`.
#[derive(Serialize)]
pub(super) struct Blames {
    entries: Vec<Blamed>,
}

/// Who set what the rendered MachineConfig of a pool says.
pub(super) fn blame(request: &Request<'_>) -> Result<Blames, Failure> {
    request.only(&[&["pool", "target"], &INPUT[..], &RELEASE[..]].concat())?;
    let mut input = Input::of(request)?;
    let pool = pool(request, &mut input.cluster)?.ok_or_else(missing_pool)?;
    let target = request.text("target")?.map(|text| text.parse::<Target>());
    let target = target.transpose().map_err(|bad| Failure::bad_request(bad.to_string()))?;
    let settings = settings(request, &mut input.cluster, true)?;
    let rendered = Pools::new(&input.cluster, &settings).render(&pool).map_err(|refused| input.failure(&refused))?;
    let found = match target {
        None => garboard_core::blame::all(&rendered),
        Some(target) => garboard_core::blame::of(&rendered, &target)
            .map_err(|none| Failure::because("no-such-target", none.to_string()))?,
    };
    let read = read_again(&input);
    let mut locator = Locator::new(&input.sent.sources, &read);
    Ok(Blames { entries: locator.blames(found) })
}

/// The answer to `validate`.
#[derive(Serialize)]
pub(super) struct Validated {
    report: Vec<Finding>,
}

/// Judges manifests one by one, and as a set. With a pool, the MachineConfigs that it does not select are left out.
pub(super) fn validate(request: &Request<'_>) -> Result<Validated, Failure> {
    request.only(&["pool", "manifests", "files"])?;
    let mut input = Input::of(request)?;
    let pool = pool(request, &mut input.cluster)?;
    let mut report = Report::new();
    for source in input.sent.sources.ids() {
        let format = Format::of(input.sent.sources.name(source));
        report.append(check::text(source, input.sent.sources.text(source), format, &Options::default()).report);
    }
    let mut together = match pool {
        None => set::check(&input.cluster),
        Some(pool) => {
            let selector = Pools::new(&input.cluster, &Settings::default()).selector(&pool);
            let selector = selector.map_err(|refused| input.failure(&refused))?;
            let passed_by = |part: &&Part| !selector.matches(part.labels.as_ref());
            let others: Vec<_> = input.cluster.parts.iter().filter(passed_by).map(|part| part.stand).collect();
            report.retain(|entry| !others.iter().any(|stand| is_inside(entry, stand)));
            set::check_pool(&input.cluster, &pool, &selector)
        }
    };
    for source in input.sent.sources.ids() {
        set::locate(source, input.sent.sources.text(source), &mut together);
    }
    report.append(together);
    let mut found = input.findings(&report);
    found.sort_by(|a, b| (&a.at, a.rule.code).cmp(&(&b.at, b.rule.code)));
    Ok(Validated { report: found })
}
