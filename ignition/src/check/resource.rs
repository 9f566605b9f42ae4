//! Resources: sources, their schemes, hashes, headers.

use super::{Drafts, inside};
use crate::document::At;
use crate::go::{dataurl, url};
use crate::model::rows::text;
use crate::model::{HttpHeader, Resource};
use crate::rule;
use crate::version::Version::{self, V3_0, V3_1, V3_2, V3_4};
use alloc::{borrow::Cow, format, string::String};

/// What a resource is used for; 3.0 had a record of its own for each, with fewer rules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Another config.
    Config,
    /// A certificate authority.
    Authority,
    /// Anything else.
    Contents,
}

/// The schemes a source may have, since when.
pub(crate) const SCHEMES: &[(&str, Version)] =
    &[("data", V3_0), ("http", V3_0), ("https", V3_0), ("tftp", V3_0), ("s3", V3_0), ("gs", V3_2), ("arn", V3_4)];

/// The hash functions, the length of their sums, since when.
pub(crate) const HASHES: &[(&str, usize, Version)] = &[("sha512", 128, V3_0), ("sha256", 64, V3_1)];

pub(super) fn contents(resource: &Resource, at: &At<'_>, drafts: &mut Drafts) {
    self::resource(resource, Use::Contents, at, drafts);
}

pub(super) fn resource(resource: &Resource, used: Use, at: &At<'_>, drafts: &mut Drafts) {
    let whole = used == Use::Contents || drafts.version >= V3_1;
    if whole && !matches!(text(&resource.compression), "" | "gzip") {
        drafts.add(&rule::COMPRESSION, &at.field("compression"));
    }
    let verification = at.field("verification");
    let hash = verification.field("hash");
    if whole && resource.verification.hash.is_some() && resource.source.is_none() {
        drafts.add(&rule::HASH_WITHOUT_SOURCE, &hash);
    }
    let source = text(&resource.source);
    if !source.is_empty() || (used == Use::Authority && !whole) {
        url(source, &at.field("source"), drafts);
    }
    if let Some(headers) = resource.http_headers.as_deref().filter(|headers| !headers.is_empty()) {
        http_headers(headers, source, &at.field("httpHeaders"), drafts);
    }
    if let Some(sum) = &resource.verification.hash {
        self::hash(sum, &hash, drafts);
    }
}

/// A source that must be one a reader of the version can fetch.
pub(super) fn url(source: &str, at: &At<'_>, drafts: &mut Drafts) {
    let url = match url::parse(source) {
        Ok(url) => url,
        Err(bad) => return inside(drafts.add(&rule::URL_INVALID, at), bad.at),
    };
    let known = SCHEMES.iter().find(|(scheme, since)| *scheme == url.scheme && *since <= drafts.version);
    match known.map(|(scheme, _)| *scheme) {
        None => _ = drafts.add(&rule::URL_SCHEME, at),
        Some("data") => {
            if let Err(bad) = dataurl::check(source)
                && let Some(draft) = drafts.say(&rule::DATA_URL, at, bad.message)
            {
                draft.inside = Some(bad.at);
                draft.hint = escape_hint(source, bad.at);
            }
        }
        Some("s3") => s3_version(&url, at, drafts),
        Some("arn") if !names_object(url.opaque) => _ = drafts.add(&rule::S3_ARN, at),
        Some("arn") if !is_access_point(url.opaque) => s3_version(&url, at, drafts),
        Some(_) => {}
    }
}

/// How to write the character that a data URL cannot hold.
fn escape_hint(source: &str, at: usize) -> Option<Cow<'static, str>> {
    let character = source.get(at..)?.chars().next().filter(|c| !c.is_ascii_alphanumeric() && *c != '%')?;
    let mut bytes = [0; 4];
    let escaped: String = character.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")).collect();
    Some(format!("the character at byte {at} of the URL is {character:?}: in data it is written {escaped}").into())
}

/// Whether a source has a form and scheme that can be fetched at all.
pub(super) fn is_fetchable(source: &str, version: Version) -> bool {
    let mut drafts = Drafts::new(version);
    url(source, &At::ROOT, &mut drafts);
    drafts.into_list().is_empty()
}

fn s3_version(url: &url::Url<'_>, at: &At<'_>, drafts: &mut Drafts) {
    if url.query_values("versionId").next().is_some_and(|value| value.is_empty()) {
        drafts.add(&rule::S3_VERSION, at);
    }
}

/// `arn:` and `opaque` together name an object of S3.
fn names_object(opaque: &str) -> bool {
    let mut parts = opaque.splitn(5, ':');
    let service = parts.nth(1);
    let resource = parts.nth(2);
    let pieces = 1 + opaque.matches('/').count();
    match resource {
        Some(resource) if service == Some("s3") => {
            if resource.starts_with("accesspoint/") {
                pieces >= 3
            } else {
                pieces >= 2
            }
        }
        _ => false,
    }
}

fn is_access_point(opaque: &str) -> bool {
    opaque.splitn(5, ':').nth(4).is_some_and(|resource| resource.starts_with("accesspoint/"))
}

fn http_headers(headers: &[HttpHeader], source: &str, at: &At<'_>, drafts: &mut Drafts) {
    match url::parse(source) {
        Ok(url) if url.scheme == "http" || url.scheme == "https" => {}
        Ok(_) if !source.is_empty() => _ = drafts.add(&rule::HEADERS_SCHEME, at),
        _ => _ = drafts.add(&rule::URL_INVALID, at),
    }
    for (index, header) in headers.iter().enumerate() {
        let at = at.index(index);
        if header.name.is_empty() {
            drafts.add(&rule::HEADER_NAME, &at.field("name"));
        }
        if header.value.as_deref() == Some("") {
            drafts.add(&rule::HEADER_VALUE, &at.field("value"));
        }
    }
}

fn hash(sum: &str, at: &At<'_>, drafts: &mut Drafts) {
    let Some((function, digits)) = sum.split_once('-') else {
        drafts.add(&rule::HASH_MALFORMED, at);
        return;
    };
    let known = HASHES.iter().find(|(name, _, since)| *name == function && *since <= drafts.version);
    match known {
        None => _ = drafts.add(&rule::HASH_FUNCTION, at),
        Some((_, length, _)) if digits.len() != *length => _ = drafts.add(&rule::HASH_SIZE, at),
        Some(_) => {}
    }
}
