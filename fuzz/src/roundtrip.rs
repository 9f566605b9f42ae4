//! Configs that are written and read again, restated, and replayed through serde.

use crate::spec_2;
use crate::tree::Tree;
use garboard_ignition::model::{
    Content, Directory, Disk, Dropin, File, Filesystem, HttpHeader, Link, Luks, Partition, PasswdGroup, PasswdUser,
    Raid, Resource, Tang, Unit,
};
use garboard_ignition::{Config, Version, parse, v2};

/// Holds the invariants of a [`Config`] against any bytes; most are none.
pub fn holds(input: &[u8]) {
    if let Ok(parsed) = parse(input) {
        config(&parsed.config);
    }
}

/// What holds for a config that was read.
pub fn config(config: &Config) {
    let wanted = without_empty_lists(config);
    for written in [config.to_json(), config.to_full_json()] {
        let read = match parse(written.as_bytes()) {
            Ok(parsed) => parsed.config,
            Err(refused) => panic!("{refused} at {}: {written}", refused.first().place.path),
        };
        assert_eq!(without_empty_lists(&read), wanted, "read again from {written}");
        assert_eq!(read.to_json(), config.to_json(), "written again");
        assert_eq!(read.to_full_json(), config.to_full_json(), "written again in full");
        let replayed: Config = serde_json::from_str(&written).expect("what parses can be deserialised");
        assert_eq!(replayed, read, "deserialised from {written}");
    }
    let serialised = serde_json::to_string(config).expect("a config can be serialised");
    assert_eq!(
        Tree::of_json(&serialised),
        Tree::of_json(&config.to_json()),
        "serialised, with the order of its fields"
    );

    let same = Config::new(config.version(), config.content().clone());
    assert_eq!(same.as_ref().ok(), Some(config), "judged again: {:?}", same.as_ref().err());
    assert!(config.floor() <= config.version(), "{} says what it cannot", config.version());
    restated(config);
}

/// Upward it always works, on any way there; downward it loses nothing or is refused.
fn restated(config: &Config) {
    let own = config.version();
    let (older, newer): (Vec<Version>, Vec<Version>) = Version::ALL.into_iter().partition(|version| *version < own);
    older.into_iter().for_each(|to| lowered(config, to));
    let mut step = config.clone();
    for to in newer {
        let parsed = config.clone().at(to).expect("restating upward always works");
        assert!(!parsed.report.is_fatal(), "restating upward loses nothing that is an error");
        step = step.at(to).expect("one step upward always works").config;
        assert_eq!(parsed.config, step, "{own} to {to} at once, and step by step");
        assert_eq!(parsed.config.version(), to);
        assert!(parsed.config.floor() <= to, "{to} cannot say what it was given");
        assert!(to > own || parsed.config == *config, "restated at its own version");
    }
}

/// What can be said at an older version reads there as what it is, and raised again it is the same. What cannot, names
/// every reason. The converter's way ends in a config too, or in a refusal.
fn lowered(config: &Config, to: Version) {
    match config.clone().at(to) {
        Ok(parsed) => {
            let lower = parsed.config;
            assert!(lower.version() == to && lower.floor() <= to, "{to} cannot say what it was given");
            let same = Config::new(to, lower.content().clone());
            assert_eq!(same.as_ref().ok(), Some(&lower), "valid at {to}: {:?}", same.as_ref().err());
            let raised = lower.at(config.version()).expect("restating upward always works");
            if raised.report.is_empty() {
                assert_eq!(written(&raised.config), written(config), "down to {to} and up again");
            }
        }
        Err(refused) => assert!(refused.report().entries().iter().all(|entry| !entry.place.path.is_root())),
    }
    if let Ok(parsed) = config.clone().at_lossy(to) {
        let lossy = parsed.config;
        assert!(lossy.version() == to && lossy.floor() <= to, "{to} cannot say what it was given");
        if parsed.report.is_empty() {
            let lower =
                config.clone().at(to).unwrap_or_else(|refused| panic!("{refused}, and nothing is lost at {to}"));
            assert_eq!(lossy.to_json(), lower.config.to_json(), "two ways down to {to} on which nothing is lost");
        }
    }
    for to in [Version::V2_2, Version::V2_4] {
        if let Ok(parsed) = v2::lower(config.clone(), to) {
            spec_2::holds(parsed.config.to_json().as_bytes());
        }
    }
}

/// A config as JSON, without texts that say nothing: older versions cannot leave some of them out.
fn written(config: &Config) -> String {
    config.to_json().replace(",\"target\":\"\"", "")
}

/// The same config with every empty list absent, which is all that writing loses.
fn without_empty_lists(config: &Config) -> (Version, Content) {
    let mut content = config.content().clone();
    let Content { ignition, kernel_arguments, passwd, storage, systemd, .. } = &mut content;

    list(&mut ignition.config.merge, resource);
    resource(&mut ignition.config.replace);
    list(&mut ignition.proxy.no_proxy, leaf);
    list(&mut ignition.security.tls.certificate_authorities, resource);
    list(&mut kernel_arguments.should_exist, leaf);
    list(&mut kernel_arguments.should_not_exist, leaf);
    list(&mut passwd.groups, leaf::<PasswdGroup>);
    list(&mut passwd.users, |user: &mut PasswdUser| {
        list(&mut user.groups, leaf);
        list(&mut user.ssh_authorized_keys, leaf);
    });
    list(&mut storage.directories, leaf::<Directory>);
    list(&mut storage.disks, |disk: &mut Disk| list(&mut disk.partitions, leaf::<Partition>));
    list(&mut storage.files, |file: &mut File| {
        list(&mut file.append, resource);
        resource(&mut file.contents);
    });
    list(&mut storage.filesystems, |filesystem: &mut Filesystem| {
        list(&mut filesystem.mount_options, leaf);
        list(&mut filesystem.options, leaf);
    });
    list(&mut storage.links, leaf::<Link>);
    list(&mut storage.luks, |luks: &mut Luks| {
        list(&mut luks.clevis.tang, leaf::<Tang>);
        resource(&mut luks.key_file);
        list(&mut luks.open_options, leaf);
        list(&mut luks.options, leaf);
    });
    list(&mut storage.raid, |raid: &mut Raid| {
        list(&mut raid.devices, leaf);
        list(&mut raid.options, leaf);
    });
    list(&mut systemd.units, |unit: &mut Unit| list(&mut unit.dropins, leaf::<Dropin>));
    (config.version(), content)
}

fn resource(resource: &mut Resource) {
    list(&mut resource.http_headers, leaf::<HttpHeader>);
}

fn list<T>(list: &mut Option<Vec<T>>, below: impl Fn(&mut T)) {
    list.iter_mut().flatten().for_each(below);
    list.take_if(|list| list.is_empty());
}

/// Holds no lists.
fn leaf<T>(_: &mut T) {}
