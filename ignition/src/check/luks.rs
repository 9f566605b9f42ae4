//! Encrypted volumes: keys, clevis pins, crypto adapters.

use super::node::check_path;
use super::{Drafts, inside, resource};
use crate::document::At;
use crate::document::json_text_is_valid;
use crate::go::url;
use crate::model::rows::text;
use crate::model::{Clevis, ClevisCustom, Luks, Tang};
use crate::rule;
use crate::version::Version::V3_3;

pub(super) fn luks(luks: &Luks, at: &At<'_>, drafts: &mut Drafts) {
    if let Some(slash) = luks.name.find('/') {
        inside(drafts.add(&rule::LUKS_NAME_SLASH, &at.field("name")), slash);
    }
    if text(&luks.label).len() > 47 {
        drafts.add(&rule::LUKS_LABEL_LONG, &at.field("label"));
    }
    match text(&luks.device) {
        "" => _ = drafts.add(&rule::DEVICE_MISSING, &at.field("device")),
        device => check_path(device, &at.field("device"), drafts),
    }
    let clevis = at.field("clevis");
    let others = has_tang(&luks.clevis) || luks.clevis.tpm2 == Some(true) || has_threshold(&luks.clevis);
    if uses_custom(&luks.clevis.custom, drafts) && others {
        drafts.add(&rule::CLEVIS_CUSTOM_WITH_OTHERS, &clevis);
    }
    let source = text(&luks.key_file.source);
    if !source.is_empty() && !resource::is_fetchable(source, drafts.version) {
        // The reference says `keys`, which is no field.
        drafts.add(&rule::LUKS_KEY_FILE, &at.field("keys"));
    }
    let cex = at.field("cex");
    if luks.cex.enabled == Some(true) {
        if !text(&luks.clevis.custom.pin).is_empty() || others {
            drafts.add(&rule::CEX_WITH_CLEVIS, &cex);
        }
        if !source.is_empty() {
            drafts.add(&rule::CEX_WITH_KEY_FILE, &cex);
        }
    }
    custom(&luks.clevis.custom, &clevis.field("custom"), drafts);
    let list = clevis.field("tang");
    for (index, server) in luks.clevis.tang.iter().flatten().enumerate() {
        tang(server, &list.index(index), drafts);
    }
    resource::contents(&luks.key_file, &at.field("keyFile"), drafts);
}

fn has_tang(clevis: &Clevis) -> bool {
    clevis.tang.as_ref().is_some_and(|tang| !tang.is_empty())
}

fn has_threshold(clevis: &Clevis) -> bool {
    clevis.threshold.is_some_and(|threshold| threshold != 0)
}

/// In 3.2 the record is in use when it is there at all, and then its plain strings are set.
fn uses_custom(custom: &ClevisCustom, drafts: &Drafts) -> bool {
    if drafts.version < V3_3 { custom.pin.is_some() } else { !text(&custom.pin).is_empty() }
}

pub(crate) const PINS: &[&str] = &["tpm2", "tang", "sss"];

fn custom(custom: &ClevisCustom, at: &At<'_>, drafts: &mut Drafts) {
    let (pin, config) = (text(&custom.pin), text(&custom.config));
    let network = custom.needs_network == Some(true) && drafts.version >= V3_3;
    if pin.is_empty() && config.is_empty() && !network {
        return;
    }
    let pin_at = at.field("pin");
    if pin.is_empty() && rule::CLEVIS_PIN_MISSING.lives_in(drafts.version) {
        drafts.add(&rule::CLEVIS_PIN_MISSING, &pin_at);
    } else if !PINS.contains(&pin) {
        drafts.add(&rule::CLEVIS_PIN_UNKNOWN, &pin_at);
    }
    if config.is_empty() {
        drafts.add(&rule::CLEVIS_CONFIG_MISSING, &at.field("config"));
    }
}

fn tang(tang: &Tang, at: &At<'_>, drafts: &mut Drafts) {
    let url_at = at.field("url");
    match url::parse(&tang.url) {
        Err(bad) => inside(drafts.add(&rule::URL_INVALID, &url_at), bad.at),
        Ok(url) if url.scheme == "http" || url.scheme == "https" => {}
        Ok(_) => _ = drafts.add(&rule::URL_SCHEME, &url_at),
    }
    if text(&tang.thumbprint).is_empty() {
        drafts.add(&rule::TANG_THUMBPRINT, &at.field("thumbprint"));
    }
    let advertisement = text(&tang.advertisement);
    if !advertisement.is_empty() && !json_text_is_valid(advertisement) {
        drafts.add(&rule::TANG_ADVERTISEMENT, &at.field("advertisement"));
    }
}
