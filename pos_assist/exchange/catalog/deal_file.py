"""Deals as a file that a person can read and edit: JSON, one deal a line, checked on the way in.

The file is `{"deals": […]}`; a bare list, and a pricing case file (of which the deals are taken), are read as well. What a deal
looks like is said in `domain.deal_json`.
"""

from __future__ import annotations

import json
from pathlib import Path

from pos_assist.domain.deal_json import deal_from_json
from pos_assist.domain.deals import Deal
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.tables import open_file

MAX_SIZE = 64_000_000  # bytes


def read_deals(path: Path) -> list[Deal]:
    """The deals in a file. Raises BadInput naming the field that is wrong, Environment if the file cannot be read."""
    return deals_from_json(read_json(path), path)


def read_json(path: Path) -> object:
    """Return the parsed content of a JSON file. Raises BadInput with the row, Environment if it cannot be read."""
    with open_file(path) as file:
        raw = file.read(MAX_SIZE + 1)
    if len(raw) > MAX_SIZE:
        raise BadInput("file_too_large", file=path.name, most=f"{MAX_SIZE // 1_000_000} MB")
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput("encoding", file=str(path)) from error
    except json.JSONDecodeError as error:
        raise BadInput("bad_json", file=str(path), row=error.lineno, reason=error.msg) from error
    except RecursionError as error:
        raise BadInput("bad_json", file=str(path), reason=BadInput("json_too_deep")) from error
    except ValueError as error:  # a number of more than 4,300 digits
        raise BadInput("bad_json", file=str(path), reason=BadInput("json_number")) from error


def deals_from_json(data: object, path: Path) -> list[Deal]:
    """The deals in what a file held; `path` is only named. Raises BadInput, also for an id that comes twice."""
    listed = data.get("deals") if isinstance(data, dict) else data
    if not isinstance(listed, list):
        raise BadInput("no_deals_in_file", file=str(path))
    deals: dict[str, Deal] = {}
    for number, entry in enumerate(listed):
        try:
            deal = deal_from_json(entry, f"deals[{number}]")
        except BadInput as problem:
            raise BadInput(problem.code, **{"file": str(path), **problem.data}) from problem
        if deal.id in deals:
            raise BadInput("deal_twice", file=str(path), column=f"deals[{number}].id", id=deal.id)
        deals[deal.id] = deal
    return list(deals.values())
