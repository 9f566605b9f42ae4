//! What the converter refuses, in its words and order, and what it crashes on.

use super::Lower;
use crate::document::At;
use crate::model as v3;
use crate::report::Refused;
use crate::restate::{each, each_partition, newer_than_3_1, not_supported, refused_at, without_resize};
use crate::version::Version::{V2_2, V2_4, V3_0, V3_2};
use alloc::{borrow::ToOwned, format};

impl Lower {
    /// What the converter refuses, in its order.
    pub(super) fn refuse(&self, content: &v3::Content) -> Result<(), Refused> {
        if self.from == V3_0 {
            return self.refuse_partitions(content);
        }
        self.refuse_ignition(&content.ignition)?;
        if self.from == V3_2 {
            newer_than_3_1(content, self.short)?;
        }
        self.refuse_partitions(content)?;
        if self.to == V2_2 { self.refuse_storage(&content.storage) } else { Ok(()) }
    }

    fn refuse_ignition(&self, ignition: &v3::Ignition) -> Result<(), Refused> {
        let at = At::ROOT.field("ignition");
        let config = at.field("config");
        each(&ignition.config.merge, &config.field("merge"), |resource, at| {
            self.refuse_reference(resource, "Ignition.Config.Merge", at)
        })?;
        self.refuse_reference(&ignition.config.replace, "Ignition.Config.Replace", &config.field("replace"))?;
        let tls = at.field("security");
        let tls = tls.field("tls");
        each(&ignition.security.tls.certificate_authorities, &tls.field("certificateAuthorities"), |resource, at| {
            self.refuse_reference(resource, "Ignition.Security.TLS.CertificateAuthorities", at)
        })?;
        let v3::Proxy { http_proxy, https_proxy, no_proxy } = &ignition.proxy;
        if self.to == V2_2 && (http_proxy.is_some() || https_proxy.is_some() || no_proxy.is_some()) {
            let message = "HTTP proxies in Ignition.Proxy are not supported on 2.2".to_owned();
            return Err(refused_at(&at.field("proxy"), message));
        }
        Ok(())
    }

    fn refuse_reference(&self, resource: &v3::Resource, name: &str, at: &At<'_>) -> Result<(), Refused> {
        if resource.compression.is_some() {
            return Err(not_supported(&at.field("compression"), &format!("Compression in {name}"), self.short));
        }
        if self.to == V2_2 { refuse_headers(resource, name, at) } else { Ok(()) }
    }

    fn refuse_partitions(&self, content: &v3::Content) -> Result<(), Refused> {
        each_partition(content, |partition, at| {
            for (name, there) in
                [("sizeMiB", partition.size_mib.is_some()), ("startMiB", partition.start_mib.is_some())]
            {
                if there && self.to == V2_2 {
                    let what = "SizeMiB and StartMiB in Storage.Disks.Partitions";
                    return Err(not_supported(&at.field(name), what, self.short));
                }
            }
            if self.from == V3_2 { without_resize(partition, at, self.short) } else { Ok(()) }
        })
    }

    fn refuse_storage(&self, storage: &v3::Storage) -> Result<(), Refused> {
        let at = At::ROOT.field("storage");
        each(&storage.filesystems, &at.field("filesystems"), |item, at| match item.mount_options {
            Some(_) => Err(not_supported(&at.field("mountOptions"), "MountOptions in Storage.Filesystems", self.short)),
            None => Ok(()),
        })?;
        each(&storage.files, &at.field("files"), |file, at| {
            refuse_headers(&file.contents, "Storage.Files.Contents", &at.field("contents"))?;
            each(&file.append, &at.field("append"), |piece, at| refuse_headers(piece, "Storage.Files.Append.*", at))
        })
    }

    /// What the converter does not see, and crashes on.
    pub(super) fn refuse_crashes(&self, content: &v3::Content) -> Result<(), Refused> {
        let merge = At::ROOT.field("ignition");
        let merge = merge.field("config");
        let merge = merge.field("merge");
        for (index, resource) in content.ignition.config.merge.iter().flatten().enumerate() {
            if resource.source.is_none() {
                return Err(crash(&merge.index(index), "a config to merge that has no source"));
            }
        }
        if self.to == V2_4 {
            refuse_partitions_without_entry(content)?;
            refuse_headers_without_value(content)?;
        }
        Ok(())
    }
}

fn crash(at: &At<'_>, what: &str) -> Refused {
    refused_at(at, format!("the converter crashes on {what}"))
}

/// 2.2 has no headers.
fn refuse_headers(resource: &v3::Resource, name: &str, at: &At<'_>) -> Result<(), Refused> {
    match resource.http_headers {
        Some(_) => {
            let message = format!("HTTPHeaders in {name} are not supported on 2.2");
            Err(refused_at(&at.field("httpHeaders"), message))
        }
        None => Ok(()),
    }
}

fn refuse_partitions_without_entry(content: &v3::Content) -> Result<(), Refused> {
    each_partition(content, |partition, at| match partition.wipe_partition_entry {
        Some(_) => Ok(()),
        None => Err(crash(at, "a partition that does not say wipePartitionEntry")),
    })
}

fn refuse_headers_without_value(content: &v3::Content) -> Result<(), Refused> {
    let ignition = At::ROOT.field("ignition");
    let config = ignition.field("config");
    each(&content.ignition.config.merge, &config.field("merge"), headers_have_values)?;
    headers_have_values(&content.ignition.config.replace, &config.field("replace"))?;
    let tls = ignition.field("security");
    let tls = tls.field("tls");
    let authorities = &content.ignition.security.tls.certificate_authorities;
    each(authorities, &tls.field("certificateAuthorities"), headers_have_values)?;
    let storage = At::ROOT.field("storage");
    each(&content.storage.files, &storage.field("files"), |file: &v3::File, at| {
        headers_have_values(&file.contents, &at.field("contents"))?;
        each(&file.append, &at.field("append"), headers_have_values)
    })
}

fn headers_have_values(resource: &v3::Resource, at: &At<'_>) -> Result<(), Refused> {
    each(&resource.http_headers, &at.field("httpHeaders"), |header, at| match header.value {
        Some(_) => Ok(()),
        None => Err(crash(at, "an HTTP header without a value")),
    })
}
