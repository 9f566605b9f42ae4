//! What is fetched: sources, headers, hashes.

use super::{Here, unknown_keys};
use crate::check::Drafts;
use crate::go::{dataurl, quote, url};
use crate::report::Rule;
use crate::rule;
use crate::v2::{FileContents, HttpHeader, Reference, Verification};
use crate::version::Version::{self, V2_0, V2_1, V2_3};
use alloc::{borrow::Cow, collections::BTreeSet, format, vec::Vec};

pub(super) fn reference(reference: &Reference, here: &Here<'_>, drafts: &mut Drafts) {
    headers(&reference.http_headers, &reference.source, &here.field("httpHeaders"), drafts);
    if let Err((rule, message)) = source(&reference.source, drafts.version) {
        here.field("source").say(rule, message, drafts);
    }
    verification(&reference.verification, &here.field("verification"), drafts);
    unknown_keys::<Reference>(here, drafts);
}

pub(super) fn contents(contents: &FileContents, here: &Here<'_>, drafts: &mut Drafts) {
    if !matches!(contents.compression.as_str(), "" | "gzip") {
        here.field("compression").add(&rule::COMPRESSION, drafts);
    }
    headers(&contents.http_headers, &contents.source, &here.field("httpHeaders"), drafts);
    if let Err((rule, message)) = source(&contents.source, drafts.version) {
        let message = match drafts.version {
            version if version < V2_3 => message,
            _ => format!("invalid url {}: {message}", quote::double(&contents.source)).into(),
        };
        here.field("source").say(rule, message, drafts);
    }
    verification(&contents.verification, &here.field("verification"), drafts);
    unknown_keys::<FileContents>(here, drafts);
}

/// The schemes a source may have, since when.
const SCHEMES: &[(&str, Version)] =
    &[("http", V2_0), ("https", V2_0), ("oem", V2_0), ("data", V2_0), ("tftp", V2_1), ("s3", V2_1)];

/// What is wrong with a source; an empty one is none, and allowed.
fn source(source: &str, version: Version) -> Result<(), (&'static Rule, Cow<'static, str>)> {
    let says = |rule: &'static Rule| Err((rule, Cow::Borrowed(rule.summary)));
    if source.is_empty() {
        return Ok(());
    }
    let Ok(url) = url::parse(source) else { return says(&rule::URL_INVALID) };
    let known = SCHEMES.iter().find(|(scheme, since)| *scheme == url.scheme && *since <= version);
    match known.map(|(scheme, _)| *scheme) {
        None => says(&rule::URL_SCHEME),
        Some("s3") if url.query_values("versionId").next().is_some_and(|value| value.is_empty()) => {
            says(&rule::S3_VERSION)
        }
        Some("data") => match dataurl::check(source) {
            Ok(_) => Ok(()),
            Err(bad) => Err((&rule::DATA_URL, bad.message)),
        },
        Some(_) => Ok(()),
    }
}

fn headers(headers: &Option<Vec<HttpHeader>>, source: &str, here: &Here<'_>, drafts: &mut Drafts) {
    let Some(list) = headers.as_deref().filter(|list| !list.is_empty()) else { return };
    match url::parse(source) {
        Err(_) => here.add(&rule::URL_INVALID, drafts),
        Ok(url) if url.scheme == "http" || url.scheme == "https" => {}
        Ok(_) => here.add(&rule::HEADERS_SCHEME, drafts),
    }
    let mut seen = BTreeSet::new();
    let mut fatal = false;
    for HttpHeader { name, .. } in list {
        if name.is_empty() {
            here.add(&rule::HEADER_NAME, drafts);
        } else if !seen.insert(name) {
            here.say(&rule::HEADER_REPEATED, format!("Found duplicate HTTP header: {}", quote::double(name)), drafts);
        } else {
            continue;
        }
        fatal = true;
    }
    if !fatal {
        super::each(headers, here, drafts, |_, here, drafts| unknown_keys::<HttpHeader>(here, drafts));
    }
}

fn verification(verification: &Verification, here: &Here<'_>, drafts: &mut Drafts) {
    let rule = match verification.hash.as_deref().map(|hash| hash.split_once('-')) {
        None => None,
        Some(None) => Some(&rule::HASH_MALFORMED),
        Some(Some(("sha512", sum))) if sum.len() == 128 => None,
        Some(Some(("sha512", _))) => Some(&rule::HASH_SIZE),
        Some(Some(_)) => Some(&rule::HASH_FUNCTION),
    };
    match rule {
        Some(rule) => here.add(rule, drafts),
        None => unknown_keys::<Verification>(here, drafts),
    }
}
