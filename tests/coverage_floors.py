"""Branch coverage per package against its floor, from the `.coverage` of the last run; `make test` runs it after the tests.

    python tests/coverage_floors.py      prints a table; ends with 1 where a package is below its floor

The pure core can be tested through and through; screens have branches for what a test machine never shows.
"""

from __future__ import annotations

import io
import json
import sys
from collections import defaultdict
from contextlib import redirect_stdout
from pathlib import PurePath

from coverage import Coverage

FLOORS = {"domain": 95, "pricing": 95, "suggest": 95, "learning": 95}  # percent of lines and branches
ALL = 88


def measured() -> dict[str, tuple[int, int]]:
    """Package -> (covered, all), lines and branches together; «all» for the whole program."""
    coverage = Coverage()
    coverage.load()
    with redirect_stdout(io.StringIO()) as report:
        coverage.json_report(outfile="-")
    covered: dict[str, int] = defaultdict(int)
    every: dict[str, int] = defaultdict(int)
    for name, file in json.loads(report.getvalue())["files"].items():
        parts = PurePath(name).parts
        package = parts[1] if len(parts) > 2 else "."
        summary = file["summary"]
        for box in (package, "all"):
            covered[box] += summary["covered_lines"] + summary["covered_branches"]
            every[box] += summary["num_statements"] + summary["num_branches"]
    return {box: (covered[box], every[box]) for box in every}


def main() -> int:
    """Print the table; how many packages are below their floor, at most 1."""
    low = 0
    for box, (covered, every) in sorted(measured().items()):
        share, floor = 100 * covered / every, ALL if box == "all" else FLOORS.get(box, 0)
        below = share < floor
        low |= below
        print(f"{box:12} {share:5.1f} %" + (f"   floor {floor} %" if floor else "") + ("   TOO LOW" if below else ""))
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
