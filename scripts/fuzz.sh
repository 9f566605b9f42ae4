#!/usr/bin/env bash
# Runs every fuzz target for a bounded time: fuzz.sh SECONDS [TARGET…]
#
# The targets are the files in fuzz/fuzz_targets. Inputs found on the way are kept below the build folder, so the next
# run goes on from there; the seeds in fuzz/corpus/TARGET are read and never written. An input that breaks an invariant
# is written to fuzz/artifacts/TARGET.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=$1
shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    for file in fuzz/fuzz_targets/*.rs; do
        if ! [ -e "$file" ]; then
            echo "fuzz: there are no targets in fuzz/fuzz_targets" >&2
            exit 1
        fi
        name=${file##*/}
        targets+=("${name%.rs}")
    done
fi

# Coverage and AddressSanitizer are in the stable toolchain and only have to be unlocked. cargo-fuzz builds the release
# profile: without its link-time optimisation, which drops symbols that the coverage counters need, and with symbols.
export RUSTC_BOOTSTRAP=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_STRIP=none
# As cargo-fuzz itself runs its targets.
export ASAN_OPTIONS=detect_odr_violation=0

work=${CARGO_TARGET_DIR:-target}/fuzz
mkdir -p "$work"
work=$(cd "$work" && pwd)
host=$(rustc -vV | sed -n 's/^host: //p')

.tools/bin/cargo-fuzz build --fuzz-dir fuzz --features libfuzzer --target-dir "$work" --target "$host"

failed=()
for target in "${targets[@]}"; do
    found=$work/corpus/$target
    artifacts=fuzz/artifacts/$target
    mkdir -p "$found" "$artifacts"
    corpora=("$found") # libFuzzer writes to the first folder only
    if [ -d "fuzz/corpus/$target" ]; then corpora+=("fuzz/corpus/$target"); fi
    log=$work/$target.log
    echo "fuzz: $target, $seconds s"
    if "$work/$host/release/$target" -max_total_time="$seconds" ${SEED:+-seed="$SEED"} -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$artifacts/" "${corpora[@]}" >"$log" 2>&1; then
        grep -E '^Done|stat::peak_rss_mb' "$log" | sed 's/^/  /'
    else
        tail -n 60 "$log"
        failed+=("$target")
    fi
done

if [ ${#failed[@]} -gt 0 ]; then
    echo "fuzz: broken by an input in fuzz/artifacts: ${failed[*]}" >&2
    echo "fuzz: to see one again: $work/$host/release/${failed[0]} fuzz/artifacts/${failed[0]}/FILE" >&2
    exit 1
fi
echo "fuzz: ${#targets[@]} targets, none broken"
