//! `garboard pipe`: requests and answers, each a JSON object on a line of its own; see docs/pipe.md.
//!
//! Answers come in the order of the requests. What is wrong with one is its answer, and the next one is read.

mod answer;
mod configs;
mod lines;

use answer::Failure;
use garboard_ignition::nearest;
use lines::{LONGEST, Line};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::{self, BufReader, Read, Write};

/// What can be asked.
const OPS: &[&str] = &["hello", "parse", "merge"];

/// Answers every line of `input` on `output`. Whoever asks waits, so that each answer is sent at once unless the next
/// request is there already.
pub(crate) fn serve<R: Read>(mut input: BufReader<R>, mut output: impl Write) -> io::Result<()> {
    let (mut line, mut answer) = (Vec::new(), Vec::new());
    loop {
        answer.clear();
        match lines::next(&mut input, &mut line)? {
            Line::End => return output.flush(),
            Line::TooLong => {
                let message = format!("the line is longer than {} MiB", LONGEST >> 20);
                write(&mut answer, None, Err::<(), _>(Failure::because("too-large", message)))?;
            }
            Line::Whole if line.trim_ascii().is_empty() => continue,
            Line::Whole => self::answer(&line, &mut answer)?,
        }
        output.write_all(&answer)?;
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
}

/// What every request has.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    op: Option<Cow<'a, str>>,
}

fn answer(line: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let head = match head(line) {
        Ok(head) => head,
        Err(failure) => return write(out, None, Err::<(), _>(failure)),
    };
    let (id, op) = (head.id, head.op.unwrap_or_default());
    match &*op {
        "" => write(out, id, Err::<(), _>(Failure::bad_request("op is missing: it says what is asked"))),
        "hello" => write(out, id, request(line).map(|_: Hello| Greeting::default())),
        "parse" => write(out, id, request(line).and_then(configs::parse)),
        "merge" => write(out, id, request(line).and_then(configs::merge)),
        _ => write(out, id, Err::<(), _>(unknown(&op))),
    }
}

fn head(line: &[u8]) -> Result<Head<'_>, Failure> {
    let text = str::from_utf8(line)
        .map_err(|error| Failure::bad_request(format!("the line is not UTF-8 at byte {}", error.valid_up_to())))?;
    serde_json::from_str(text).map_err(|error| Failure::bad_request(format!("the line is no request: {error}")))
}

/// The fields of a request: those of its op, and no others.
fn request<'a, R: Deserialize<'a>>(line: &'a [u8]) -> Result<R, Failure> {
    serde_json::from_slice(line).map_err(|error| Failure::bad_request(error.to_string()))
}

fn unknown(op: &str) -> Failure {
    let known = OPS.join(", ");
    let hint = match nearest(op, OPS.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("there are {known}"),
    };
    Failure::because("unknown-op", format!("there is no op {op:?}: {hint}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hello {
    #[serde(default, rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
}

/// The answer to `hello`.
#[derive(Serialize)]
struct Greeting {
    schema: &'static str,
    version: &'static str,
    ops: &'static [&'static str],
}

impl Default for Greeting {
    fn default() -> Self {
        Self { schema: "garboard/1", version: env!("CARGO_PKG_VERSION"), ops: OPS }
    }
}

/// An answer with the id of its request.
#[derive(Serialize)]
struct Answer<'a, B> {
    id: Option<&'a RawValue>,
    ok: bool,
    #[serde(flatten)]
    body: B,
}

fn write<B: Serialize>(out: &mut Vec<u8>, id: Option<&RawValue>, answer: Result<B, Failure>) -> io::Result<()> {
    match answer {
        Ok(body) => serde_json::to_writer(&mut *out, &Answer { id, ok: true, body })?,
        Err(body) => serde_json::to_writer(&mut *out, &Answer { id, ok: false, body })?,
    }
    out.push(b'\n');
    Ok(())
}
