//! Users and groups.

use super::{Here, each, unknown_keys};
use crate::check::Drafts;
use crate::rule;
use crate::v2::{Group, Passwd, User, UserCreate};
use alloc::format;

pub(super) fn passwd(passwd: &Passwd, here: &Here<'_>, drafts: &mut Drafts) {
    each(&passwd.groups, &here.field("groups"), drafts, |_, here, drafts| unknown_keys::<Group>(here, drafts));
    each(&passwd.users, &here.field("users"), drafts, user);
    unknown_keys::<Passwd>(here, drafts);
}

fn user(user: &User, here: &Here<'_>, drafts: &mut Drafts) {
    if user.create.is_some() {
        here.add(&rule::USER_CREATE, drafts);
        let mut clash = false;
        for (name, _) in beside_create(user).into_iter().filter(|(_, set)| *set) {
            let message = format!("cannot use both the create object and the user-level {name} field");
            here.say(&rule::USER_CREATE_AND, message, drafts);
            clash = true;
        }
        if clash {
            return;
        }
        unknown_keys::<UserCreate>(&here.field("create"), drafts);
    }
    unknown_keys::<User>(here, drafts);
}

/// The fields that stand in `create` too, and whether they are set.
fn beside_create(user: &User) -> [(&'static str, bool); 10] {
    [
        ("gecos", !user.gecos.is_empty()),
        ("groups", user.groups.as_ref().is_some_and(|groups| !groups.is_empty())),
        ("homeDir", !user.home_dir.is_empty()),
        ("noCreateHome", user.no_create_home),
        ("noLogInit", user.no_log_init),
        ("noUserGroup", user.no_user_group),
        ("primaryGroup", !user.primary_group.is_empty()),
        ("shell", !user.shell.is_empty()),
        ("system", user.system),
        ("uid", user.uid.is_some()),
    ]
}
