"""Write docs/settings.md from the declarations: `python packaging/settings_table.py`; a test fails while it is not so."""

from __future__ import annotations

from pathlib import Path

from pos_assist.domain.setting import Scope
from pos_assist.domain.settings import OFFER_HOURS, SETTINGS

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
_SCOPES = {Scope.SHOP: "shop", Scope.TILL: "till", Scope.PC: "this PC"}
_WHERE = {
    "manners": "Settings, Manners", "wording": "Settings, Wording", "shop": "Settings, The shop",
    "people": "Settings, Rights", "items": "Items; Departments", "devices": "Settings, Devices", "menu": "menu of the counter", "file": "`shop.json`, command line",
    "creation": "`shop.json` alone", "itself": "by itself",
}  # fmt: skip


def page() -> str:
    """The whole page."""
    lines = [
        "# Settings",
        "",
        "Every setting, from its one declaration in `pos_assist/domain/settings.py` (this page is written by",
        "`packaging/settings_table.py`). `pos-assist settings list` shows them with their values, `settings get NAME`,",
        "`settings set NAME VALUE` and `settings reset NAME` read and change one. While nothing is set the default holds; a",
        "value that a setting cannot have, from a file or another version, reads as the default, and is told when the shop opens.",
        "",
        "Belongs to: the shop, this till, or this PC (kept in `this-pc.json` beside the shops, for all of them). A pack takes",
        "along what is marked so; a problem report shows the value of what is marked so, and only names the rest.",
        "",
        "| setting | default | what it does | may be | belongs to | pack | report | changed in |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for setting in SETTINGS:
        name = setting.name + ("CODE" if setting is OFFER_HOURS else "")
        may = setting.kind.allowed.message.format(**setting.kind.allowed.data).replace("|", "\\|")
        usual = f"`{setting.usual}`" if setting.usual else ""
        what = f"{setting.label}. {setting.what}".replace("|", "\\|")
        cells = (
            f"`{name}`", usual, what, may, _SCOPES[setting.scope], "yes" if setting.travels else "",
            "yes" if setting.reported else "", _WHERE[setting.where],
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
