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
use lines::{LONGEST, Line, Lines};
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

/// Answers are sent when they have so many bytes, even if the next request is there already.
const AT_ONCE: usize = 1 << 16;

/// Answers every line of `input` on `output`. Whoever asks waits, so that answers are sent as soon as the next request is
/// not there yet.
pub(crate) fn serve<R: Read>(input: BufReader<R>, mut output: impl Write) -> io::Result<()> {
    let (mut lines, mut answers) = (Lines::of(input), Vec::with_capacity(AT_ONCE));
    loop {
        if answers.len() >= AT_ONCE || !lines.is_next_here() {
            output.write_all(&answers)?;
            output.flush()?;
            answers.clear();
        }
        match lines.next()? {
            Line::End => return Ok(()),
            Line::TooLong => {
                let message = format!("the line is longer than {} MiB", LONGEST >> 20);
                fail(&mut answers, b"null", &Failure::because("too-large", message))?;
            }
            Line::Whole(line) if line.trim_ascii().is_empty() => {}
            Line::Whole(line) => {
                let whole = answers.len();
                if let Err(error) = self::answer(line, &mut answers) {
                    output.write_all(&answers[..whole])?;
                    return Err(error);
                }
            }
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
        "parse" => match configs::parse(request, |read| write_read(out, id, &read)) {
            Ok(written) => written,
            Err(failure) => fail(out, id, &failure),
        },
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

fn write_read(out: &mut Vec<u8>, id: &[u8], read: &configs::Read<'_>) -> io::Result<()> {
    begin(out, id, read.is_config());
    read.write(out)?;
    end(out);
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::serve;
    use std::cell::RefCell;
    use std::io::{self, BufReader, Read, Write};

    /// Somebody who says one thing after the other, each when asked for it, and notes how many answers there are by then.
    struct Asking<'a> {
        says: std::slice::Iter<'a, &'a [u8]>,
        heard: &'a RefCell<Vec<u8>>,
        answers: &'a RefCell<Vec<usize>>,
    }

    impl Read for Asking<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.answers.borrow_mut().push(self.heard.borrow().iter().filter(|byte| **byte == b'\n').count());
            let says = self.says.next().copied().unwrap_or_default();
            into[..says.len()].copy_from_slice(says);
            Ok(says.len())
        }
    }

    struct Heard<'a>(&'a RefCell<Vec<u8>>);

    impl Write for Heard<'_> {
        fn write(&mut self, some: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(some);
            Ok(some.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nobody_waits_for_an_answer_that_is_there() {
        let hello = br#"{"op":"hello"}
"#;
        let two = [&hello[..], hello].concat();
        let says =
            [&two[..], b"\n", &hello[..7], &hello[7..], &[&hello[..], b"\n \n"].concat(), &hello[..hello.len() - 1]];
        let (heard, answers) = (RefCell::default(), RefCell::default());
        let asking = Asking { says: says.iter(), heard: &heard, answers: &answers };
        serve(BufReader::new(asking), Heard(&heard)).expect("nothing fails");
        assert_eq!(*answers.borrow(), [0, 2, 2, 2, 3, 4, 4, 5]);
    }
}
