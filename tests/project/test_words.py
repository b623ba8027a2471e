"""Nothing is left in the wrong language: every message is translated, and the compiled catalog is the current one."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(
    sys.platform == "win32", reason="messages are collected on Linux: Babel is not among what is pinned for Windows"
)
def test_every_message_is_translated_and_the_compiled_catalog_is_up_to_date() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "packaging" / "words.py", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="as above")
def test_no_message_of_the_source_is_missing_not_even_inside_an_f_string() -> None:
    """Babel alone passes over some of these: a weekly report was half English."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 — lazy: not on Windows

    with (ROOT / "pos_assist/i18n/locale/ja/LC_MESSAGES/pos_assist.po").open("rb") as file:
        known = {x.id if isinstance(x.id, str) else x.id[0] for x in read_po(file)}
    calls = (
        call
        for path in (ROOT / "pos_assist").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("tr", "trn", "N_")
    )
    said = {x.args[0].value for x in calls if x.args and isinstance(x.args[0], ast.Constant)}
    assert {str(x) for x in said} - known == set()
