//! How large a rendered MachineConfig is, as JSON: a cluster stores no more than etcd takes.

use super::combine::refused;
use super::{Context, Rendered};
use crate::check::{RENDER_MOST, RENDER_NEAR as NEAR};
use crate::gojson;
use crate::part::Spec;
use crate::rule;
use alloc::format;
use alloc::string::String;
use garboard_ignition::document::Place;
use garboard_ignition::report::{Entry, Gate, Refused, Report};
use serde::Serialize;

/// What stands around a spec seldom has more bytes; where it does, they are counted for each pool.
const AROUND: usize = 16 * 1024;

/// How many bytes of JSON a spec has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// No more than so many.
    at_most: usize,
    /// Just so many; counted where it may matter, once for all pools.
    exact: Option<usize>,
}

impl Size {
    pub(super) fn of(spec: &Spec, hashed: &str) -> Self {
        let at_most = at_most(hashed.as_bytes());
        let exact = (at_most > NEAR - AROUND).then(|| length(spec));
        Self { at_most, exact }
    }
}

/// At most so many bytes: those of the YAML, and what JSON says with more of them. Much cheaper than the JSON.
fn at_most(yaml: &[u8]) -> usize {
    /// As many more a sign may have, and a line for the quotes, commas and brackets around its value.
    const MORE: usize = 6;
    /// What is so short stays far from any limit, whatever signs it has.
    const SHORT: usize = 16 * 1024;
    if yaml.len() <= SHORT {
        return yaml.len() * (1 + MORE);
    }
    let signs = memchr::memchr3_iter(b'<', b'>', b'&', yaml).count();
    let escaped = memchr::memchr3_iter(b'"', b'\\', 0xe2, yaml).count();
    yaml.len() + MORE * (signs + escaped + memchr::memchr_iter(b'\n', yaml).count())
}

/// At most so many bytes stand around a spec: what is always there, and what differs with more than it can take.
fn around_at_most(rendered: &Rendered) -> usize {
    const ALWAYS: usize = 1024;
    const MORE: usize = 6;
    let Context { pool, uid, build, .. } = &rendered.context;
    ALWAYS + MORE * [&rendered.name, pool, uid, &build.hash, &build.release].map(String::len).iter().sum::<usize>()
}

/// The length of a value as Go writes it in JSON.
fn length<T: Serialize>(value: &T) -> usize {
    gojson::to_string(value).len()
}

/// What is to be said of the size; above a limit the MachineConfig is refused.
pub(super) fn judge(rendered: &Rendered) -> Result<Report, Refused> {
    let size = rendered.combined.size;
    if size.exact.is_none() && around_at_most(rendered) <= AROUND {
        return Ok(Report::new());
    }
    // The reference counts the object without kind and API version.
    let around = length(&rendered.metadata()) + r#"{"metadata":,"spec":}"#.len();
    let bytes = match size.exact {
        Some(spec) => around + spec,
        None if around + size.at_most <= NEAR => return Ok(Report::new()),
        None => around + length(rendered.spec()),
    };
    let name = &rendered.name;
    if bytes > RENDER_MOST {
        let message = format!(
            "rendered MachineConfig {name} is too large ({bytes} bytes, max {RENDER_MOST} bytes). This will exceed etcd's size limit. Consider reducing the number or size of MachineConfigs, particularly large registry mirror configurations (ImageDigestMirrorSet/ImageContentSourcePolicy)"
        );
        return Err(refused(Entry::new(&rule::TOO_LARGE, Place::default()).saying(message)));
    }
    let message = format!("rendered MachineConfig {name} has {bytes} bytes of the {RENDER_MOST} it may have");
    let entry = Entry::new(&rule::NEARLY_TOO_LARGE, Place::default()).at_gate(Gate::Render).saying(message);
    Ok((bytes > NEAR).then_some(entry).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::{around_at_most, at_most, length};
    use crate::goyaml;
    use crate::part::{Part, Spec};
    use crate::render::{Build, Context, render};
    use alloc::{format, string::String};

    #[test]
    fn what_stands_around_a_spec_is_never_longer_than_its_bound() {
        for text in ["", "a", "\u{1}\"<", "\u{2028}é"] {
            let part = Part::from_json(
                r#"{"apiVersion":"machineconfiguration.openshift.io/v1","kind":"MachineConfig","metadata":{"name":"a","labels":{}},"spec":{"osImageURL":"b"}}"#,
            );
            let mut context = Context::new(text);
            context.uid = text.repeat(9);
            context.build = Build::new(text, text);
            let part = part.expect("a MachineConfig");
            let rendered = render(&[&part], &context).expect("it is rendered");
            assert!(length(&rendered.metadata()) <= around_at_most(&rendered), "{text:?}");
        }
    }

    #[test]
    fn the_json_of_a_spec_is_never_longer_than_its_bound() {
        let signs = [
            "<", ">&", "\"", "\\", "\u{2028}", "\t", "\u{1}", "\u{1b}", "é", "😀", "a b", "'", "#", "\n", "\r\n", ":",
            "",
        ];
        for (number, sign) in signs.into_iter().enumerate() {
            for many in [1, 2, 7, 100] {
                let mut spec = Spec::default();
                let text: String = sign.repeat(many);
                spec.kernel_arguments = [text.clone(), format!("x{text}y"), format!(" {text}")].into();
                spec.os_image_url = signs[..number].concat();
                let yaml = goyaml::marshal(&spec).expect("YAML");
                assert!(length(&spec) <= at_most(yaml.as_bytes()), "{sign:?} {many}: {yaml}");
            }
        }
    }
}
