# zonetrack: `make run` starts it, `make test` proves it. A fresh machine needs Python 3.11 and make.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

PY := .venv/bin/python
MANAGE := $(PY) manage.py

# On one's own machine DEBUG is on unless the environment says otherwise.
LOCALLY := DEBUG=$${DEBUG:-1}
# What the site starts with is loaded once into each database; later edits are the users' own.
LOADED = var/.loaded-$$(printf %s "$$DATABASE_URL" | cksum | cut -d ' ' -f 1)
# Checks run as in production: DEBUG off, secrets set, no database touched.
AS_IF_DEPLOYED = DEBUG=0 ALLOWED_HOSTS=zonetrack.example DATABASE_URL=sqlite://:memory: \
	SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run setup load test fuzz lint format bench drill screenshots bundle try-bundle try-pool handbook
.DELETE_ON_ERROR:

help:
	@echo 'make run     set up what is missing and serve on http://127.0.0.1:$(PORT)/  (PORT=8080 for another port)'
	@echo 'make test    every test on SQLite and on PostgreSQL, browser included  (ARGS="-k pace" for some)'
	@echo 'make fuzz    ten thousand hostile files of each kind against what reads uploads  (FUZZ=1000 for fewer)'
	@echo 'make setup   what make run does before it serves'
	@echo 'make load    policy, rules, scheme, totals and demonstration again, as the files have them'
	@echo 'make lint    format, imports, types, templates, deployment and migrations'
	@echo 'make format  let ruff format the code'
	@echo 'make screenshots  every page in both languages, two widths and print, into var/screenshots/'
	@echo 'make bundle  one archive to install from without network, into dist/ (TARGET=3.12 for another Python)'
	@echo 'make try-bundle  prove the bundle where there is no network (as root)'
	@echo 'make drill   kill, fill (as root) and upgrade under load, and see that nothing is lost'
	@echo 'make handbook  take the handbook’s pictures anew, from the demonstration'
	@echo 'make try-pool   prove the site behind pgbouncer, where that is installed'
	@echo 'make bench   measure, into benchmarks/results.json'

run: setup
	@echo
	@echo 'zonetrack is on http://127.0.0.1:$(PORT)/  (stop it with Ctrl-C)'
	@echo 'Sign in as leader, commerce, commerce2, customs, yichang, fgw or admin; password: zonetrack-demo'
	@echo
	@$(LOCALLY) DJANGO_RUNSERVER_HIDE_WARNING=true $(MANAGE) runserver --noreload 127.0.0.1:$(PORT)

setup: .venv/.runtime
	@mkdir -p var
	@[ -n "$$DATABASE_URL" ] || [ -f var/zonetrack.sqlite3 ] || rm -f $(LOADED)
	@$(LOCALLY) $(MANAGE) migrate --verbosity 0
	@$(LOCALLY) $(MANAGE) compile_translations
	@[ -f $(LOADED) ] || { $(MAKE) --no-print-directory load && touch $(LOADED); }

load: .venv/.runtime
	@$(LOCALLY) $(MANAGE) load_policy fixtures/policies/hubei-2021/policy.toml --commit
	@$(LOCALLY) $(MANAGE) load_rules fixtures/validation/rules.csv --commit
	@$(LOCALLY) $(MANAGE) load_scheme fixtures/schemes/province-2021.toml --commit
	@$(LOCALLY) $(MANAGE) load_scheme fixtures/schemes/national-2023.toml --commit
	@$(LOCALLY) $(MANAGE) load_province fixtures/province_totals.csv --commit
	@$(LOCALLY) $(MANAGE) demo

test: .venv/.development
	@$(LOCALLY) $(MANAGE) compile_translations
	@$(PY) -m tests.run $(ARGS)

fuzz: .venv/.development
	@FUZZ=$${FUZZ:-10000} DATABASE_URL=sqlite://:memory: $(PY) -m pytest -q -n auto --hypothesis-profile=search \
		tests/test_workbook_sheets.py -k 'to_problems'

lint: .venv/.development
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports --no-logo
	DEBUG=1 $(PY) -m mypy
	DEBUG=1 $(PY) -m tests.templates
	@echo 'manage.py check --deploy'
	@$(AS_IF_DEPLOYED) $(MANAGE) check --deploy --fail-level WARNING
	@echo 'manage.py makemigrations --check'
	@$(AS_IF_DEPLOYED) $(MANAGE) makemigrations --check --dry-run

format: .venv/.development
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

drill: .venv/.development
	@$(LOCALLY) $(MANAGE) compile_translations
	@$(PY) -m tests.drill

try-pool: .venv/.development
	@$(LOCALLY) $(MANAGE) compile_translations
	@$(PY) -m tests.pooled

screenshots: .venv/.development
	@$(LOCALLY) $(MANAGE) compile_translations
	@DATABASE_URL=sqlite:///var/screenshots.sqlite3 $(PY) -m tests.screenshots $(ARGS)

bench: .venv/.development
	@if [ -f benchmarks/run.py ]; then $(LOCALLY) $(PY) -m benchmarks.run $(ARGS); \
	else echo 'Benchmarks live in benchmarks/run.py; there are none yet.'; fi

handbook: .venv/.development
	@$(PY) -m tests.handbook

bundle: .venv/.runtime
	@deploy/bundle.sh $(TARGET)

try-bundle:
	@deploy/try-bundle.sh

# Stamps inside .venv: what is installed already is not looked at again.
.venv/.made:
	@python=; for candidate in $(PYTHON) python3.14 python3.13 python3.12 python3.11; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then python=$$candidate; break; fi; done; \
	if [ -z "$$python" ]; then \
		echo "zonetrack needs Python 3.11 or newer, and this machine has: $$($(PYTHON) --version 2>&1)." \
			"Install one, or name it: make run PYTHON=/path/to/python3.11" >&2; exit 1; fi; \
	"$$python" -m venv .venv || { \
		echo "$$python cannot make virtual environments: install its venv module" \
			"(on Debian and Ubuntu: apt-get install python3-venv) and run make again." >&2; exit 1; }
	@touch $@

.venv/.runtime: requirements.txt .venv/.made
	@echo 'Installing what requirements.txt names into .venv (once; a minute or two)'
	@$(PY) -m pip install --quiet -r requirements.txt
	@touch $@

.venv/.development: requirements.txt requirements-dev.txt .venv/.made
	@echo 'Installing what requirements-dev.txt names into .venv (once; a minute or two)'
	@$(PY) -m pip install --quiet -r requirements-dev.txt
	@touch $@
