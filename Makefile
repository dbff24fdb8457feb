# `make` alone lists what can be made. A fresh machine needs Python 3.11 or newer and make; the rest goes into .venv.

# The Python that .venv is made from: make lab PYTHON=python3.13
PYTHON ?= python3
# More words for JupyterLab: make lab LAB_ARGS="--no-browser --port=8899"
LAB_ARGS ?=
# How many tests run at a time.
JOBS ?= 2
# The versions that were tested together. `make lock` renews the file; `make test LOCK=` tries the newest versions.
LOCK ?= constraints.txt

FIRST_PAGE := notebooks/00_start_here.ipynb
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
OUTER_PATH := $(PATH)
# Jupyter's tools call one another by name, so they must find those of .venv first.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help lab test quick lint unit classroom lessons browser js notebooks images bench lock clean

help: ## List these targets
	@echo "leaderlab: a Jupyter course on leader election"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

lab: .venv/lab.done ## Open the course in JupyterLab (LAB_ARGS="--no-browser --port=8899")
	$(PY) -m jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/$(FIRST_PAGE) $(AS_ROOT) $(LAB_ARGS)

# All stages run, also after one has failed: one run in CI shows everything that is wrong.
test: .venv/dev.done ## Run all tests: lint, unit, lessons, classroom, browser
	@failed=""; \
	for stage in lint unit lessons classroom browser; do \
	  echo; echo "== make $$stage"; \
	  $(MAKE) --no-print-directory $$stage || failed="$$failed $$stage"; \
	done; \
	echo; \
	if [ -n "$$failed" ]; then echo "make test: failed in$$failed"; exit 1; fi; \
	echo "make test: lint, unit, lessons, classroom and browser passed (each stage lists what it skipped)"

quick: lint ## The inner loop, under a minute: lint and the fast tests
	$(PYTEST) -q -n $(JOBS) -m "not browser and not slow and not spin" --ignore=tests/browser tests

lint: .venv/dev.done ## Check style with ruff
	$(PY) -m ruff check --output-format=concise .

unit: .venv/dev.done tests/js/.done ## Run the tests that need no browser, the exhaustive ones too
	$(PYTEST) -n $(JOBS) -m "not browser and not classroom" tests

# --dist loadfile: a class is graded in one process, so that its children are counted there.
classroom: .venv/dev.done ## Grade a hostile class, go the whole way with nbgrader, mutate every reference answer
	$(PYTEST) -n $(JOBS) --dist loadfile -m classroom tests

# --dist loadfile: a notebook's cells must stay together and in order.
lessons: .venv/dev.done ## Run every notebook and compare its outputs (nbval)
	$(PYTEST) --nbval --nbval-current-env --nbval-cell-timeout 60 \
	  --nbval-sanitize-with tests/nbval_sanitize.cfg -n $(JOBS) --dist loadfile notebooks

# --dist loadfile: the notebooks of a file share their kernels.
browser: .venv/dev.done tests/js/.done ## Run the tests in a real browser (Chromium)
	$(PYTEST) -n $(JOBS) --dist loadfile -m browser tests/browser

js: tests/js/.done ## Fetch TypeScript and axe-core from npm: they check the player's types and its accessibility

# Without npm, or without its registry, the tests that need them are skipped and say so.
tests/js/.done: tests/js/package.json
	@npm install --prefix tests/js --no-package-lock --no-audit --no-fund --silent \
	  --fetch-retries=1 --fetch-timeout=30000 && touch $@ || \
	  echo "npm cannot fetch TypeScript and axe-core here: types and accessibility will not be checked."

notebooks: .venv/dev.done ## Build notebooks/*.ipynb and solutions from notebooks/src
	$(PY) notebooks/build.py

images: .venv/dev.done ## Draw the pictures in images/ from real runs
	$(PY) images/draw.py

bench: .venv/dev.done ## Measure the engine's speed
	$(PY) -m benchmarks

bench-player: .venv/dev.done ## Measure the player in JupyterLab and Chromium (about two minutes)
	$(PY) -m benchmarks.player

lock: .venv/dev.done ## Renew constraints.txt with the newest versions
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --all-extras --strip-extras --upgrade \
	  --no-annotate --custom-compile-command "make lock" --output-file constraints.txt pyproject.toml

clean: ## Remove .venv and everything that tools left behind
	rm -rf .venv tests/js/node_modules tests/js/.done dist build .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -prune -exec rm -rf {} +

# ---- how .venv is made; the files *.done say what is installed in it ----

# Jupyter refuses to run as root unless told to. Containers often have no other user.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
CONSTRAINED := $(if $(LOCK),-c $(LOCK))

# A virtual environment cannot be moved: if this folder was, .venv is made again.
ifneq ($(shell cat .venv/folder 2>/dev/null),$(CURDIR))
.PHONY: .venv/folder
endif

.venv/folder:
	@PATH="$(OUTER_PATH)"; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "leaderlab needs Python 3.11 or newer, and '$(PYTHON)' is: $$($(PYTHON) --version 2>&1)."; \
	  echo "If you have another one, name it: make PYTHON=python3.12 ..."; exit 1; }; \
	$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }
	@echo "$(CURDIR)" > $@

.venv/lab.done: EXTRAS := lab
.venv/dev.done: EXTRAS := dev,bench,cluster,oracle
# uv is several times faster than pip. Where it cannot be had or fails, pip does the same work.
.venv/lab.done .venv/dev.done: pyproject.toml $(LOCK) .venv/folder
	@echo "Installing leaderlab[$(EXTRAS)] into .venv; this is done once and takes a minute or two."
	@{ $(PY) -m pip install --quiet --disable-pip-version-check uv && \
	   .venv/bin/uv pip install --quiet --python $(PY) $(CONSTRAINED) --editable ".[$(EXTRAS)]"; } || \
	 { echo "uv did not work here; trying again with pip."; \
	   $(PY) -m pip install --quiet --disable-pip-version-check $(CONSTRAINED) --editable ".[$(EXTRAS)]"; }
	@# JupyterLab asks each new user about its news. A learner should see the course first.
	@$(PY) -m jupyter labextension disable --log-level=ERROR --level=sys_prefix "@jupyterlab/apputils-extension:announcements"
	@touch .venv/lab.done $@
