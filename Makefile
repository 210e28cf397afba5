# make serve: set up, build the example site and serve it.   make test: set up and run every check.

PORT ?= 8000
PYTHON_FILES := generator tests

.PHONY: serve build check test lint bench clean

serve:
	@scripts/setup requirements.txt
	@.venv/bin/python -m counterpoint serve --port $(PORT)

build:
	@scripts/setup requirements.txt
	@.venv/bin/python -m counterpoint build

check:
	@scripts/setup requirements.txt
	@.venv/bin/python -m counterpoint check --strict

lint:
	@scripts/setup requirements-dev.txt
	.venv/bin/ruff format --check $(PYTHON_FILES)
	.venv/bin/ruff check $(PYTHON_FILES)
	.venv/bin/mypy

# Programs that tests start are compiled once, not every time: hence the variable that is taken away.
test: lint
	@CHROMIUM="$$(scripts/test-tools)" && export CHROMIUM && \
	if [ -x node_modules/.bin/tsc ]; then node_modules/.bin/tsc --project tsconfig.json; fi && \
	env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m pytest -n auto

bench:
	@scripts/setup requirements-dev.txt
	@.venv/bin/python bench/anchoring.py
	@.venv/bin/python bench/storms.py
	@.venv/bin/python bench/hostile_texts.py
	@.venv/bin/python bench/hostile_sites.py
	@.venv/bin/python bench/run.py
	@.venv/bin/python bench/whole.py --write

clean:
	rm -rf build .cache .venv node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
