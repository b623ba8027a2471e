"""What the search box looks through, in memory: one long text for each column, so that 20,000 items are looked through at the
speed of `str.find`. It never changes; another version of the catalog gets another index."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Row = tuple[str, str, str, str, str, str]  # the item's code as it is, then what COLUMNS name

# Column -> how well a word matches that is all of it, its beginning, or inside it; 0: that is no match.
COLUMNS: Mapping[str, tuple[int, int, int]] = {
    "code": (100, 65, 0),
    "name": (100, 80, 40),
    "reading": (90, 70, 30),
    "romaji": (60, 60, 20),
    "folded": (55, 55, 25),
}
WITH_CODE = 50  # a barcode, or another form of the code, begins with it
_INSIDE = sorted((name for name in COLUMNS if COLUMNS[name][2]), key=lambda name: -COLUMNS[name][2])
_FEW = 3_000  # items that are looked at one by one rather than searched for


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was typed, in the forms that are compared; "" where a form says nothing."""

    plain: str
    romaji: str
    folded: str
    with_code: frozenset[str]  # items with a barcode, or a code, that begins with it

    def form(self, column: str) -> str:
        """Return the form of the word to search that column for."""
        return self.romaji if column == "romaji" else self.folded if column == "folded" else self.plain


class SearchIndex:
    """The names, readings and codes of some items. Scores are those of COLUMNS, added up over the words. The items stand in the
    order in which equals are shown, the shortest name first, so that the first hits are the best."""

    def __init__(self, rows: Sequence[Row]) -> None:
        rows = sorted(sorted(rows), key=lambda row: len(row[2].partition("\n")[0]))
        self._codes = [row[0] for row in rows]
        self._place = {code: i for i, code in enumerate(self._codes)}
        self._columns = {name: _Column(row[i] for row in rows) for i, name in enumerate(COLUMNS, 1)}

    def find(self, words: Sequence[Word], limit: int) -> list[str]:
        """Codes of the items that match every word, the best first: by score, then the shortest name."""
        longest, *others = sorted(words, key=lambda word: -len(word.plain))
        best = self._matching(longest, limit if not others else None)
        for word in others:
            more = self._scores(word, best) if len(best) <= _FEW else self._matching(word, None)
            best = {i: best[i] + more[i] for i in best.keys() & more.keys()}
        return self._sorted(best, limit)

    def scores(self, word: Word) -> dict[str, int]:
        """Every item that matches the word, by code."""
        return {self._codes[i]: points for i, points in self._matching(word, None).items()}

    def holding(self, column: str, parts: Iterable[str], wanted: Callable[[str], bool]) -> list[str]:
        """Codes of the items whose column has one of the parts and is `wanted`, the shortest names first."""
        texts = self._columns[column]
        places = {i for part in parts for i, _ in texts.hits(part)}
        return self._sorted({i: 0 for i in places if wanted(texts.value(i))}, len(places))

    def _matching(self, word: Word, limit: int | None) -> dict[int, int]:
        """The items that match, with their scores; where `limit` of them are better than all others could be, only those."""
        best = {i: WITH_CODE for code in word.with_code if (i := self._place.get(code)) is not None}
        for name, (whole, first, _) in COLUMNS.items():
            form, column = word.form(name), self._columns[name]
            for i, at in column.hits(f"\n{form}") if form else ():
                points = whole if column.is_whole(at + 1, form) else first
                if points > best.get(i, 0):
                    best[i] = points
        most = len(self._codes) if limit is None else limit
        for name in _INSIDE:
            form, points = word.form(name), COLUMNS[name][2]
            for i in self._columns[name].holding(form) if form else ():
                if len(best) >= most:
                    return best
                best.setdefault(i, points)  # what is there already is better
        return best

    def _scores(self, word: Word, places: Iterable[int]) -> dict[int, int]:
        """Of those items the ones that match, with their scores."""
        found: dict[int, int] = {}
        for i in places:
            points = WITH_CODE if self._codes[i] in word.with_code else 0
            for name, (whole, first, inside) in COLUMNS.items():
                form = word.form(name)
                value = self._columns[name].value(i) if form else ""
                if form and form in value:
                    values = value.split("\n")
                    fits = whole if form in values else first if any(x.startswith(form) for x in values) else inside
                    points = max(points, fits)
            if points:
                found[i] = points
        return found

    def _sorted(self, best: Mapping[int, int], limit: int) -> list[str]:
        order = sorted((-points, i) for i, points in best.items())
        return [self._codes[i] for _, i in order[:limit]]


class _Column:
    """One value for each item, which may have several lines."""

    def __init__(self, values: Iterable[str]) -> None:
        self._starts = array("L")
        parts, at = [], 1
        for value in values:
            self._starts.append(at)
            parts.append(value)
            at += len(value) + 1
        self._text = "\n" + "".join(f"{part}\n" for part in parts)
        self._starts.append(at)

    def hits(self, needle: str) -> Iterator[tuple[int, int]]:
        """(item, place in the text) for each time the needle is there; an item may come more than once."""
        at = self._text.find(needle)
        while at >= 0:
            yield bisect_right(self._starts, at + (needle[0] == "\n")) - 1, at
            at = self._text.find(needle, at + 1)

    def holding(self, needle: str) -> Iterator[int]:
        """Each item that has the needle, once."""
        text, starts, i = self._text, self._starts, 0
        at = text.find(needle)
        while at >= 0:
            i = bisect_right(starts, at, i) - 1
            yield i
            i += 1
            at = text.find(needle, starts[i])

    def is_whole(self, at: int, form: str) -> bool:
        """Whether the form that begins there is a whole line."""
        return self._text.startswith("\n", at + len(form))

    def value(self, i: int) -> str:
        """The item's value."""
        return self._text[self._starts[i] : self._starts[i + 1] - 1]
