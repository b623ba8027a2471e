"""What a table would change in the catalog: a value to look at before anything is applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos_assist.domain.catalog_change import Edit
from pos_assist.domain.problems import BadInput
from pos_assist.domain.records import FieldChange

Extras = Mapping[str, Mapping[str, str]]  # «kind TAB key» -> unknown column -> cell


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """A record that a file would change, and the fields in which it would differ."""

    what: str  # added, changed, retired
    key: str
    title: str
    fields: tuple[FieldChange, ...]


@dataclass(slots=True)
class Plan:
    """The changes a file would make. With `problems` it cannot be applied; each names row, column and the fault."""

    file: str
    kind: str
    version: int  # of the catalog that it was compared with
    rows: int = 0
    differences: list[PlannedRecord] = field(default_factory=list)
    problems: list[BadInput] = field(default_factory=list)
    unknown: tuple[str, ...] = ()  # columns that are kept but not understood
    left_out: list[BadInput] = field(default_factory=list)  # rows and cells of somebody's own list that are not taken
    read_as: tuple[tuple[str, str], ...] = ()  # (our column, the file's) of somebody's own list
    edit: Edit = field(default_factory=Edit)

    def of(self, what: str) -> list[PlannedRecord]:
        """The differences that are «added», «changed» or «retired»."""
        return [x for x in self.differences if x.what == what]
