"""`pos-assist price FILE [--json]`: the lowest total of every order in a pricing case file, and what one more item would add.

A case file is one catalog with many orders: {"items": [{id, price, tax}], "deals": […], "orders": [{id, order: {item: qty},
context: {at, member, mode}, candidates: [item]}]}. Each order is answered as at the counter, within its budget; where that
leaves the total or a marginal price unproven, the proof that the counter's worker would do follows.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pos_assist.cli.main import common
from pos_assist.domain.deals import MAX_MONEY, Deal
from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.orders import Order, OrderLine, ServiceMode
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.catalog.deal_file import deals_from_json, read_json
from pos_assist.i18n.translate import tr
from pos_assist.pricing import Pricer


class Case(NamedTuple):
    """One order of a case file."""

    order: Order
    at: datetime
    candidates: tuple[Item, ...]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("file", metavar="FILE", type=Path, help=tr("a pricing case file (JSON)"))
    parser.add_argument("--json", action="store_true", help=tr("print JSON"))
    common(parser, shop=False)


def run(args: argparse.Namespace) -> int:
    """Price every order and print the answers."""
    deals, cases = read_cases(args.file)
    pricer = Pricer(deals, clock=time.perf_counter)
    answers = {case.order.key: _answer(pricer, case) for case in cases}
    if args.json:
        print(json.dumps(answers, ensure_ascii=False, indent=1))
    else:
        _print_table(answers)
    return 0


def _answer(pricer: Pricer, case: Case) -> dict[str, object]:
    start = time.perf_counter()
    priced = pricer.price(case.order, case.at)
    seconds = time.perf_counter() - start
    answer: dict[str, object] = {"ms": round(seconds * 1000, 3)}
    if not priced.proven:
        answer["first_total"], answer["first_bound"] = priced.total, priced.bound
        start = time.perf_counter()
        priced = pricer.prove(case.order, case.at)
        answer["proof_ms"] = round((time.perf_counter() - start) * 1000, 3)
    answer |= {"total": priced.total, "proven": priced.proven, "bound": priced.bound, "list_total": priced.list_total}
    answer["sets"] = {use.deal: sum(1 for x in priced.uses if x.deal == use.deal) for use in priced.uses}
    if case.candidates:
        start = time.perf_counter()
        marginals = pricer.marginals(case.order, [(item,) for item in case.candidates], case.at)
        answer["marginals_ms"] = round((time.perf_counter() - start) * 1000, 3)
        proven = priced.proven
        marginal: dict[str, int] = {}
        answer["marginal"] = marginal
        for item, added in zip(case.candidates, marginals, strict=True):
            if added.exact:
                marginal[item.code] = added.adds
                continue
            after = pricer.prove(case.order.ring(item), case.at)
            marginal[item.code] = after.total - priced.total
            proven = proven and after.proven
        answer["marginal_proven"] = proven
    return answer


def _print_table(answers: Mapping[str, Mapping[str, object]]) -> None:
    width = max([len(key) for key in answers] + [5])
    print(f"{tr('order'):<{width}}  {tr('list'):>8}  {tr('total'):>8}  {tr('bound'):>8}  {tr('ms'):>8}  {tr('sets')}")
    for key, answer in answers.items():
        sets = answer["sets"]
        formed = " ".join(f"{deal}×{n}" for deal, n in sets.items()) if isinstance(sets, dict) else ""
        mark = "" if answer["proven"] else tr("not proven")
        print(
            f"{key:<{width}}  {answer['list_total']:>8}  {answer['total']:>8}  {answer['bound']:>8}  {answer['ms']:>8}  {formed} {mark}".rstrip()
        )
        marginal = answer.get("marginal")
        if isinstance(marginal, dict):
            print(f"{'':<{width}}  " + "  ".join(f"+{code} {adds:+d}" for code, adds in marginal.items()))


def read_cases(path: Path) -> tuple[list[Deal], list[Case]]:
    """The deals and orders of a case file. Raises BadInput naming the place, Environment if it cannot be read."""
    data = read_json(path)
    deals = deals_from_json(data, path)
    where = "items"
    try:
        if not isinstance(data, dict):
            raise TypeError("no object")
        items = {}
        for number, entry in enumerate(data["items"]):
            where = f"items[{number}]"
            items[entry["id"]] = Item(entry["id"], entry["id"], _amount(entry["price"]), tax=_tax(entry.get("tax", 8)))
        cases = []
        where = "orders"
        for number, entry in enumerate(data["orders"]):
            where = f"orders[{number}]"
            cases.append(_case(number, entry, items))
        return deals, cases
    except KeyError as error:
        raise BadInput(
            "bad_case", file=str(path), where=where, reason=tr("“{name}” is missing", name=error.args[0])
        ) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise BadInput("bad_case", file=str(path), where=where, reason=str(error)) from error


def _case(number: int, entry: Mapping[str, object], items: Mapping[str, Item]) -> Case:
    context = entry.get("context") or {}
    wanted = entry["order"]
    candidates = entry.get("candidates") or []
    if not isinstance(context, Mapping) or not isinstance(wanted, Mapping) or not isinstance(candidates, list):
        raise TypeError("order, context, candidates")
    at = datetime.fromisoformat(str(context.get("at", "2026-01-01T12:00"))).replace(tzinfo=None)
    lines = tuple(OrderLine(i + 1, items[code], _quantity(qty)) for i, (code, qty) in enumerate(wanted.items()))
    order = Order(
        str(entry.get("id", number)),
        number,
        at,
        ServiceMode(str(context.get("mode", "takeout"))),
        "member" if context.get("member") else "",
        lines,
        len(lines) + 1,
    )
    return Case(order, at, tuple(items[code] for code in candidates))


def _amount(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_MONEY:
        raise ValueError(f"price {value!r}")
    return value


def _quantity(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 9999:
        raise ValueError(f"quantity {value!r}")
    return value


def _tax(value: object) -> TaxClass:
    classes = {0: TaxClass.EXEMPT, 8: TaxClass.REDUCED, 10: TaxClass.STANDARD}
    if not isinstance(value, int) or value not in classes:
        raise ValueError(f"tax {value!r}")
    return classes[value]
