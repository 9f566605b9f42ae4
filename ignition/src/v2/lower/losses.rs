//! What the converter drops in silence.

use super::Lower;
use crate::check::Drafts;
use crate::document::At;
use crate::model as v3;
use crate::report::Report;
use crate::rule;
use crate::version::Version::{V2_2, V2_3};
use alloc::{format, vec::Vec};

impl Lower {
    /// A warning for each value that is dropped.
    pub(super) fn losses(&self, content: &v3::Content) -> Report {
        let mut drafts = Drafts::new(V2_3);
        let storage = At::ROOT.field("storage");
        let mut lost = |at: &At<'_>, what: &str| {
            drafts.say(&rule::DROPPED, at, format!("{} cannot say this: {what}", self.to));
        };
        let files = storage.field("files");
        for (index, file) in content.storage.files.iter().flatten().enumerate() {
            if file.contents.source.is_none() && file.append.as_ref().is_none_or(|pieces| pieces.is_empty()) {
                lost(&files.index(index), "a file without contents is dropped");
            }
        }
        let filesystems = storage.field("filesystems");
        for (index, filesystem) in content.storage.filesystems.iter().flatten().enumerate() {
            if filesystem.mount_options.is_some() {
                lost(&filesystems.index(index).field("mountOptions"), "the field is dropped");
            }
        }
        let disks = storage.field("disks");
        for (index, disk) in content.storage.disks.iter().flatten().enumerate() {
            let at = disks.index(index);
            let list = at.field("partitions");
            for (index, partition) in disk.partitions.iter().flatten().enumerate() {
                let at = list.index(index);
                let dropped = self.to == V2_2;
                for (name, there) in [
                    ("resize", partition.resize.is_some()),
                    ("shouldExist", dropped && partition.should_exist.is_some()),
                    ("wipePartitionEntry", dropped && partition.wipe_partition_entry.is_some()),
                ] {
                    if there {
                        lost(&at.field(name), "the field is dropped");
                    }
                }
            }
        }
        let passwd = At::ROOT.field("passwd");
        let users = content.passwd.users.iter().flatten().map(|user| user.should_exist);
        let groups = content.passwd.groups.iter().flatten().map(|group| group.should_exist);
        for (list, flags) in [("users", users.collect::<Vec<_>>()), ("groups", groups.collect())] {
            let at = passwd.field(list);
            for (index, _) in flags.iter().enumerate().filter(|(_, flag)| flag.is_some()) {
                lost(&at.index(index).field("shouldExist"), "the field is dropped");
            }
        }
        crate::config::unplaced(drafts)
    }
}
