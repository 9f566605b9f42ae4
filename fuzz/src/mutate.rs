//! Inputs near others: seeds with a few bytes, words or lines changed.

use crate::choices::Random;

/// What inputs of all targets are made of; a fuzzer would take long to find these.
const WORDS: &[&str] = &[
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1e999",
    "420",
    "\\u0000",
    "\\ud800",
    "\\",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{130}",
    "\r\n",
    "\n",
    "\t",
    " ",
    "  ",
    "\n---\n",
    "\n...\n",
    "--- ",
    "- ",
    "? ",
    ": ",
    "# ",
    "&a ",
    "*a",
    "<<: *a\n",
    "!!binary ",
    "!!int ",
    "! ",
    "|\n",
    ">-\n",
    "|+2\n",
    "%YAML 1.1\n",
    "'",
    "\"\"",
    "{{ .x }}",
    "$name",
    "${name}",
    "data:,",
    "data:;base64,",
    "data:text/plain;charset=utf-8,",
    "%zz",
    "%20",
    "http://",
    "://",
    "//",
    "[::1]",
    "%25",
    "#",
    "[Unit]\n",
    "[Install]\n",
    "WantedBy=",
    "\\\n",
    "kind: List\n",
    "items:\n",
    "apiVersion: machineconfiguration.openshift.io/v1\n",
    "kind: MachineConfig\n",
    "variant: fcos\n",
    "# garboard: ignore[unused-key]\n",
    "\"ignition\":{\"version\":\"3.5.0\"}",
    "\"version\": \"2.2.0\"",
    "\"path\":",
    "\"mode\":",
    "\"contents\":",
    "\"source\":",
    "\"name\":",
];

/// The longest input that is made; what only shows in longer ones is looked for elsewhere.
const LONGEST: usize = 16 << 10;

/// One of the seeds, with up to eight changes.
///
/// # Panics
/// If there are no seeds.
#[must_use]
pub fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(8) {
        let at = random.below(input.len() + 1);
        let end = at + random.below((input.len() - at).min(64) + 1);
        match random.below(8) {
            0 => drop(input.drain(at..end)),
            1 => insert(&mut input, at, WORDS[random.below(WORDS.len())].as_bytes()),
            2 => drop(input.splice(at..end, WORDS[random.below(WORDS.len())].bytes())),
            3 => {
                let piece = input[at..end].to_vec();
                let to = random.below(input.len() + 1);
                insert(&mut input, to, &piece);
            }
            4 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len() + 1);
                let length = random.below((other.len() - from).min(256) + 1);
                insert(&mut input, at, &other[from..from + length]);
            }
            5 => input.truncate(at),
            6 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            _ => {
                if let Some(byte) = input.get_mut(at) {
                    *byte = random.below(256) as u8;
                }
            }
        }
    }
    input.truncate(LONGEST);
    input
}

fn insert(input: &mut Vec<u8>, at: usize, piece: &[u8]) {
    drop(input.splice(at..at, piece.iter().copied()));
}
