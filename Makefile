# A thin front. Each target does its own set-up; `sh packaging/setup.sh` does it without make.
.PHONY: run test lint format bench gate words package package-test reproducible windows windows-test windows-pytest mutants

run:
	@sh packaging/setup.sh
	@.venv/bin/pos-assist --sample

test: lint
	.venv/bin/pytest --cov --cov-report=
	@.venv/bin/python tests/coverage_floors.py

lint:
	@sh packaging/setup.sh test
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

format:
	@sh packaging/setup.sh test
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench:
	@sh packaging/setup.sh test
	@for script in tests/benchmarks/*.py; do echo "== $$script"; PYTHONPATH=. .venv/bin/python "$$script" || exit 1; done

# Every stress command, one table: hours, or minutes with SHORT=1.
gate:
	@sh packaging/setup.sh test
	.venv/bin/python tests/gate.py $(if $(SHORT),--short)

# Hours at full length; `make mutants PARTS="pricing sales" COUNT=30` is a sample.
mutants:
	@sh packaging/setup.sh test
	nice -n 19 .venv/bin/python tests/mutants.py $(PARTS) --count $(or $(COUNT),100)

words:
	@sh packaging/setup.sh test
	.venv/bin/python packaging/words.py

package:
	@sh packaging/setup.sh package
	.venv/bin/python packaging/build.py

package-test:
	@sh packaging/setup.sh package
	.venv/bin/python packaging/linux/package_test.py

# Both Linux packages built twice and compared, byte for byte.
reproducible:
	@sh packaging/setup.sh package
	.venv/bin/python packaging/linux/reproducible.py

# The Windows program, built on Debian and tried under Wine; see docs/decisions/windows.md for what that shows and what not.
windows:
	@sh packaging/setup.sh windows
	packaging/windows/wine.sh python program installer

windows-test:
	@sh packaging/setup.sh windows
	packaging/windows/wine.sh python program walk kills 30

windows-pytest:
	@sh packaging/setup.sh windows
	packaging/windows/wine.sh python tests
