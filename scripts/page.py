#!/usr/bin/env python3
"""Opens the page of `garboard simulate -o html` in a browser without a window, and holds it against the JSON.

    scripts/page.py GARBOARD [FOLDER]

The page loads nothing and says nothing on the console, at 1280 and at 400 pixels it is as wide as the window, and each of its
tables has the numbers of `-o json`. Screenshots are left in FOLDER, if one is named. Nothing is installed: without a
browser the status is 77, and what to install is said.
"""

import html
import html.parser
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

EXAMPLE = pathlib.Path(__file__).resolve().parent.parent / "examples" / "pull-request"
QUESTION = "simulate --from before --to after --nodes worker=40 --nodes infra=5 --runs 20 --canary 1:30m --compare infra=2"
HARDER = " --fault never-returns:infra-3 --fault degrades=drain:2%"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SKIPPED = 77

# Told on the console by a page that loads something, runs something and is wider than any window.
BAD = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><img src="http://127.0.0.1:9/x">
<div style="width:3000px">wide</div>"""


HEIGHT = 3600
FRAME = """<!DOCTYPE html><title></title><style>body {{ margin: 0 }} iframe {{ border: 0; width: {width}px; height: 3600px }}</style>
<iframe srcdoc="{page}"></iframe>
<script>
onload = () => document.title = document.querySelector("iframe").contentDocument.documentElement.scrollWidth;
</script>"""


class Tables(html.parser.HTMLParser):
    """The cells of each table, by what it has and of which pool."""

    def __init__(self):
        super().__init__()
        self.tables, self.rows, self.is_cell = {}, None, False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "table":
            self.rows = self.tables.setdefault((attributes["data-table"], attributes["data-of"]), [])
        elif tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
            self.is_cell = True

    def handle_endtag(self, tag):
        if tag == "td":
            self.is_cell = False

    def handle_data(self, text):
        if self.is_cell:
            self.rows[-1][-1] += text


def words(seconds):
    """A time to the second, as tables have it."""
    if seconds is None:
        return "never"
    parts = []
    for letter, length in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if seconds >= length:
            parts.append(f"{seconds // length}{letter}")
            seconds %= length
    return " ".join(parts) or "0s"


def spread(value):
    return [words(value[key]) for key in ("min", "p5", "p50", "p95", "max")] if value else [""] * 5


def wanted(answer):
    """The tables that the page must have, made of the JSON alone."""
    pools = [pool for pool in answer["pools"] if pool["nodes"]]
    whole = answer | {"pool": "all pools"}
    tables = {
        ("ranges", "all pools"): [
            [it["pool"], *spread(it["last_update_s"]), f"{it['finished']} of {answer['runs']}"] for it in [*pools, whole]
        ],
        ("constraints", "all pools"): [
            [it["constraint"], words(it["p50_s"]), words(it["without_s"]), ("-" if it["costs_s"] < 0 else "") + words(abs(it["costs_s"]))]
            for it in answer["constraints"]
        ],
    }
    for it in [*pools, whole]:
        tables["unavailable", it["pool"]] = [[words(at), str(count)] for at, count in it["unavailable"]]
    for it in pools:
        name = lambda nodes: ", ".join(nodes[:20]) + (f" and {len(nodes) - 20} more" if len(nodes) > 20 else "")
        tables["waves", it["pool"]] = [[words(w["at_s"]), str(len(w["nodes"])), name(w["nodes"])] for w in it["waves"]]
    peak = lambda counts: str(max(count for _, count in counts))
    rows = []
    for it in pools:
        other = answer["compared"]["pools"][it["pool"]]
        rows.append([it["pool"], "as it is", *spread(it["last_update_s"]), peak(it["unavailable"])])
        rows.append([it["pool"], "compared", *spread(other["last_update_s"]), str(other["peak"])])
    other = answer["compared"]
    rows.append(["all pools", "as it is", *spread(answer["last_update_s"]), str(answer["peak"])])
    rows.append(["all pools", "compared", *spread(other["last_update_s"]), str(other["peak"])])
    tables["compared", "all pools"] = rows
    return tables


class Browser:
    def __init__(self, program):
        self.program = program

    def run(self, page, *options):
        """What it prints, and what the page said on the console."""
        with tempfile.TemporaryDirectory() as profile:
            flags = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", f"--user-data-dir={profile}"]
            command = [self.program, *flags, "--disable-background-networking", "--no-first-run", *options, page.as_uri()]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if done.returncode:
            sys.exit(f"page: {' '.join(command)}\n{done.stderr}")
        return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]

    def framed(self, page, width, *options):
        """The page in a frame of this width, since windows are no narrower than 500 pixels: how wide what is in it is."""
        around = page.with_suffix(f".{width}.html")
        around.write_text(FRAME.format(width=width, page=html.escape(page.read_text())))
        dom, _ = self.run(around, f"--window-size={max(width, 500)},{HEIGHT}", *options, "--dump-dom")
        return int(dom.split("<title>")[1].split("</title>")[0])


def check(browser, garboard, question, folder, name, is_kept):
    ask = lambda page: subprocess.run([garboard, *question.split(), "-o", page], cwd=EXAMPLE, capture_output=True, text=True)
    answer, written = json.loads(ask("json").stdout), ask("html").stdout
    page = folder / f"{name}.html"
    page.write_text(written)
    dom, console = browser.run(page, "--dump-dom")
    faults = [f"the console: {line}" for line in console]
    tables = Tables()
    tables.feed(dom)
    for key, rows in wanted(answer).items():
        got = [row for row in tables.tables.get(key, []) if row]
        if got != rows:
            faults.append(f"the table {key} is not what the JSON says:\n  {got}\n  {rows}")
    for width in (1280, 400):
        for theme, setting in (("dark", 0), ("light", 1)):
            options = f"--blink-settings=preferredColorScheme={setting}", "--hide-scrollbars"
            wide = browser.framed(page, width, *options)
            if wide > width:
                faults.append(f"in {width} pixels the page is {wide} wide")
            if is_kept:
                browser.framed(page, width, *options, f"--screenshot={folder / f'{name}-{width}-{theme}.png'}")
    return faults, sum(len(rows) for rows in tables.tables.values())


def main():
    garboard = str(pathlib.Path(sys.argv[1]).resolve())
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print("page: SKIPPED: there is no browser; `apt-get install --no-install-recommends chromium` brings one")
        return SKIPPED
    browser = Browser(program)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else scratch)
        folder.mkdir(parents=True, exist_ok=True)
        bad = pathlib.Path(scratch) / "bad.html"
        bad.write_text(BAD)
        if not browser.run(bad, "--dump-dom")[1] or browser.framed(bad, 400) < 3000:
            sys.exit("page: a page that is not in order is not told from one that is")
        for name, question in (("rollout", QUESTION), ("faults", QUESTION + HARDER)):
            faults, rows = check(browser, garboard, question, folder, name, len(sys.argv) > 2)
            if faults:
                sys.exit("\n".join([f"page: {name}:", *faults]))
            print(f"page: {name}: {rows} rows of tables are what the JSON says; no request, nothing on the console, fits at 400")
    return 0


if __name__ == "__main__":
    sys.exit(main())
