"""Collect every message of the program, bring the Japanese catalog up to date, compile it. `make words`.

    python packaging/words.py            write; what is new stands in the .po with an empty msgstr, to be translated
    python packaging/words.py --check    write nothing; say what is missing and end with 1 (a test does that)

English is the message id. The catalog is sorted and has no line numbers, so that a change of one message is a change of
one place in it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "pos_assist"
PO = SOURCE / "i18n" / "locale" / "ja" / "LC_MESSAGES" / "pos_assist.po"
KEYWORDS = {"tr": None, "trn": (1, 2), "N_": None}
_FIELD = re.compile(r"\{(\w*)[^}]*\}")


def collected() -> Catalog:
    """Every message in the program's source."""
    catalog = Catalog(project="pos_assist")
    for _, _, message, comments, context in extract_from_dir(SOURCE, [("**.py", "python")], keywords=KEYWORDS):
        catalog.add(message, auto_comments=comments, context=context)
    for message in _in_f_strings():
        catalog.add(message)
    return catalog


def _in_f_strings() -> Iterator[str | tuple[str, str]]:
    """The messages of calls that stand inside f-strings: Babel passes over those whose string is not the whole call."""
    for path in sorted(SOURCE.rglob("*.py")):
        for string in (
            x for x in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(x, ast.JoinedStr)
        ):
            for call in (x for x in ast.walk(string) if isinstance(x, ast.Call)):
                texts = [x.value for x in call.args if isinstance(x, ast.Constant) and isinstance(x.value, str)]
                match call.func:
                    case ast.Name("tr" | "N_") if texts:
                        yield texts[0]
                    case ast.Name("trn") if len(texts) > 1:
                        yield texts[0], texts[1]


def catalog() -> Catalog:
    """The Japanese catalog as it should be: every message of the source, nothing else, translations kept."""
    try:
        with PO.open("rb") as file:
            words = read_po(file, locale="ja", domain="pos_assist")
    except FileNotFoundError:
        words = Catalog(locale="ja", project="pos_assist")
    words.update(collected(), no_fuzzy_matching=True, update_creation_date=False)
    words.obsolete.clear()
    words.header_comment = "# What pos_assist says, in Japanese. Messages are collected by `make words`."
    words.fuzzy = False
    return words


def as_po(words: Catalog) -> bytes:
    """The catalog as a text file."""
    file = BytesIO()
    write_po(file, words, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    return file.getvalue()


def as_mo(words: Catalog) -> bytes:
    """The catalog as gettext reads it."""
    file = BytesIO()
    write_mo(file, words)
    return file.getvalue()


def faults(words: Catalog) -> Iterator[str]:
    """What is not ready: no translation, a doubtful one, or one that lacks a {field} or has one too many."""
    for message in words:
        if not message.id:
            continue
        original, translated = _texts(message.id), _texts(message.string)
        if not all(translated):
            yield f"no translation: {original[0]!r}"
        elif message.fuzzy:
            yield f"fuzzy: {original[0]!r}"
        else:
            yield from _wrong_fields(message, original[-1], translated)


def _wrong_fields(message: Message, original: str, translated: tuple[str, ...]) -> Iterator[str]:
    fields = set(_FIELD.findall(original))
    for text in translated:
        found = set(_FIELD.findall(text))
        # A language may say «one item» without the number, never with a field that nobody fills.
        if found != fields and not (isinstance(message.id, tuple) and found < fields):
            yield f"other {{fields}} than in English: {text!r}"


def _texts(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def main() -> int:
    """Write, or check."""
    words = catalog()
    problems = list(faults(words))
    po, mo = as_po(words), as_mo(words)
    files = ((PO, po), (PO.with_suffix(".mo"), mo))
    if "--check" in sys.argv[1:]:
        for path, content in files:
            if not path.exists() or path.read_bytes() != content:
                problems.append(f"{path.name} is not up to date: run `make words`")
    else:
        PO.parent.mkdir(parents=True, exist_ok=True)
        for path, content in files:
            path.write_bytes(content)
    for problem in problems:
        print(problem)
    print(f"{sum(1 for message in words if message.id)} messages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
