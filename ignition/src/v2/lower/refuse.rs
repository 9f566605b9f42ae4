//! What the converter refuses, in its words and order, and what it crashes on.

use super::Lower;
use crate::document::At;
use crate::model as v3;
use crate::report::Refused;
use crate::restate::{newer_than_3_1, not_supported, refused, refused_at};
use crate::version::Version::{V2_2, V2_4, V3_0, V3_2};
use alloc::{borrow::ToOwned, format};

impl Lower {
    /// What the converter refuses, in its order.
    pub(super) fn refuse(&self, content: &v3::Content) -> Result<(), Refused> {
        if self.from == V3_0 {
            return self.refuse_partitions(content);
        }
        let ignition = &content.ignition;
        for (resources, name) in [
            (ignition.config.merge.as_deref().unwrap_or_default(), "Ignition.Config.Merge"),
            (core::slice::from_ref(&ignition.config.replace), "Ignition.Config.Replace"),
            (
                ignition.security.tls.certificate_authorities.as_deref().unwrap_or_default(),
                "Ignition.Security.TLS.CertificateAuthorities",
            ),
        ] {
            for resource in resources {
                if resource.compression.is_some() {
                    return Err(self.without(&format!("Compression in {name}")));
                }
                self.refuse_headers(resource, name)?;
            }
        }
        let proxy = &ignition.proxy;
        if self.to == V2_2 && (proxy.http_proxy.is_some() || proxy.https_proxy.is_some() || proxy.no_proxy.is_some()) {
            return Err(refused("HTTP proxies in Ignition.Proxy are not supported on 2.2".to_owned()));
        }
        if self.from == V3_2 {
            newer_than_3_1(content, self.short)?;
        }
        self.refuse_partitions(content)?;
        self.refuse_files(content)
    }

    fn without(&self, what: &str) -> Refused {
        refused(not_supported(what, self.short))
    }

    fn refuse_headers(&self, resource: &v3::Resource, name: &str) -> Result<(), Refused> {
        if self.to == V2_2 && resource.http_headers.is_some() {
            return Err(refused(format!("HTTPHeaders in {name} are not supported on 2.2")));
        }
        Ok(())
    }

    fn refuse_partitions(&self, content: &v3::Content) -> Result<(), Refused> {
        for partition in content.storage.disks.iter().flatten().flat_map(|disk| disk.partitions.iter().flatten()) {
            if self.to == V2_2 && (partition.size_mib.is_some() || partition.start_mib.is_some()) {
                return Err(self.without("SizeMiB and StartMiB in Storage.Disks.Partitions"));
            }
            if self.from == V3_2 && partition.resize == Some(true) {
                return Err(self.without("Resize in Storage.Disks.Partitions"));
            }
        }
        Ok(())
    }

    fn refuse_files(&self, content: &v3::Content) -> Result<(), Refused> {
        let storage = &content.storage;
        if self.to == V2_2 && storage.filesystems.iter().flatten().any(|item| item.mount_options.is_some()) {
            return Err(self.without("MountOptions in Storage.Filesystems"));
        }
        for file in storage.files.iter().flatten() {
            self.refuse_headers(&file.contents, "Storage.Files.Contents")?;
            file.append.iter().flatten().try_for_each(|piece| self.refuse_headers(piece, "Storage.Files.Append.*"))?;
        }
        Ok(())
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

fn refuse_partitions_without_entry(content: &v3::Content) -> Result<(), Refused> {
    let disks = At::ROOT.field("storage");
    let disks = disks.field("disks");
    for (index, disk) in content.storage.disks.iter().flatten().enumerate() {
        let lacks = |partition: &v3::Partition| partition.wipe_partition_entry.is_none();
        if let Some(partition) = disk.partitions.iter().flatten().position(lacks) {
            let at = disks.index(index);
            let at = at.field("partitions");
            return Err(crash(&at.index(partition), "a partition that does not say wipePartitionEntry"));
        }
    }
    Ok(())
}

fn refuse_headers_without_value(content: &v3::Content) -> Result<(), Refused> {
    let ignition = At::ROOT.field("ignition");
    let config = ignition.field("config");
    each(content.ignition.config.merge.as_deref(), &config.field("merge"), headers_have_values)?;
    headers_have_values(&content.ignition.config.replace, &config.field("replace"))?;
    let tls = ignition.field("security");
    let tls = tls.field("tls");
    let authorities = content.ignition.security.tls.certificate_authorities.as_deref();
    each(authorities, &tls.field("certificateAuthorities"), headers_have_values)?;
    let storage = At::ROOT.field("storage");
    each(content.storage.files.as_deref(), &storage.field("files"), |file: &v3::File, at| {
        headers_have_values(&file.contents, &at.field("contents"))?;
        each(file.append.as_deref(), &at.field("append"), headers_have_values)
    })
}

fn headers_have_values(resource: &v3::Resource, at: &At<'_>) -> Result<(), Refused> {
    each(resource.http_headers.as_deref(), &at.field("httpHeaders"), |header, at| match header.value {
        Some(_) => Ok(()),
        None => Err(crash(at, "an HTTP header without a value")),
    })
}

fn each<T>(list: Option<&[T]>, at: &At<'_>, visit: impl Fn(&T, &At<'_>) -> Result<(), Refused>) -> Result<(), Refused> {
    list.unwrap_or_default().iter().enumerate().try_for_each(|(index, item)| visit(item, &at.index(index)))
}
