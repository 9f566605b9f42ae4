#!/usr/bin/env python3
"""Tries the release binary as a person gets it: binary.py BINARY

Its size, what it costs to start, its exit statuses on examples/, and what `make install` puts where.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
GOOD = EXAMPLES / "ignition" / "registry-mirror.ign"

LARGEST_BINARY = 11_600_000
# Processor time from start to exit for one small file, above that of `true`; the best of several runs, so that a busy
# machine does not fail the test.
STARTUP_MS = 4.0
RUNS = 40

INSTALLED = [
    "bin/garboard",
    "share/man/man1/garboard.1",
    "share/bash-completion/completions/garboard",
    "share/zsh/site-functions/_garboard",
    "share/fish/vendor_completions.d/garboard.fish",
    "share/garboard/garboard.ps1",
    "share/doc/garboard/LICENSE",
]


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    results = [size(binary), startup(binary), *statuses(binary), *installation(binary)]
    for ok, what in results:
        print(f"  {'ok    ' if ok else 'FAILED'} {what}")
    failed = sum(not ok for ok, _ in results)
    print(f"binary: {len(results) - failed} of {len(results)} hold")
    return 1 if failed else 0


def size(binary):
    found = binary.stat().st_size
    return found <= LARGEST_BINARY, f"the binary has {found:,} bytes, at most {LARGEST_BINARY:,}"


def startup(binary):
    ours = cheapest([binary, "validate", GOOD])
    bare = cheapest(["/bin/true"])
    return ours - bare <= STARTUP_MS, f"one small file costs {ours - bare:.2f} ms above `true`, at most {STARTUP_MS}"


def cheapest(command):
    """Milliseconds of processor time of the cheapest of several runs."""
    costs = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * min(costs)


def statuses(binary):
    for want, *arguments in [
        (0, "--version"),
        (0, "--help"),
        (0, "validate", GOOD),
        (1, "validate", EXAMPLES),
        (1, "validate", "-o", "json", EXAMPLES),
        (2, "validate"),
        (2, "validate", EXAMPLES / "no-such-file.ign"),
        (2, "no-such-subcommand"),
    ]:
        done = subprocess.run([binary, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        command = " ".join(["garboard", *(str(part).replace(f"{ROOT}{os.sep}", "") for part in arguments)])
        silent = not (done.stdout or done.stderr) and want != 0
        ok = done.returncode == want and not silent and "panicked" not in done.stderr
        yield ok, f"`{command}` exits with {done.returncode}, wanted {want}{', and says nothing' if silent else ''}"


def installation(binary):
    with tempfile.TemporaryDirectory() as root:
        prefix = pathlib.Path(root) / "usr"
        done = subprocess.run([ROOT / "scripts" / "install.sh", binary, prefix], capture_output=True, text=True)
        yield done.returncode == 0, f"installing ends with {done.returncode} {done.stderr.strip()}".rstrip()
        for path in INSTALLED:
            file = prefix / path
            yield file.is_file() and file.stat().st_size > 0, f"installed and not empty: {path}"
        if done.returncode == 0:
            bash = subprocess.run(["bash", "-n", prefix / INSTALLED[2]], capture_output=True, text=True)
            yield bash.returncode == 0, "bash reads its completions"
            page = (prefix / INSTALLED[1]).read_text(errors="replace")
            yield ".TH" in page and "garboard" in page, "the man page is one"


if __name__ == "__main__":
    sys.exit(main())
