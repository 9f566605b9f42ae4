//! `registries.conf`, read and written as the controllers do.

use super::super::toml::{Fields, Unreadable, Writer, parse};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// The file, as far as its readers know it: what else stands in it is lost when it is written.
///
/// ```
/// use garboard_core::generate::registries::Conf;
///
/// let conf = Conf::read(b"[[registry]]\nlocation = 'quay.io'\nblocked = true # for now\n")?;
/// assert!(conf.registries[0].blocked);
/// assert_eq!(conf.registries[0].scope(), "quay.io");
/// let want = "short-name-mode = \"\"\nadditional-layer-store-auth-helper = \"\"\n\n\
///     [[registry]]\n  prefix = \"\"\n  location = \"quay.io\"\n  blocked = true\n";
/// assert_eq!(conf.write(), want);
/// # Ok::<(), garboard_core::generate::registries::Unreadable>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Conf {
    /// Registries that short names are looked up in, where the file says anything of them.
    pub search: Option<Vec<String>>,
    /// Programs that know passwords, where the file says anything of them.
    pub credential_helpers: Option<Vec<String>>,
    /// How short names are looked up: `enforcing`, `permissive` or `disabled`; empty is the default.
    pub short_name_mode: String,
    /// The program that stores of layers ask for passwords.
    pub layer_store_helper: String,
    /// What is said of single registries.
    pub registries: Vec<Registry>,
    /// What short names stand for, where the file says anything of them.
    pub aliases: Option<BTreeMap<String, String>>,
}

/// What is said of a registry, a part of one, or the registries of a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registry {
    /// Which names of images it is for; if it is empty, those of its location.
    pub prefix: String,
    /// Where they are pulled from.
    pub location: String,
    /// Whether it is asked without TLS, or whatever its certificate.
    pub insecure: bool,
    /// Which pulls it serves: for mirrors only.
    pub pull: String,
    /// Whether nothing is pulled from it.
    pub blocked: bool,
    /// Whether its mirrors serve pulls by digest alone.
    pub by_digest_only: bool,
    /// Where images are pulled from first.
    pub mirrors: Vec<Mirror>,
}

/// Where images are pulled from first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mirror {
    /// Where it is.
    pub location: String,
    /// Whether it is asked without TLS, or whatever its certificate.
    pub insecure: bool,
    /// Which pulls it serves: `digest-only`, `tag-only`, or `all`, which is what empty means.
    pub pull: String,
}

impl Registry {
    /// Which names of images it is for.
    #[must_use]
    pub fn scope(&self) -> &str {
        if self.prefix.is_empty() { &self.location } else { &self.prefix }
    }

    fn read(fields: Fields<'_>) -> Result<Self, Unreadable> {
        let mirror = |fields: Fields<'_>| {
            Ok(Mirror {
                location: fields.text("location")?,
                insecure: fields.flag("insecure")?,
                pull: fields.text("pull-from-mirror")?,
            })
        };
        Ok(Self {
            prefix: fields.text("prefix")?,
            location: fields.text("location")?,
            insecure: fields.flag("insecure")?,
            pull: fields.text("pull-from-mirror")?,
            blocked: fields.flag("blocked")?,
            by_digest_only: fields.flag("mirror-by-digest-only")?,
            mirrors: fields.tables("mirror")?.into_iter().map(mirror).collect::<Result<_, _>>()?,
        })
    }

    fn write(&self, toml: &mut Writer) {
        toml.item(&["registry"]);
        toml.text("prefix", &self.prefix);
        toml.some_text("location", &self.location);
        toml.flag("insecure", self.insecure);
        toml.some_text("pull-from-mirror", &self.pull);
        toml.flag("blocked", self.blocked);
        toml.flag("mirror-by-digest-only", self.by_digest_only);
        for mirror in &self.mirrors {
            toml.item(&["registry", "mirror"]);
            toml.some_text("location", &mirror.location);
            toml.flag("insecure", mirror.insecure);
            toml.some_text("pull-from-mirror", &mirror.pull);
        }
    }
}

impl Conf {
    /// Reads it.
    ///
    /// # Errors
    /// [`Unreadable`], if it is no TOML, or something in it is of another type than its readers want.
    pub fn read(text: &[u8]) -> Result<Self, Unreadable> {
        let table = parse(text)?;
        let fields = Fields::of(&table);
        Ok(Self {
            search: fields.texts("unqualified-search-registries")?,
            credential_helpers: fields.texts("credential-helpers")?,
            short_name_mode: fields.text("short-name-mode")?,
            layer_store_helper: fields.text("additional-layer-store-auth-helper")?,
            registries: fields.tables("registry")?.into_iter().map(Registry::read).collect::<Result<_, _>>()?,
            aliases: fields.named_texts("aliases")?,
        })
    }

    /// Its text, without what its readers do not know.
    #[must_use]
    pub fn write(&self) -> String {
        let mut toml = Writer::default();
        for (key, list) in
            [("unqualified-search-registries", &self.search), ("credential-helpers", &self.credential_helpers)]
        {
            if let Some(list) = list {
                toml.texts(key, list);
            }
        }
        toml.text("short-name-mode", &self.short_name_mode);
        toml.text("additional-layer-store-auth-helper", &self.layer_store_helper);
        for registry in &self.registries {
            registry.write(&mut toml);
        }
        if let Some(aliases) = &self.aliases {
            toml.table(&["aliases"]);
            for (name, image) in aliases {
                toml.text(name, image);
            }
        }
        toml.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Conf;

    #[test]
    fn what_is_written_reads_as_what_it_was() {
        let text = "unqualified-search-registries = [\"a\"]\ncredential-helpers = []\nshort-name-mode = \"enforcing\"\n\
            additional-layer-store-auth-helper = \"h\"\n\n[[registry]]\n  prefix = \"*.b\"\n  insecure = true\n  \
            blocked = true\n\n[[registry]]\n  prefix = \"c\"\n  location = \"d\"\n  mirror-by-digest-only = true\n\n  \
            [[registry.mirror]]\n    location = \"e\"\n    insecure = true\n    pull-from-mirror = \"all\"\n\n\
            [aliases]\n  \"x.y\" = \"z\"\n";
        assert_eq!(Conf::read(text.as_bytes()).expect("such a file").write(), text);
        assert_eq!(Conf::read(b"").expect("such a file"), Conf::default());
    }
}
