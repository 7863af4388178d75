# `make site` builds everything, `make test` runs all tests; `make help` lists the rest.

PYTHON ?= python3
# Linux without a GPU: TORCH_INDEX=<the index of PyTorch's CPU wheels>, see README.md.
TORCH_INDEX ?=
# Worker processes of the survey; empty leaves the choice to netweight.
JOBS ?=
PORT ?= 8000
PYTEST_ARGS ?=
# Options of the survey's benchmark: BENCH_ARGS=--all measures every architecture, which takes about an hour.
BENCH_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
STAMP := $(VENV)/installed
# The environment of the counters that `make peers` compares.
PEERS := .venv-peers
LOCKS := requirements.lock requirements-torch.lock
GENERATED := docs/.fragments docs/api docs/families docs/r docs/timm docs/torchvision docs/assets/browse docs/assets/metrics docs/assets/scatter.svg docs/assets/search.json docs/assets/whence.json docs/table.md

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help faults venv site survey weights examples forms render build serve test test-zoo browser bench peers check lint types contracts format lock clean distclean

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

build: $(STAMP) ## turn the pages into site/
	@echo "Building the site"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

serve: ## show site/ at http://127.0.0.1:8000 (PORT=N for another port)
	@test -f site/index.html || { echo "site/ is not built yet: run make site first" >&2; exit 1; }
	@echo "http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)"
	@$(PYTHON) -m http.server --bind 127.0.0.1 --directory site $(PORT)

test: $(STAMP) browser ## all tests but those of the next target
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

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

faults: $(STAMP) ## kill survey, merge and render 100 times and look at what is left, about 20 minutes
	@$(BIN)/python -m benchmarks.faults --out docs/benchmarks/faults.md

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
lock: $(STAMP) ## resolve requirements.lock anew, to the newest versions in range
	@PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --upgrade \
	  --output-file requirements.lock pyproject.toml
	@echo "Written. The packages named last in it are left out on purpose: torch's, which pip installs without hashes."

clean: ## remove what was generated; the dataset and .venv stay
	@rm -rf site $(GENERATED) docs/data/layers .netweight
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build netweight.egg-info

distclean: clean ## clean, and remove .venv and .venv-peers
	@rm -rf $(VENV) $(PEERS)
