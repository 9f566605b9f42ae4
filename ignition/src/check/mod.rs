//! The rules pass: every record is visited before what is in it, in the order of the fields.

pub(crate) mod disk;
mod luks;
mod node;
mod resource;
pub(crate) mod systemd;

use crate::document::{At, Path};
use crate::duplicate::duplicates;
use crate::model::rows::text;
use crate::model::{Content, Ignition, Proxy, Resource};
use crate::report::{Report, Rule};
use crate::rule;
use crate::version::Version;
use alloc::{borrow::Cow, vec::Vec};
pub(crate) use disk::{FORMATS, REDUNDANT, STRIPED};
pub(crate) use luks::PINS;
pub(crate) use node::{Above, Beginnings};
use resource::Use;
pub(crate) use resource::{HASHES, SCHEMES};
pub(crate) use systemd::SUFFIXES;

/// A finding whose place in the text is still to be looked up.
pub(crate) struct Draft {
    pub(crate) rule: &'static Rule,
    pub(crate) path: Path,
    pub(crate) message: Cow<'static, str>,
    /// Where in the text of the value the fault is, if it is in one spot.
    pub(crate) inside: Option<usize>,
    /// The node of the key that the finding is about, where it is known already.
    pub(crate) key: Option<usize>,
    pub(crate) related: Vec<Path>,
    pub(crate) hint: Option<Cow<'static, str>>,
}

/// Findings in the making, for one version.
pub(crate) struct Drafts {
    pub(crate) version: Version,
    /// As the converter judges, whose rules are those of an older release.
    pub(crate) converting: bool,
    list: Vec<Draft>,
}

impl Drafts {
    pub(crate) const fn new(version: Version) -> Self {
        Self { version, converting: false, list: Vec::new() }
    }

    pub(crate) const fn converting(version: Version) -> Self {
        Self { version, converting: true, list: Vec::new() }
    }

    /// Whether there are as many as a report holds; then there is no use in looking further.
    pub(crate) fn full(&self) -> bool {
        self.list.len() >= Report::MOST
    }

    /// Adds a finding in the rule's own words, if the version has the rule.
    pub(crate) fn add(&mut self, rule: &'static Rule, at: &At<'_>) -> Option<&mut Draft> {
        self.say(rule, at, rule.summary)
    }

    /// Adds a finding in other words, if the version has the rule.
    pub(crate) fn say(
        &mut self,
        rule: &'static Rule,
        at: &At<'_>,
        message: impl Into<Cow<'static, str>>,
    ) -> Option<&mut Draft> {
        if !rule.lives_in(self.version) || self.full() {
            return None;
        }
        let (path, message) = (at.path(), message.into());
        self.list.push(Draft {
            rule,
            path,
            message,
            inside: None,
            key: None,
            related: Vec::new(),
            hint: None,
        });
        self.list.last_mut()
    }

    /// Adds a finding that was made elsewhere.
    pub(crate) fn take(&mut self, draft: Draft) {
        if !self.full() {
            self.list.push(draft);
        }
    }

    pub(crate) fn into_list(self) -> Vec<Draft> {
        self.list
    }
}

impl Draft {
    pub(crate) fn beside(&mut self, at: &At<'_>) {
        self.related.push(at.path());
    }
}

/// All that the reference says of a config without its document: the rules pass, then the duplicate
/// pass.
pub(crate) fn whole(content: &Content, drafts: &mut Drafts) {
    rules(content, drafts);
    duplicates(content, drafts);
}

/// Looks at everything the rules pass of the reference looks at.
fn rules(content: &Content, drafts: &mut Drafts) {
    let root = At::ROOT;
    systemd::conflicts(content, &root, drafts);
    ignition(&content.ignition, &root.field("ignition"), drafts);
    let storage = root.field("storage");
    node::storage(&content.storage, &storage, drafts);
    disk::filesystems_on_disks(&content.storage, &storage, drafts);
    storage_items(content, &storage, drafts);
    systemd::systemd(&content.systemd, &root.field("systemd"), drafts);
}

fn storage_items(content: &Content, storage: &At<'_>, drafts: &mut Drafts) {
    let items = &content.storage;
    each(&items.directories, &storage.field("directories"), drafts, node::directory);
    each(&items.disks, &storage.field("disks"), drafts, disk::disk);
    each(&items.files, &storage.field("files"), drafts, node::file);
    each(&items.filesystems, &storage.field("filesystems"), drafts, disk::filesystem);
    each(&items.links, &storage.field("links"), drafts, node::link);
    each(&items.luks, &storage.field("luks"), drafts, luks::luks);
    each(&items.raid, &storage.field("raid"), drafts, disk::raid);
}

/// Visits the elements of a list that may be absent.
fn each<T>(list: &Option<Vec<T>>, at: &At<'_>, drafts: &mut Drafts, visit: fn(&T, &At<'_>, &mut Drafts)) {
    for (index, item) in list.iter().flatten().enumerate() {
        visit(item, &at.index(index), drafts);
    }
}

fn ignition(ignition: &Ignition, at: &At<'_>, drafts: &mut Drafts) {
    let config = at.field("config");
    let merge = config.field("merge");
    sources(&ignition.config.merge, &merge, drafts);
    for (index, reference) in ignition.config.merge.iter().flatten().enumerate() {
        resource::resource(reference, Use::Config, &merge.index(index), drafts);
    }
    resource::resource(&ignition.config.replace, Use::Config, &config.field("replace"), drafts);
    proxy(&ignition.proxy, &at.field("proxy"), drafts);
    let tls = at.field("security");
    let tls = tls.field("tls");
    let authorities = tls.field("certificateAuthorities");
    sources(&ignition.security.tls.certificate_authorities, &authorities, drafts);
    for (index, authority) in ignition.security.tls.certificate_authorities.iter().flatten().enumerate() {
        resource::resource(authority, Use::Authority, &authorities.index(index), drafts);
    }
}

/// What the list demands of each source; the resource itself is visited besides.
fn sources(list: &Option<Vec<Resource>>, at: &At<'_>, drafts: &mut Drafts) {
    if !rule::SOURCE_MISSING.lives_in(drafts.version) {
        return;
    }
    for (index, resource) in list.iter().flatten().enumerate() {
        let at = at.index(index);
        match text(&resource.source) {
            "" => _ = drafts.add(&rule::SOURCE_MISSING, &at),
            source => resource::url(source, &at, drafts),
        }
    }
}

fn proxy(proxy: &Proxy, at: &At<'_>, drafts: &mut Drafts) {
    for (name, value) in [("httpProxy", &proxy.http_proxy), ("httpsProxy", &proxy.https_proxy)] {
        let Some(value) = value else { continue };
        let at = at.field(name);
        match crate::go::url::parse(value) {
            Err(bad) => inside(drafts.add(&rule::URL_INVALID, &at), bad.at),
            Ok(url) if url.scheme == "http" && name == "httpsProxy" => _ = drafts.add(&rule::PROXY_INSECURE, &at),
            Ok(url) if url.scheme == "http" || url.scheme == "https" => {}
            Ok(_) => _ = drafts.add(&rule::PROXY_SCHEME, &at),
        }
    }
}

/// Narrows a finding to one spot of the value's text.
fn inside(draft: Option<&mut Draft>, at: usize) {
    if let Some(draft) = draft {
        draft.inside = Some(at);
    }
}
