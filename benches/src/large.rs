//! One large config, as an installer writes them: short files and units, thousands of them.

use crate::documents::Random;

/// So many files and so many units, and nothing to be found.
pub(crate) fn config(random: &mut Random, count: usize) -> String {
    let mut out = String::with_capacity(count * 460);
    out.push_str(r#"{"ignition":{"version":"3.4.0"},"storage":{"files":["#);
    for number in 0..count {
        if number > 0 {
            out.push(',');
        }
        file(number, random, &mut out);
    }
    out.push_str(r#"]},"systemd":{"units":["#);
    for number in 0..count {
        if number > 0 {
            out.push(',');
        }
        unit(number, random, &mut out);
    }
    out.push_str("]}}");
    out
}

/// So many files, each with two keys that nobody knows, a path that is not absolute, and some with advice.
pub(crate) fn faulty(count: usize) -> String {
    let file = |number| {
        format!(r#"{{"path":"etc/{number}","mdoe":420,"contents":{{"source":"data:,x","colour":1}},"mode":644}}"#)
    };
    let files: Vec<String> = (0..count).map(file).collect();
    format!(r#"{{"ignition":{{"version":"3.4.0"}},"storage":{{"files":[{}]}}}}"#, files.join(","))
}

fn file(number: usize, random: &mut Random, out: &mut String) {
    let (folder, name) = (random.of(FOLDERS), random.of(NAMES));
    let mode = random.of(&["420", "384", "493", "416"]);
    out.push_str(&format!(r#"{{"overwrite":true,"path":"/etc/{folder}/{number:04}-{name}.conf","#));
    if random.once_in(4) {
        out.push_str(r#""user":{"name":"root"},"group":{"id":0},"#);
    }
    out.push_str(r#""contents":{"source":"#);
    match random.below(3) {
        0 => {
            out.push_str(r#""data:text/plain;charset=utf-8;base64,"#);
            base64(&lines(random), out);
        }
        1 => {
            out.push_str(r#""data:text/plain;charset=utf-8,"#);
            percent(&lines(random), out);
        }
        _ => {
            out.push_str(r#""data:,"#);
            percent(&lines(random), out);
        }
    }
    out.push_str(&format!(r#""}},"mode":{mode}}}"#));
}

fn unit(number: usize, random: &mut Random, out: &mut String) {
    let (folder, name) = (random.of(FOLDERS), random.of(NAMES));
    let enabled = !random.once_in(4);
    out.push_str(&format!(
        r#"{{"name":"{name}-{number:04}.service","enabled":{enabled},"contents":"[Unit]\nDescription=Keep {name} of {folder}\nAfter=network-online.target\n\n[Service]\nType=oneshot\nExecStart=/usr/local/bin/{name} --number={number}\n"#
    ));
    if random.once_in(3) {
        out.push_str(r#"Environment=\"MODE=slow\"\n"#);
    }
    out.push_str(r#"\n[Install]\nWantedBy=multi-user.target\n"}"#);
}

/// A few lines of configuration.
fn lines(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..1 + random.below(4) {
        text.push_str(random.of(NAMES));
        text.push_str(" = ");
        text.push_str(random.of(FOLDERS));
        text.push('\n');
    }
    text
}

/// Letters, digits and a few marks stand for themselves.
fn percent(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' | b'=' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

fn base64(text: &str, out: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0usize, |bits, &byte| bits << 8 | usize::from(byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = char::from(DIGITS[bits >> (18 - 6 * place) & 63]);
            out.push(if place <= chunk.len() { digit } else { '=' });
        }
    }
}

const FOLDERS: &[&str] =
    &["harbour", "sysctl.d", "modprobe.d", "chrony", "containers", "tide", "NetworkManager", "ssh"];
const NAMES: &[&str] = &["mooring", "quay", "pilot", "beacon", "ballast", "anchor", "capstan", "fathom", "hawser"];
