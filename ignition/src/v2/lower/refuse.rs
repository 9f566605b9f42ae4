//! What the converter refuses, in its words and order, and what it crashes on.

use super::Lower;
use crate::document::At;
use crate::model as v3;
use crate::restate::{Reasons, each, each_partition, each_reference, newer_than_3_1, not_supported, without_resize};
use crate::version::Version::{V2_2, V2_4, V3_0, V3_1, V3_2};
use alloc::format;

impl Lower {
    /// Adds what the converter refuses, in its order, and then what it does not see and crashes on.
    pub(super) fn refuse(&self, content: &v3::Content, reasons: &mut Reasons) {
        if self.from > V3_0 {
            self.refuse_ignition(content, reasons);
        }
        if self.from == V3_2 {
            newer_than_3_1(content, self.short, reasons);
        }
        each_partition(content, |partition, at| self.refuse_partition(partition, at, reasons));
        if self.from > V3_0 && self.to == V2_2 {
            refuse_storage(&content.storage, reasons);
        }
        self.refuse_crashes(content, reasons);
    }

    fn refuse_ignition(&self, content: &v3::Content, reasons: &mut Reasons) {
        each_reference(content, |resource, name, at| {
            if resource.compression.is_some() {
                let message = not_supported(&format!("Compression in {name}"), self.short);
                reasons.newer(&at.field("compression"), V3_1, message);
            }
            if self.to == V2_2 {
                refuse_headers(resource, name, at, reasons);
            }
        });
        let v3::Proxy { http_proxy, https_proxy, no_proxy } = &content.ignition.proxy;
        if self.to == V2_2 && (http_proxy.is_some() || https_proxy.is_some() || no_proxy.is_some()) {
            let message = "HTTP proxies in Ignition.Proxy are not supported on 2.2";
            reasons.newer(&At::ROOT.field("ignition").field("proxy"), V2_4, message);
        }
    }

    fn refuse_partition(&self, partition: &v3::Partition, at: &At<'_>, reasons: &mut Reasons) {
        for (name, there) in [("sizeMiB", partition.size_mib.is_some()), ("startMiB", partition.start_mib.is_some())] {
            if there && self.to == V2_2 {
                let what = "SizeMiB and StartMiB in Storage.Disks.Partitions";
                reasons.newer(&at.field(name), V2_4, not_supported(what, self.short));
            }
        }
        if self.from == V3_2 {
            without_resize(partition, at, self.short, reasons);
        }
    }

    fn refuse_crashes(&self, content: &v3::Content, reasons: &mut Reasons) {
        let config = At::ROOT.field("ignition");
        let config = config.field("config");
        each(&content.ignition.config.merge, &config.field("merge"), |resource, at| {
            if resource.source.is_none() {
                crash(at, "a config to merge that has no source", reasons);
            }
        });
        if self.to == V2_4 {
            each_partition(content, |partition, at| {
                if partition.wipe_partition_entry.is_none() {
                    crash(at, "a partition that does not say wipePartitionEntry", reasons);
                }
            });
            refuse_headers_without_value(content, reasons);
        }
    }
}

fn crash(at: &At<'_>, what: &str, reasons: &mut Reasons) {
    reasons.add(at, format!("the converter crashes on {what}"));
}

/// 2.2 has no headers.
fn refuse_headers(resource: &v3::Resource, name: &str, at: &At<'_>, reasons: &mut Reasons) {
    if resource.http_headers.is_some() {
        reasons.newer(&at.field("httpHeaders"), V2_4, format!("HTTPHeaders in {name} are not supported on 2.2"));
    }
}

/// What 2.2 lacks.
fn refuse_storage(storage: &v3::Storage, reasons: &mut Reasons) {
    let at = At::ROOT.field("storage");
    each(&storage.filesystems, &at.field("filesystems"), |filesystem, at| {
        if filesystem.mount_options.is_some() {
            let message = not_supported("MountOptions in Storage.Filesystems", "2.2");
            reasons.newer(&at.field("mountOptions"), V3_1, message);
        }
    });
    each(&storage.files, &at.field("files"), |file, at| {
        refuse_headers(&file.contents, "Storage.Files.Contents", &at.field("contents"), reasons);
        each(&file.append, &at.field("append"), |piece, at| {
            refuse_headers(piece, "Storage.Files.Append.*", at, reasons);
        });
    });
}

fn refuse_headers_without_value(content: &v3::Content, reasons: &mut Reasons) {
    each_reference(content, |resource, _, at| headers_have_values(resource, at, reasons));
    let storage = At::ROOT.field("storage");
    each(&content.storage.files, &storage.field("files"), |file, at| {
        headers_have_values(&file.contents, &at.field("contents"), reasons);
        each(&file.append, &at.field("append"), |piece, at| headers_have_values(piece, at, reasons));
    });
}

fn headers_have_values(resource: &v3::Resource, at: &At<'_>, reasons: &mut Reasons) {
    each(&resource.http_headers, &at.field("httpHeaders"), |header, at| {
        if header.value.is_none() {
            crash(at, "an HTTP header without a value", reasons);
        }
    });
}
