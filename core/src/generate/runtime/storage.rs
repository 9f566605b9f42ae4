//! `storage.conf`, of which little is changed and much is lost.

use crate::generate::toml::{Fields, Unreadable, Writer, parse};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// What a field holds, and with it when it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// Text, left out if it is empty.
    Text,
    /// Texts, left out if there are none.
    Texts,
    /// A number, written always.
    Number,
    /// Left out unless it is true.
    Flag,
}

/// A field.
type Field = (&'static str, Holds);

/// The fields of `[storage]`, which are written always.
const STORAGE: [&str; 3] = ["driver", "runroot", "graphroot"];

/// The fields of `[storage.options]`, in the order in which they are written.
const OPTIONS: [Field; 14] = [
    (IMAGE_STORES, Holds::Texts),
    ("imagestore", Holds::Text),
    (LAYER_STORES, Holds::Texts),
    (SIZE, Holds::Text),
    ("ignore_chown_errors", Holds::Text),
    ("use_composefs", Holds::Text),
    ("force_mask", Holds::Number),
    ("root-auto-userns-user", Holds::Text),
    ("auto-userns-min-size", Holds::Number),
    ("auto-userns-max-size", Holds::Number),
    ("skip_mount_home", Holds::Text),
    ("mount_program", Holds::Text),
    ("mountopt", Holds::Text),
    ("disable-volatile", Holds::Flag),
];

const IMAGE_STORES: &str = "additionalimagestores";
const LAYER_STORES: &str = "additionallayerstores";
const SIZE: &str = "size";

/// The tables below `[storage.options]` with their fields, all of them text; a table without any is left out.
const DRIVERS: [(&str, &[&str]); 6] = [
    ("thinpool", &[]),
    ("aufs", &["mountopt"]),
    ("btrfs", &["min_space", "size"]),
    (
        "overlay",
        &[
            "ignore_chown_errors",
            "mountopt",
            "mount_program",
            "size",
            "inodes",
            "skip_mount_home",
            "use_composefs",
            "force_mask",
        ],
    ),
    ("vfs", &["ignore_chown_errors"]),
    ("zfs", &["mountopt", "fsname", "size"]),
];

/// The table of names and texts that are not known.
const PULL_OPTIONS: &str = "pull_options";

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Text(String),
    Texts(Vec<String>),
    Number(u32),
    Flag(bool),
}

/// The file, as far as its readers know it.
#[derive(Debug)]
pub(super) struct Storage {
    texts: Vec<String>,
    options: BTreeMap<&'static str, Value>,
    /// For each table its texts, as the fields have them.
    drivers: Vec<Vec<String>>,
    pull_options: BTreeMap<String, String>,
}

impl Storage {
    pub(super) fn read(text: &str) -> Result<Self, Unreadable> {
        let table = parse(text.as_bytes())?;
        let storage = Fields::of(&table).table("storage")?;
        let options = storage.table("options")?;
        let option = |(name, holds): Field| Ok((name, Value::read(options, name, holds)?));
        let driver = |(name, fields): (&str, &[&str])| {
            let table = options.table(name)?;
            fields.iter().map(|field| table.text(field)).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            texts: STORAGE.into_iter().map(|name| storage.text(name)).collect::<Result<_, _>>()?,
            options: OPTIONS.into_iter().map(option).collect::<Result<_, Unreadable>>()?,
            drivers: DRIVERS.into_iter().map(driver).collect::<Result<_, _>>()?,
            pull_options: options.named_texts(PULL_OPTIONS)?.unwrap_or_default(),
        })
    }

    pub(super) fn set_size(&mut self, size: String) {
        self.options.insert(SIZE, Value::Text(size));
    }

    pub(super) fn set_image_stores(&mut self, paths: Vec<String>) {
        self.options.insert(IMAGE_STORES, Value::Texts(paths));
    }

    pub(super) fn set_layer_stores(&mut self, paths: Vec<String>) {
        self.options.insert(LAYER_STORES, Value::Texts(paths));
    }

    pub(super) fn write(&self) -> String {
        let mut toml = Writer::default();
        toml.table(&["storage"]);
        for (name, text) in STORAGE.iter().zip(&self.texts) {
            toml.text(name, text);
        }
        toml.table(&["storage", "options"]);
        for (name, _) in OPTIONS {
            if let Some(value) = self.options.get(name) {
                value.write(name, &mut toml);
            }
        }
        for ((name, fields), texts) in DRIVERS.iter().zip(&self.drivers) {
            if texts.iter().any(|text| !text.is_empty()) {
                toml.table(&["storage", "options", name]);
                fields.iter().zip(texts).for_each(|(field, text)| toml.some_text(field, text));
            }
        }
        if !self.pull_options.is_empty() {
            toml.table(&["storage", "options", PULL_OPTIONS]);
            self.pull_options.iter().for_each(|(name, text)| toml.text(name, text));
        }
        toml.finish()
    }
}

impl Value {
    fn read(fields: Fields<'_>, name: &str, holds: Holds) -> Result<Self, Unreadable> {
        Ok(match holds {
            Holds::Text => Self::Text(fields.text(name)?),
            Holds::Texts => Self::Texts(fields.texts(name)?.unwrap_or_default()),
            Holds::Number => Self::Number(fields.number(name)?),
            Holds::Flag => Self::Flag(fields.flag(name)?),
        })
    }

    fn write(&self, name: &str, toml: &mut Writer) {
        match self {
            Self::Text(text) => toml.some_text(name, text),
            Self::Texts(texts) if texts.is_empty() => {}
            Self::Texts(texts) => toml.texts(name, texts),
            Self::Number(number) => toml.number(name, i64::from(*number)),
            Self::Flag(flag) => toml.flag(name, *flag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Storage;

    #[test]
    fn what_readers_do_not_know_is_lost() {
        let text = "# a remark\n[storage]\ndriver = 'overlay'\n[storage.options]\nsize = '1G'\nunknown = 1\n\
            disable-volatile = true\n[storage.options.overlay]\nmountopt = 'nodev'\n[storage.options.thinpool]\n\
            [storage.options.pull_options]\nb = '2'\na = '1'\n[other]\n";
        let mut storage = Storage::read(text).expect("such a file");
        storage.set_size("8G".into());
        storage.set_layer_stores(["/a:ref".into()].into());
        let want = r#"[storage]
  driver = "overlay"
  runroot = ""
  graphroot = ""
  [storage.options]
    additionallayerstores = ["/a:ref"]
    size = "8G"
    force_mask = 0
    auto-userns-min-size = 0
    auto-userns-max-size = 0
    disable-volatile = true
    [storage.options.overlay]
      mountopt = "nodev"
    [storage.options.pull_options]
      a = "1"
      b = "2"
"#;
        assert_eq!(storage.write(), want);
        for bad in ["[storage", "storage = 1", "[storage]\ndriver = 5", "[storage.options]\nforce_mask = -1"] {
            assert!(Storage::read(bad).is_err(), "{bad}");
        }
    }
}
