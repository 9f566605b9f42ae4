//! What a template says once it is filled in: a file or a unit, in Butane's words.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::{Kind, SourceId, Tape, Value, read_yaml};
use garboard_ignition::go::quote::fold_eq;
use garboard_ignition::model::{Content, Dropin, File, Resource, Unit};
use garboard_ignition::{Config, Version};

/// The spec version of what templates make.
pub(super) const VERSION: Version = Version::V3_5;

/// A config of one file.
///
/// # Errors
/// What is wrong, and what to write.
pub(super) fn file(text: &str) -> Result<Content, String> {
    let tape = read(text)?;
    let object = Object::of(tape.root(), "the template")?;
    let mut file = File::default();
    file.path = object.text("path")?.ok_or("it has no path: write `path:` with the absolute path of the file")?;
    file.overwrite = Some(true);
    file.mode = object.number("mode")?;
    if let Some(user) = object.object("user")? {
        (file.user.id, file.user.name) = (user.number("id")?, user.text("name")?);
    }
    if let Some(group) = object.object("group")? {
        (file.group.id, file.group.name) = (group.number("id")?, group.text("name")?);
    }
    file.contents = object.object("contents")?.map_or_else(|| Ok(Resource::default()), resource)?;
    let append = object.list("append")?.into_iter().map(|it| resource(Object::of(it, "append")?));
    let append: Vec<_> = append.collect::<Result<_, _>>()?;
    file.append = (!append.is_empty()).then_some(append);
    let mut content = Content::default();
    content.storage.files = Some([file].into());
    checked(content)
}

/// A config of one unit.
///
/// # Errors
/// What is wrong, and what to write.
pub(super) fn unit(text: &str) -> Result<Content, String> {
    let tape = read(text)?;
    let object = Object::of(tape.root(), "the template")?;
    let mut unit = Unit::default();
    unit.name = object.text("name")?.ok_or("it has no name: write `name:` with the name of the unit")?;
    unit.enabled = object.flag("enabled")?;
    unit.mask = object.flag("mask")?;
    unit.contents = object.text("contents")?;
    let dropins = object.list("dropins")?.into_iter().map(|it| dropin(&Object::of(it, "dropins")?));
    let dropins: Vec<_> = dropins.collect::<Result<_, _>>()?;
    unit.dropins = (!dropins.is_empty()).then_some(dropins);
    let mut content = Content::default();
    content.systemd.units = Some([unit].into());
    checked(content)
}

fn dropin(object: &Object<'_>) -> Result<Dropin, String> {
    let mut dropin = Dropin::default();
    dropin.name = object.text("name")?.ok_or("a drop-in has no name: write `name:`, such as 10-ours.conf")?;
    dropin.contents = object.text("contents")?;
    Ok(dropin)
}

fn resource(object: Object<'_>) -> Result<Resource, String> {
    let mut resource = Resource::default();
    resource.compression = object.text("compression")?;
    resource.source = match (object.text("inline")?, object.text("source")?) {
        (Some(_), Some(_)) => return Err("contents has both inline and source: write one of them".into()),
        (Some(inline), None) => Resource::escaped(inline.as_bytes()).source,
        (None, source) => source,
    };
    if let Some(verification) = object.object("verification")? {
        resource.verification.hash = verification.text("hash")?;
    }
    Ok(resource)
}

/// What the rules of Ignition say of it, as the refusal of the template.
fn checked(content: Content) -> Result<Content, String> {
    match Config::new(VERSION, content) {
        Ok(config) => Ok(config.into_content()),
        Err(refused) => {
            let first = refused.first();
            Err(format!("{}: {}", first.message, first.rule.help))
        }
    }
}

fn read(text: &str) -> Result<Tape<'_>, String> {
    let read =
        read_yaml(text.as_bytes(), SourceId(0), 0).map_err(|error| format!("it is no YAML: {}", error.message))?;
    Ok(read.tape)
}

/// An object, with its name for people.
struct Object<'t> {
    value: Value<'t>,
}

impl<'t> Object<'t> {
    fn of(value: Value<'t>, name: &str) -> Result<Self, String> {
        if value.kind() != Kind::Object {
            return Err(format!("{name} is no object: write keys and values, such as `path: /etc/motd`"));
        }
        Ok(Self { value })
    }

    /// A member that is not null. Case does not matter, and the last one counts.
    fn member(&self, name: &str) -> Option<Value<'t>> {
        let named = |key: &Value<'t>| key.as_str().is_some_and(|key| fold_eq(&key, name));
        let found = self.value.members().filter(|(key, _)| named(key)).last();
        found.map(|(_, value)| value).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        let text = |value: Value<'t>| value.as_str().ok_or_else(|| format!("{name} is no text: write it in quotes"));
        self.member(name).map(text).transpose().map(|text| text.map(Into::into))
    }

    fn number(&self, name: &str) -> Result<Option<i64>, String> {
        let number =
            |value: Value<'t>| value.as_i64().ok_or_else(|| format!("{name} is no whole number: write 0644 or 420"));
        self.member(name).map(number).transpose()
    }

    fn flag(&self, name: &str) -> Result<Option<bool>, String> {
        let flag =
            |value: Value<'t>| value.as_bool().ok_or_else(|| format!("{name} is neither true nor false: write one"));
        self.member(name).map(flag).transpose()
    }

    fn object(&self, name: &str) -> Result<Option<Self>, String> {
        self.member(name).map(|value| Self::of(value, name)).transpose()
    }

    fn list(&self, name: &str) -> Result<Vec<Value<'t>>, String> {
        let Some(value) = self.member(name) else { return Ok(Vec::new()) };
        match value.kind() {
            Kind::Array => Ok(value.elements().collect()),
            _ => Err(format!("{name} is no list: write its elements behind `-`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{file, unit};
    use alloc::format;

    #[test]
    fn texts_are_escaped_but_for_what_urls_may_have() {
        let source = |inline: &str| {
            let text = format!("path: /a\ncontents: {{inline: {inline:?}}}");
            let files = file(&text).expect("a file").storage.files.expect("files");
            files[0].contents.source.clone().unwrap_or_default()
        };
        assert_eq!(source("aZ0-_.!~*'()"), "data:,aZ0-_.!~*'()");
        assert_eq!(source("a b\n/é"), "data:,a%20b%0A%2F%C3%A9");
        assert_eq!(source(""), "data:,");
    }

    #[test]
    fn files_are_read_as_butane_writes_them() {
        let text =
            "PATH: /etc/motd\nmode: 0644\nuser: {name: core}\ngroup: {id: 0}\ncontents: {inline: hi, other: 1}\n";
        let files = file(text).expect("a file").storage.files.expect("files");
        let motd = &files[0];
        assert_eq!((&*motd.path, motd.mode, motd.overwrite), ("/etc/motd", Some(0o644), Some(true)));
        assert_eq!((motd.user.name.as_deref(), motd.group.id), (Some("core"), Some(0)));
        assert_eq!(motd.contents.source.as_deref(), Some("data:,hi"));
        for (text, word) in [
            ("[]", "no object"),
            ("mode: 1", "no path"),
            ("path: 5", "no text"),
            ("path: /a\nmode: \"0644\"", "whole number"),
            ("path: /a\ncontents: {inline: a, source: 'data:,'}", "both inline and source"),
            ("path: a\ncontents: {inline: a}", "Begin the path with /."),
            ("path: /a\nappend: {}", "no list"),
            ("a: [", "no YAML"),
        ] {
            let why = file(text).expect_err(text);
            assert!(why.contains(word), "{text}: {why}");
        }
    }

    #[test]
    fn units_are_read_as_butane_writes_them() {
        let text = "name: a.service\nenabled: true\ncontents: |\n  [Install]\n  WantedBy=a\ndropins: [{name: b.conf, contents: ''}]";
        let units = unit(text).expect("a unit").systemd.units.expect("units");
        assert_eq!((units[0].enabled, units[0].dropins.as_ref().map(|it| it.len())), (Some(true), Some(1)));
        for (text, word) in [
            ("enabled: true", "no name"),
            ("name: a.service\nenabled: 'yes'", "true nor false"),
            ("name: a.service\ndropins: [b]", "no object"),
            ("name: a.service\ndropins: [{}]", "a drop-in has no name"),
            ("name: a", "a"),
        ] {
            let why = unit(text).expect_err(text);
            assert!(why.contains(word), "{text}: {why}");
        }
    }
}
