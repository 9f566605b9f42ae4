//! The small parsers a config's texts go through: URLs, `data:` URLs and systemd units.

use garboard_ignition::go::{dataurl, url};
use garboard_ignition::unit;
use serde_json::Value;

use crate::cases::{Case, bytes, replay, same};

#[test]
fn dataurl_cases() {
    replay("dataurl", |case| {
        let text = text(case);
        let want = match case.want["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(bytes(&case.want["data_base64"])),
        };
        same(dataurl::decode(&text).map_err(|bad| bad.message.into_owned()), want)?;
        match dataurl::check(&text) {
            Ok(url) => {
                let whole = url.decode();
                (0..=whole.len()).try_for_each(|count| same(&*url.head(count), &whole[..count]))
            }
            Err(bad) => on_character(&text, bad.at),
        }
    });
}

/// All but `string_base64`: nothing needs a URL written again.
#[test]
fn url_cases() {
    replay("url", |case| {
        let text = text(case);
        match (url::parse(&text), case.want["error"].as_bool()) {
            (Err(bad), Some(true)) => on_character(&text, bad.at),
            (Ok(url), None) => {
                same(&*url.scheme, case.want["scheme"].as_str().unwrap_or("none"))?;
                same(url.opaque.as_bytes(), &bytes(&case.want["opaque_base64"]))?;
                let ids: Vec<_> = url.query_values("versionId").map(|id| String::from_utf8_lossy(&id).into()).collect();
                same(&Value::Array(ids), case.want.get("version_ids").unwrap_or(&Value::Array(Vec::new())))
            }
            (got, _) => Err(format!("{text:?}: {got:?}, and the reference otherwise")),
        }
    });
}

#[test]
fn unit_cases() {
    replay("unit", |case| {
        let contents = bytes(&case.input["text_base64"]);
        let got = unit::parse(&contents);
        let want = match case.want["error"].as_str() {
            Some(error) => Err(error),
            None => Ok(case.want["options"].as_array().into_iter().flatten().map(option).collect()),
        };
        let shown = |opt: &unit::Opt<'_>| [opt.section.to_vec(), opt.name.to_vec(), opt.value.to_vec()];
        same(
            got.as_ref().map(|options| options.iter().map(shown).collect::<Vec<_>>()).map_err(|bad| &*bad.message),
            want,
        )?;

        let install = got.map(|options| options.iter().any(|option| option.section == b"Install"));
        same(unit::has_install(&contents), install)
    });
}

fn option(recorded: &Value) -> [Vec<u8>; 3] {
    [bytes(&recorded[0]), bytes(&recorded[1]), bytes(&recorded[2])]
}

/// The texts of these families are UTF-8, as all texts of a config are.
fn text(case: &Case) -> String {
    String::from_utf8(bytes(&case.input["text_base64"])).expect("a text in UTF-8")
}

/// A place that is shown must be one: the start of a character, or the end.
fn on_character(text: &str, at: usize) -> Result<(), String> {
    if text.is_char_boundary(at) { Ok(()) } else { Err(format!("{at} is no place in {text:?}")) }
}
