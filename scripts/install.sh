#!/usr/bin/env bash
# Installs the command, its man pages and its completions: install.sh BINARY PREFIX
set -euo pipefail

binary=$1
prefix=$2
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

mkdir "$made/man"
"$binary" man "$made/man"
for shell in bash zsh fish powershell; do "$binary" completions "$shell" >"$made/$shell"; done

put() { # MODE FROM TO
    install -D -m "$1" "$2" "$3"
    echo "  $3"
}

echo "installed:"
put 755 "$binary" "$prefix/bin/garboard"
for page in "$made"/man/*.1; do put 644 "$page" "$prefix/share/man/man1/${page##*/}"; done
put 644 "$made/bash" "$prefix/share/bash-completion/completions/garboard"
put 644 "$made/zsh" "$prefix/share/zsh/site-functions/_garboard"
put 644 "$made/fish" "$prefix/share/fish/vendor_completions.d/garboard.fish"
put 644 "$made/powershell" "$prefix/share/garboard/garboard.ps1"
put 644 "$(dirname "$0")/../LICENSE" "$prefix/share/doc/garboard/LICENSE"
