#!/usr/bin/env python3
"""Counts the instructions of benches and compares them with the committed figures.

    count.py [--update] [--figures FILE] BINARY [SCENARIO…]

BINARY --list prints the scenarios, one a line; BINARY SCENARIO runs one of them once. Each runs under callgrind, and
what the scenario `nothing` costs (starting the process) is taken off. Instructions are not seconds, but the same binary
gives the same count on a busy machine as on a quiet one, so a change of a few percent can be seen.

Absolute figures hold for one compiler and one C library. Where these differ from the recorded ones, only the ratios in
the figures file are compared: {"of": a, "to": b, "max": x} says that a costs at most x times b.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

START = "nothing"
ALLOWED_RISE = 0.03
# A fall of this size is worth recording, or the next rise starts from a figure that nobody has any more.
WORTH_RECORDING = 0.03


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--update", action="store_true", help="rewrite the figures instead of comparing")
    arguments.add_argument("--figures", type=pathlib.Path, default=pathlib.Path("benches/figures.json"))
    arguments.add_argument("binary", type=pathlib.Path)
    arguments.add_argument("scenarios", nargs="*", help="compare these only (default: all)")
    given = arguments.parse_args()
    if given.update and given.scenarios:
        arguments.error("--update measures every scenario; name none")

    known = json.loads(given.figures.read_text()) if given.figures.exists() else {}
    listed = scenarios_of(given.binary)
    for name in given.scenarios:
        if name not in listed:
            arguments.error(f"{given.binary.name} has no scenario {name}; it has: {', '.join(listed)}")
    counts = count_all(given.binary, given.scenarios or listed)
    here = toolchain()

    if given.update:
        return update(given.figures, known, here, counts)
    if not known:
        sys.exit(f"count: there are no figures in {given.figures}; make bench UPDATE=1 records them")
    partial = bool(given.scenarios)
    problems = compare_figures(known, here, counts, partial) + compare_ratios(known, counts, partial)
    for problem in problems:
        print(f"count: {problem}", file=sys.stderr)
    if problems:
        print("count: if this is meant, record it with make bench UPDATE=1 and say why in the commit", file=sys.stderr)
        return 1
    return 0


def scenarios_of(binary):
    listed = run([f"./{binary.name}", "--list"], binary).stdout.split()
    if START not in listed:
        sys.exit(f"count: {binary} --list does not name the scenario '{START}', which measures starting the process")
    return [name for name in listed if name != START]


def count_all(binary, names):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        start, *rest = pool.map(lambda name: instructions(binary, name), [START, *names])
    return {name: count - start for name, count in zip(names, rest)}


def instructions(binary, name):
    done = run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"./{binary.name}", name], binary)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if not found:
        sys.exit(f"count: callgrind printed no count for {name}:\n{done.stderr}")
    return int(found[1])


def run(command, binary):
    """Runs a command where the binary is, with next to no environment: the length of a path or variable costs too."""
    environment = {"PATH": os.environ["PATH"]} if command[0] == "valgrind" else {}
    try:
        done = subprocess.run(command, cwd=binary.parent, env=environment, capture_output=True, text=True, timeout=600)
    except FileNotFoundError as error:
        sys.exit(f"count: cannot run {command[0]}: {error.strerror}")
    except subprocess.TimeoutExpired:
        sys.exit(f"count: {' '.join(command)} ran for more than 600 seconds")
    if done.returncode != 0:
        sys.exit(f"count: {' '.join(command)} failed with status {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def toolchain():
    """What the absolute figures depend on, besides the code."""
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    return {"rustc": rustc, "libc": " ".join(platform.libc_ver()), "machine": platform.machine()}


def update(path, known, here, counts):
    old = known.get("scenarios", {})
    for name, count in counts.items():
        print(f"  {name:<32} {count:>15,}  {change(count, old.get(name))}")
    for name in old.keys() - counts.keys():
        print(f"  {name:<32} {'gone':>15}")
    new = {**here, "scenarios": counts, "ratios": known.get("ratios", [])}
    path.write_text(layout(new))
    print(f"count: wrote {len(counts)} figures to {path}")
    return 0


def layout(figures):
    """JSON with one scenario and one ratio a line, so that a diff shows which of them moved."""
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in figures.items() if isinstance(value, str)]
    scenarios = [f"    {json.dumps(name)}: {count}" for name, count in sorted(figures["scenarios"].items())]
    ratios = [f"    {json.dumps(ratio)}" for ratio in figures["ratios"]]
    lines.append('  "scenarios": {\n' + ",\n".join(scenarios) + "\n  }")
    lines.append('  "ratios": [' + ("\n" + ",\n".join(ratios) + "\n  ]" if ratios else "]"))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def compare_figures(known, here, counts, partial):
    differs = [f"{key} is {here[key]}, not {known.get(key)}" for key in here if here[key] != known.get(key)]
    if differs:
        print("count: " + "!" * 72)
        print("count: THE ABSOLUTE FIGURES ARE NOT COMPARED, only the ratios between scenarios:")
        for line in differs:
            print(f"count:   {line}")
        print("count: " + "!" * 72)

    recorded = known["scenarios"]
    problems = []
    for name, count in counts.items():
        before = recorded.get(name)
        print(f"  {name:<32} {count:>15,}  {change(count, before)}")
        if before is None:
            problems.append(f"{name} has no recorded figure")
        elif not differs and count > before * (1 + ALLOWED_RISE):
            problems.append(f"{name} rose from {before:,} to {count:,} ({change(count, before)}); 3 % is allowed")
        elif not differs and count < before * (1 - WORTH_RECORDING):
            print(f"count: {name} fell: make bench UPDATE=1 records it")
    if not partial:
        problems += [f"{name} has a recorded figure and no scenario" for name in recorded if name not in counts]
    return problems


def compare_ratios(known, counts, partial):
    problems = []
    for ratio in known.get("ratios", []):
        of, to, most = ratio["of"], ratio["to"], ratio["max"]
        absent = [name for name in (of, to) if name not in counts]
        if absent:
            if not partial:
                problems.append(f"the ratio of {of} to {to} names no scenario {' and '.join(absent)}")
            continue
        found = counts[of] / counts[to]
        print(f"  {of} / {to}: {found:.3f}, at most {most}")
        if found > most:
            problems.append(f"{of} costs {found:.3f} times {to}; at most {most} is allowed")
    return problems


def change(count, before):
    if not before:
        return "new"
    return f"{100 * (count - before) / before:+.2f} %"


if __name__ == "__main__":
    sys.exit(main())
