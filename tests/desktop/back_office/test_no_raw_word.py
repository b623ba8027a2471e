"""What a file would change, and what was changed, is said in Japanese: no word of the data stands on those screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from pos_assist.desktop.back_office.file_rows import dry_rows
from pos_assist.desktop.back_office.history_page import HistoryPage
from pos_assist.i18n.record_texts import FIELDS, VALUES
from tests.desktop.back_office import manager
from tests.desktop.back_office.conftest import OpenOffice

RAW = (
    {x for x in FIELDS if len(x) > 2}
    | {stored for _, stored in VALUES}
    | {"mon", "tue", "sat", "any", "true", "false", "none"}
) - {"size"}
TABLES = {
    "items": "code,name,price,tax,role,size,never_offer,alcohol,kids,age_restricted\n"
    "x1,白い皿,500,standard,goods,L,1,1,0,1\nx2,水の束,300,exempt,charge,M,0,0,1,0\nx3,黒い皿,700,reduced,topping,L,0,0,0,0\n",
    "upgrades": "from,to,kind\nx1,x3,grade\n",
    "pairings": "trigger,addon,state\nx1,x2,blocked\nx2,x3,pinned\nx3,x1,learned\n",
    "perks": "id,name,threshold,mode\np9,記念の品,3000,takeout\np8,景品,4000,eat_in\n",
    "deals": "id,name,kind,price,amount,percent,min,base,stack,member,mode,days,slot,slot_n,slot_n_max,slot_percent,item\n"
    "s9,皿の組,set_price,900,,,,,,1,takeout,mon tue,1,1,,,x1\ns9,,,,,,,,,,,,2,1,,,x3\n"
    "s8,総額から,spend,,50,,1000,net,1,0,eat_in,sat,,,,,\ns7,束で,set_percent,,,,,,,,,,1,2,any,10,x2\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", list(TABLES))
def test_no_raw_word_stands_in_an_imports_preview_and_in_the_history(
    open_office: OpenOffice, tmp_path: Path, kind: str
) -> None:
    office = open_office(language="ja")
    context = office.context
    for table in dict.fromkeys(("items", kind)):
        file = tmp_path / "表.csv"
        file.write_text(TABLES[table], encoding="utf-8")
        plan = context.manager.plan_import(file, kind=table)
        assert not plan.problems, plan.problems
        shown = [text for row in dry_rows(plan, context.say) for text in (row.mark, row.text)]
        assert context.manager.apply(plan)
    page = manager.turn(office, HistoryPage, "history")
    page.table.choose(0)
    shown += [x.text() for x in page.findChildren(QLabel)]
    assert len(shown) > 4
    words = set(re.findall(r"[a-z_]{3,}", re.sub(r"<[^>]*>", " ", " ".join(shown)).lower()))
    assert not words & RAW
