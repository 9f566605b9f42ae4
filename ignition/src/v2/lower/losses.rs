//! What the converter drops in silence.

use super::Lower;
use crate::check::Drafts;
use crate::document::At;
use crate::model as v3;
use crate::report::Report;
use crate::restate::{FIELD, each, each_partition};
use crate::rule;
use crate::version::Version::{self, V2_2, V2_3, V2_4, V3_0, V3_1, V3_2};
use alloc::format;

/// Called with the place of each value that is lost, what is lost there, and the oldest version to
/// which the config could be restated that keeps it.
type Losses<'a> = dyn FnMut(&At<'_>, &str, Version) + 'a;

impl Lower {
    /// A warning for each value that is dropped.
    pub(super) fn losses(&self, content: &v3::Content) -> Report {
        let mut drafts = Drafts::new(V2_3);
        self.dropped(content, &mut |at, what, _| {
            drafts.say(&rule::DROPPED, at, format!("{} cannot say this: {what} is dropped", self.to));
        });
        crate::config::unplaced(drafts)
    }

    /// What is dropped of a config that is not refused.
    pub(super) fn dropped(&self, content: &v3::Content, lost: &mut Losses<'_>) {
        let storage = At::ROOT.field("storage");
        each(&content.storage.files, &storage.field("files"), |file, at| {
            if file.contents.source.is_none() && file.append.as_ref().is_none_or(|pieces| pieces.is_empty()) {
                lost(at, "a file without contents", V3_0);
            }
        });
        each(&content.storage.filesystems, &storage.field("filesystems"), |filesystem, at| {
            if filesystem.mount_options.is_some() && self.to == V2_4 {
                lost(&at.field("mountOptions"), FIELD, V3_1);
            }
        });
        each_partition(content, |partition, at| self.dropped_of_partition(partition, at, lost));
        let passwd = At::ROOT.field("passwd");
        let mut there = |should_exist: Option<bool>, at: &At<'_>| {
            if should_exist == Some(true) {
                lost(&at.field("shouldExist"), FIELD, V3_2);
            }
        };
        each(&content.passwd.users, &passwd.field("users"), |user, at| there(user.should_exist, at));
        each(&content.passwd.groups, &passwd.field("groups"), |group, at| there(group.should_exist, at));
    }

    fn dropped_of_partition(&self, partition: &v3::Partition, at: &At<'_>, lost: &mut Losses<'_>) {
        let old = self.to == V2_2;
        for (name, there, since) in [
            ("resize", partition.resize == Some(false), V3_2),
            ("shouldExist", old && partition.should_exist.is_some(), V2_4),
            ("wipePartitionEntry", old && partition.wipe_partition_entry.is_some(), V2_4),
        ] {
            if there {
                lost(&at.field(name), FIELD, since);
            }
        }
    }
}
