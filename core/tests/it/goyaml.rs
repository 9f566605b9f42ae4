//! YAML as the reference writes it: its recorded answers, and what must hold whatever is written.

use crate::cases::{replay, same, text};
use garboard_core::{goyaml, render};
use garboard_ignition::document::{self, Kind, SourceId};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[test]
fn every_text_is_written_as_in_the_recorded_cases() {
    replay("machineconfig/yaml_strings", 4693, |case| {
        assert_eq!(case.op, "marshal_text");
        let input = text(&case.input["text"]);
        let list = json!({"kernelArguments": [input]});
        let nested = json!({"config": {"systemd": {"units": [{"name": "x", "contents": input}]}}});
        for (value, want) in [(list, &case.want["list"]), (nested, &case.want["nested"])] {
            same(goyaml::marshal(&value).as_deref(), Ok(text(want)))?;
        }
        Ok(())
    });
}

/// A value that the project's own reader reads.
fn read(yaml: &str) -> Value {
    let read = document::read_yaml(yaml.as_bytes(), SourceId(0), 0);
    value(read.unwrap_or_else(|error| panic!("{error:?}\n{yaml}")).tape.root())
}

fn value(value: document::Value<'_>) -> Value {
    let text = |value: document::Value<'_>| value.as_str().expect("a string").into_owned();
    match value.kind() {
        Kind::Null => Value::Null,
        Kind::True | Kind::False => value.as_bool().into(),
        Kind::Number => serde_json::from_str(&value.as_number().expect("a number")).expect("a number of JSON"),
        Kind::String => text(value).into(),
        Kind::Array => value.elements().map(self::value).collect(),
        Kind::Object => value.members().map(|(key, value)| (text(key), self::value(value))).collect(),
    }
}

#[test]
fn rendered_configs_have_the_recorded_text_and_name() {
    replay("machineconfig/names", 28, |case| {
        let hashed = text(&case.want["hash_input"]);
        same(goyaml::marshal(&read(hashed)).as_deref(), Ok(hashed))?;
        let pool = text(&case.input["pool"]);
        same(render::name(pool, hashed).as_str(), text(&case.want["name"]))
    });
}

#[test]
fn every_value_is_written_as_in_the_recorded_cases() {
    replay("machineconfig/yaml_values", 1344, |case| {
        assert_eq!(case.op, "marshal");
        let got = goyaml::marshal(&case.input["value"]).map_err(|error| error.to_string());
        let want = match case.want["error"].as_str() {
            Some(error) => Err(without_line(error)),
            None => Ok(text(&case.want["yaml"]).to_owned()),
        };
        same(got, want)
    });
}

/// What the reference says, without the line of its JSON.
fn without_line(error: &str) -> String {
    let Some((before, after)) = error.split_once("yaml: line ") else { return error.into() };
    format!("{before}yaml: {}", after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':').trim_start())
}

#[test]
fn what_is_written_is_read_as_the_same_value() {
    for seed in 0..3000 {
        let value = Random(seed).value(4);
        let written = goyaml::to_string(&value).expect("a value of JSON, and small");
        assert_eq!(read(&written), value, "{seed}: {written}");
        assert_eq!(goyaml::to_string(&read(&written)), Ok(written), "{seed}");
    }
}

#[test]
fn types_are_written_as_their_json() {
    #[derive(Serialize)]
    struct Unit(());
    #[derive(Serialize)]
    enum Kinds {
        Plain,
        Of(u8),
        Two(i8, char),
        Named { b: Option<bool>, a: &'static str },
        Empty {},
    }
    #[derive(Serialize)]
    struct All<'a> {
        kinds: (Kinds, Kinds, Kinds, Kinds, Kinds),
        bytes: &'a [u8],
        float: f32,
        unit: Unit,
        numbers: BTreeMap<i32, [Kinds; 1]>,
        truth: BTreeMap<bool, ()>,
        #[serde(flatten)]
        more: BTreeMap<String, Value>,
    }
    let named = Kinds::Named { b: None, a: "on" };
    let all = All {
        kinds: (Kinds::Plain, Kinds::Of(1), Kinds::Two(-1, '#'), named, Kinds::Empty {}),
        bytes: b"ab",
        float: 1.5,
        unit: Unit(()),
        numbers: [(10, [Kinds::Of(2)]), (9, [Kinds::Two(3, 'x')])].into(),
        truth: [(true, ()), (false, ())].into(),
        more: [("kinds2".into(), json!([{"a": {}}])), ("float".into(), json!(2))].into(),
    };
    let value = serde_json::to_value(&all).expect("no fault in it");
    assert_eq!(value["float"], 2, "of equal keys the last holds");
    assert_eq!(goyaml::to_string(&all), goyaml::to_string(&value));
    assert_eq!(read(&goyaml::to_string(&all).expect("no fault in it")), value);
    assert_eq!(goyaml::to_string(&0.1f32).as_deref(), Ok("0.1\n"));
}

#[test]
fn configs_are_printed_whole() {
    let text = br##"{"ignition": {"version": "3.4.0"}, "storage": {"files": [
        {"path": "/etc/a", "mode": 420, "contents": {"source": "data:,a%20b"}, "overwrite": true},
        {"path": "/etc/b"}]}, "systemd": {"units": [{"name": "a.service", "contents": "# a\n[Unit]\n"}]}}"##;
    let config = garboard_ignition::parse(text).expect("a good config").config;
    let want = "\
ignition:
  version: 3.4.0
storage:
  files:
  - contents:
      source: data:,a%20b
    mode: 420
    overwrite: true
    path: /etc/a
  - path: /etc/b
systemd:
  units:
  - contents: |
      # a
      [Unit]
    name: a.service
";
    assert_eq!(goyaml::to_string(&config).as_deref(), Ok(want));
}

#[test]
fn values_too_deep_or_too_long_are_refused() {
    let around = |inner: Value| [("a", Value::from(vec![inner]))].into_iter().collect();
    let nested = |levels: usize, innermost: Value| (0..levels).fold(innermost, |inner, _| around(inner));
    let most = goyaml::MAX_DEPTH / 2;
    assert_eq!(goyaml::to_string(&nested(most, json!(1))).map(|text| text.lines().count()), Ok(most + 1));
    assert_eq!(goyaml::to_string(&nested(most, json!([]))), Err(goyaml::Error::TooDeep));

    let line_feeds = "a\n".repeat(1 << 20);
    assert_eq!(goyaml::to_string(&line_feeds).map(|text| text.len()), Ok((4 << 20) + 2));
    for text in [&line_feeds, &"a ".repeat(1 << 20), &"\u{2028}a".repeat(1 << 20)] {
        assert_eq!(goyaml::to_string(&nested(most, json!(text))), Err(goyaml::Error::TooLong));
    }
    assert_eq!(goyaml::to_string(&nested(most - 1, json!(vec![1; 1 << 20]))), Err(goyaml::Error::TooLong));
    let escapes = "😀".repeat(7 << 20);
    assert_eq!(goyaml::to_string(&escapes), Err(goyaml::Error::TooLong));
}

#[test]
fn what_json_cannot_hold_is_refused() {
    assert_eq!(goyaml::to_string(&[f64::NAN]), Err(goyaml::Error::Number));
    assert_eq!(goyaml::to_string(&BTreeMap::from([([1], 1)])), Err(goyaml::Error::Key));
    assert_eq!(goyaml::to_string(&BTreeMap::from([((), 1)])), Err(goyaml::Error::Key));
}

/// Values made of a number, the same ones each time.
struct Random(u64);

impl Random {
    /// SplitMix64.
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % below as u64) as usize
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.next(if depth > 0 { 9 } else { 6 }) {
            0 => [Value::Null, true.into(), false.into(), json!([]), json!({})][self.next(5)].clone(),
            1 => (self.next(usize::MAX) as i64).into(),
            // Never whole: such a number is read as an integer.
            2 => (self.next(2_000_000) as f64 / 64.0 + 1.0 / 128.0 - 9000.0).into(),
            3..=5 => self.text().into(),
            6 => (0..self.next(5)).map(|_| self.value(depth - 1)).collect(),
            _ => (0..self.next(5)).map(|_| (self.text(), self.value(depth - 1))).collect(),
        }
    }

    fn text(&mut self) -> String {
        let words =
            ["a", "yes", "~", "1", "0x1", "1_0", "1:30", "2001-1-1", ".5_0", "---", "- x", "k: v", "ExecStart=/x y"];
        // Not U+2028 and U+2029: the reference writes them as they are, and the reader takes them for line breaks.
        let chars = " \n\t\r\u{b}\u{85}\u{a0}\u{feff}\u{7f}\u{ffff}é😀:#-'\"\\,[]{}?!&*|>%@`~=_a0.";
        let count = chars.chars().count();
        let mut text = String::new();
        for _ in 0..[1, 3, 20, 60][self.next(4)] {
            match self.next(3) {
                0 => text.push_str(words[self.next(words.len())]),
                1 => text.extend(chars.chars().nth(self.next(count))),
                _ => text.push([' ', 'b'][self.next(2)]),
            }
        }
        text
    }
}
