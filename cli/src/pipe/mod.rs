//! `garboard pipe`: requests and answers, each a JSON object on a line of its own; see docs/pipe.md.
//!
//! Answers come in the order of the requests. What is wrong with one is its answer, and the next one is read.

mod answer;
mod changes;
mod clusters;
mod configs;
mod fleets;
mod generated;
mod lines;
mod machines;
mod request;
mod rollouts;

use answer::{Answer, Failure};
use garboard_ignition::nearest;
use lines::{LONGEST, Line};
use request::Request;
use serde::Serialize;
use std::io::{self, BufReader, Read, Write};

/// What can be asked.
const OPS: &[&str] = &[
    "hello",
    "parse",
    "merge",
    "convert",
    "generate",
    "render",
    "select",
    "blame",
    "validate",
    "negotiate",
    "serve",
    "diff",
    "policies",
    "pools",
    "status",
    "plan",
    "simulate",
];

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
                fail(&mut answer, b"null", &Failure::because("too-large", message))?;
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

fn answer(line: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let refuse = |failure, out: &mut Vec<u8>| fail(out, b"null", &failure);
    let line = match str::from_utf8(line) {
        Ok(line) => line,
        Err(error) => {
            let message = format!("the line is not UTF-8 at byte {}", error.valid_up_to());
            return refuse(Failure::bad_request(message), out);
        }
    };
    if let Some(mut request) = Request::flat(line) {
        return answer_to(&mut request, out);
    }
    let tape = match request::read(line) {
        Ok(tape) => tape,
        Err(failure) => return refuse(failure, out),
    };
    match Request::of(&tape) {
        Ok(mut request) => answer_to(&mut request, out),
        Err(failure) => refuse(failure, out),
    }
}

fn answer_to(request: &mut Request<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    let id = request.id();
    let op = match request.op() {
        Ok(op) => op,
        Err(failure) => return fail(out, id, &failure),
    };
    match op {
        "hello" => write(out, id, hello(request)),
        "parse" => write_config(out, id, configs::parse(request)),
        "merge" => write_config(out, id, configs::merge(request)),
        "convert" => write_config(out, id, configs::convert(request)),
        "render" => write(out, id, clusters::render(request)),
        "select" => write(out, id, clusters::select(request)),
        "blame" => write(out, id, clusters::blame(request)),
        "validate" => write(out, id, clusters::validate(request)),
        "generate" => write(out, id, generated::generate(request)),
        "negotiate" => write(out, id, machines::negotiate(request)),
        "serve" => write(out, id, machines::serve(request)),
        "diff" => write(out, id, changes::diff(request)),
        "policies" => write(out, id, changes::policies(request)),
        "pools" => write(out, id, fleets::pools(request)),
        "status" => write(out, id, fleets::status(request)),
        "plan" => match fleets::plan(request, |planned| write(out, id, Ok(planned))) {
            Ok(written) => written,
            Err(failure) => fail(out, id, &failure),
        },
        "simulate" => match rollouts::simulate(request, |simulated| write(out, id, Ok(simulated))) {
            Ok(written) => written,
            Err(failure) => fail(out, id, &failure),
        },
        _ => fail(out, id, &unknown(op)),
    }
}

fn unknown(op: &str) -> Failure {
    let known = OPS.join(", ");
    let hint = match nearest(op, OPS.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("there are {known}"),
    };
    Failure::because("unknown-op", format!("there is no op {op:?}: {hint}"))
}

/// The answer to `hello`.
#[derive(Serialize)]
struct Greeting {
    schema: &'static str,
    version: &'static str,
    ops: &'static [&'static str],
}

fn hello(request: &Request<'_>) -> Result<Greeting, Failure> {
    request.only(&[])?;
    Ok(Greeting { schema: "garboard/1", version: env!("CARGO_PKG_VERSION"), ops: OPS })
}

/// An answer is an object with the id of its request and what `answer` has.
fn write<B: Serialize>(out: &mut Vec<u8>, id: &[u8], answer: Result<B, Failure>) -> io::Result<()> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => return fail(out, id, &failure),
    };
    begin(out, id, true);
    // The object that the answer is goes on with ours.
    let start = out.len();
    serde_json::to_writer(&mut *out, &answer)?;
    out[start] = b',';
    out.push(b'\n');
    Ok(())
}

fn write_config(out: &mut Vec<u8>, id: &[u8], answer: Result<Answer, Failure>) -> io::Result<()> {
    match answer {
        Ok(answer) => {
            begin(out, id, true);
            answer.write(out)?;
            end(out);
            Ok(())
        }
        Err(failure) => fail(out, id, &failure),
    }
}

fn fail(out: &mut Vec<u8>, id: &[u8], failure: &Failure) -> io::Result<()> {
    begin(out, id, false);
    failure.write(out)?;
    end(out);
    Ok(())
}

fn begin(out: &mut Vec<u8>, id: &[u8], ok: bool) {
    out.extend_from_slice(b"{\"id\":");
    out.extend_from_slice(id);
    out.extend_from_slice(if ok { b",\"ok\":true" } else { b",\"ok\":false" });
}

fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"}\n");
}
