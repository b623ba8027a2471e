"""The owner's page of a week: one HTML file that needs nothing else, and prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import escape

from pos_assist.domain.shared_record import IMPORTED_ARM
from pos_assist.i18n.money import money
from pos_assist.i18n.translate import tr, trn
from pos_assist.i18n.trial_texts import ArmFigures, arm_words, gain_words, uncertainty
from pos_assist.services.hq.chain_knowledge import trial_results
from pos_assist.services.hq.counting_sql import day_number
from pos_assist.services.hq.duck_engine import Rows

_LEAST = 10  # receipts that a pair is shown from
_SHOWN = 15
_STYLE = """
body{font:15px/1.6 "BIZ UDPGothic","Yu Gothic UI",Meiryo,sans-serif;color:#1d2433;margin:0;background:#f4f5f7}
main{max-width:920px;margin:0 auto;padding:32px 40px;background:#fff}
h1{font-size:24px;margin:0 0 4px}h2{font-size:17px;margin:32px 0 8px;border-bottom:2px solid #1d2433;padding-bottom:4px}
p.dim,td.dim{color:#5b6475}table{border-collapse:collapse;width:100%}
th{font-weight:600;text-align:left;color:#5b6475;font-size:13px}th,td{padding:6px 8px;border-bottom:1px solid #e3e6eb}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}td.b span{display:block;height:12px;background:#2a6fdb;border-radius:2px}
.big{display:flex;gap:16px;margin-top:16px}.big div{flex:1;border:1px solid #d5d9e0;border-radius:8px;padding:12px 16px}
.big b{display:block;font-size:24px}.big span{color:#5b6475;font-size:13px}
@media print{body{background:#fff}main{padding:0;max-width:none}h2{break-after:avoid;margin-top:22px}tr{break-inside:avoid}}
"""


def week_of(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def weekly_page(tables: dict[str, Rows], monday: date, made_at: datetime, names: dict[str, str] | None = None) -> str:
    """The page of the week that begins that Monday. `names`: titles of items by code; others are shown by their codes."""
    title = _Titles(names or {})
    first = day_number(monday)
    week = [x for x in tables["days"] if first <= x[1] < first + 7]
    before = [x for x in tables["days"] if first - 7 <= x[1] < first]
    parts = [
        f"<h1>{_t(tr('The week of all shops'))}</h1>",
        f'<p class="dim">{_t(tr("{first} to {last}", first=f"{monday:%Y-%m-%d}", last=f"{monday + timedelta(days=6):%Y-%m-%d}"))}</p>',
        _figures(week, before),
        _shops(week),
        _imported(week),
        _offers(tables["days"]),
        _pairs(tables, title),
        _sets(tables, title),
        f'<p class="dim">{_t(tr("Made {at}. Counts are of every receipt that headquarters has; voided ones do not count.", at=f"{made_at:%Y-%m-%d %H:%M}"))}</p>',
    ]
    return (
        f'<!DOCTYPE html><html lang="{_t(tr("en"))}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{_t(tr('The week of all shops'))} {monday:%Y-%m-%d}</title><style>{_STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


class _Titles:
    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def __call__(self, code: str) -> str:
        return self._names.get(code, code)


def _figures(week: Rows, before: Rows) -> str:
    receipts, total = _sum(week, 3), _sum(week, 4)
    old = _sum(before, 4)
    change = f"{100 * (total - old) / old:+.1f} %" if old else "–"
    boxes = [
        (money(total), tr("sales")),
        (f"{receipts:,}", tr("receipts")),
        (money(round(total / receipts)) if receipts else "–", tr("a receipt on average")),
        (change, tr("sales against the week before")),
    ]
    return '<div class="big">' + "".join(f"<div><b>{_t(a)}</b><span>{_t(b)}</span></div>" for a, b in boxes) + "</div>"


def _shops(week: Rows) -> str:
    sums: dict[str, list[int]] = {}
    for shop, _, _, n, total, *_ in week:
        found = sums.setdefault(shop, [0, 0])
        found[0] += n
        found[1] += total
    most = max((x[1] for x in sums.values()), default=1) or 1
    rows = [
        f'<tr><td>{_t(shop)}</td><td class="n">{n:,}</td><td class="n">{_t(money(total))}</td>'
        f'<td class="b" style="width:40%"><span style="width:{max(1, round(100 * total / most))}%"></span></td></tr>'
        for shop, (n, total) in sorted(sums.items(), key=lambda x: (-x[1][1], x[0]))
    ]
    head = (tr("Shop"), tr("Receipts"), tr("Sales"), "")
    return f"<h2>{_t(tr('Shops'))}</h2>" + _table(head, rows, {1, 2}, tr("Nothing was sold in this week."))


def _imported(week: Rows) -> str:
    """How many of the week's receipts tills read out of another register's files."""
    n = sum(int(row[3]) for row in week if row[2] == IMPORTED_ARM)
    if not n:
        return ""
    text = trn("{count} of these receipts was read out of another register's file.", "{count} of these receipts were read out of another register's files.", n, count=f"{n:,}")  # fmt: skip
    return f'<p class="dim">{_t(text)}</p>'


def _offers(days: Rows) -> str:
    """With and without offers, over everything that was collected: a week alone is too little to tell."""
    arms = {x.arm: ArmFigures(x.orders, x.mean, x.error) for x in trial_results(days)}
    rows = [
        f'<tr><td>{_t(arm_words(arm))}</td><td class="n">{x.orders:,}</td><td class="n">{_t(money(round(x.mean)))}</td>'
        f'<td class="n dim">{_t(uncertainty(x))}</td></tr>'
        for arm, x in arms.items()
    ]
    text = gain_words(arms["offers"], arms["control"]) if {"offers", "control"} <= arms.keys() else ""
    head = (tr("Orders"), tr("Number"), tr("On average"), tr("Uncertainty"))
    none = tr("No shop has a control share: set one, or nobody can tell what offers bring.")
    table = _table(head, rows, {1, 2, 3}, none)
    return f"<h2>{_t(tr('With and without offers'))}</h2>" + table + (f"<p>{_t(text)}</p>" if text else "")


def _pairs(tables: dict[str, Rows], title: _Titles) -> str:
    found = sorted((x for x in _lifts(tables) if x[0] >= 1.2), reverse=True)[:_SHOWN]
    rows = [
        f'<tr><td>{_t(title(i))} + {_t(title(j))}</td><td class="n">{n:,}</td><td class="n">{lift:.1f}</td></tr>'
        for lift, n, i, j in found
    ]
    head = (tr("Bought together"), tr("Receipts"), tr("times as often as by chance"))
    return f"<h2>{_t(tr('Pairs found'))}</h2>" + _table(head, rows, {1, 2}, tr("No pair stands out yet."))


def _sets(tables: dict[str, Rows], title: _Titles) -> str:
    """Frequent and clearly no chance: what many already buy together is worth a price of its own."""
    found = sorted((x for x in _lifts(tables) if x[0] >= 1.2), key=lambda x: (-x[1] * (x[0] - 1), x[2], x[3]))[:5]
    rows = [
        f"<tr><td>{_t(title(i))} + {_t(title(j))}</td>"
        f"<td>{_t(trn('{n} customer bought both without a set price', '{n} customers bought both without a set price', n))}</td></tr>"
        for _, n, i, j in found
    ]
    note = tr("Try a set on past receipts in the back office before it goes live.")
    return (
        f"<h2>{_t(tr('Sets worth trying'))}</h2>"
        + _table((tr("Set"), tr("Why")), rows, set(), tr("Nothing yet."))
        + f'<p class="dim">{_t(note)}</p>'
    )


def _lifts(tables: dict[str, Rows]) -> list[tuple[float, int, str, str]]:
    sold = {code: n for code, n, _ in tables["items"]}
    receipts = sum(n for _, n in tables["sizes_of"])
    return [(n * receipts / (sold[i] * sold[j]), n, i, j) for i, j, n, _ in tables["pairs"] if n >= _LEAST]


def _table(head: Sequence[str], rows: list[str], right: set[int], empty: str) -> str:
    if not rows:
        return f'<p class="dim">{_t(empty)}</p>'
    cells = "".join(f"<th{' class=n' if i in right else ''}>{_t(x)}</th>" for i, x in enumerate(head))
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _sum(rows: Rows, column: int) -> int:
    return sum(int(x[column]) for x in rows)


def _t(text: str) -> str:
    return escape(text.replace("−", "−\u2060"))  # a minus stays with its amount
