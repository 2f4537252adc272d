# make run     try it: environment, packages, database, demo content, server on 127.0.0.1:8000 (PORT=)
# make test    everything, on SQLite and on a real PostgreSQL, with a real browser
# make test-fast  without browsers and what is marked slow, on SQLite: between two changes
# make soak    the production command under load: behind nginx, on PostgreSQL and on SQLite
# make check   linters and formats
# make format  what the formatters can mend
# make lock    write anew which packages, with their hashes, requirements*.txt bring
# make pictures  take the pictures of docs/staff.md anew
# make words   collect the texts to translate, and compile the translations

# The operating system's own Python, where it is new enough and makes environments: it is built with
# profile-guided optimisation, and one compiled without is slower.
SYSTEM := /usr/bin/python3
IS_FIT := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell $(SYSTEM) -c "$(IS_FIT)" 2>/dev/null && echo $(SYSTEM) || echo python3)
PORT ?= 8000
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

# Where this is set, each process that the tests start compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-fast soak check format lock pictures words
.DELETE_ON_ERROR:

.venv/installed: requirements.lock
	$(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.lock
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(INSTALL) -r requirements-dev.lock
	touch $@

.secret:
	umask 077; $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))" > $@

run: export SITE_URL = http://127.0.0.1:$(PORT)
run: .venv/installed .secret
	@SECRET_KEY="$$(cat .secret)" PORT=$(PORT) $(BIN)/python manage.py try_it

test: .venv/installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash tests/chromium.sh
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not thorough and not soak"
	$(BIN)/python -m tests.postgres pytest -n 2 --dist worksteal -m "not browser and not soak"

test-fast: .venv/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not slow and not thorough and not soak"

soak: .venv/installed-dev
	@bash tests/nginx.sh
	$(BIN)/python -m tests.postgres pytest -n 0 tests/soak
	$(BIN)/python -m pytest -n 0 tests/soak --ignore tests/soak/test_nginx.py

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/djlint templates --check
	$(BIN)/oxlint --deny-warnings static

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djlint templates --reformat --quiet

lock:
	$(BIN)/$(LOCK) requirements.txt -o requirements.lock
	$(BIN)/$(LOCK) requirements-dev.txt -o requirements-dev.lock

pictures: .venv/installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash tests/chromium.sh
	PICTURES=$(CURDIR)/docs/staff $(BIN)/python -m pytest tests/browser/test_walk.py

words: .venv/installed-dev
	$(BIN)/python -m tests.words
