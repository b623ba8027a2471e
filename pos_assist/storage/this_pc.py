"""The settings of this computer: one small file beside the shops' files, for all of them. No pack and no backup has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage.catalog import Catalog
from pos_assist.system.files import replace_file

FILE = "this-pc.json"
_MOST = 1_000_000  # bytes


class ThisPC:
    """The settings in that folder. They are read anew each time: several programs may use them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def settings(self) -> dict[str, str]:
        """Everything that was set here; nothing where the file is not there or cannot be read."""
        try:
            with self.path.open("rb") as file:
                found = json.loads(file.read(_MOST))
        except (OSError, ValueError, RecursionError):
            return {}
        return {k: v for k, v in found.items() if isinstance(v, str)} if isinstance(found, dict) else {}

    def put(self, settings: Mapping[str, str]) -> None:
        """Set some. Raises Environment: file_unwritable, the old ones as they were."""
        text = json.dumps(self.settings() | dict(settings), ensure_ascii=False, indent=1)

        def write(new: Path) -> None:
            new.write_text(text + "\n", encoding="utf-8")

        replace_file(self.path, write)

    def take_from(self, catalog: Catalog, names: frozenset[str]) -> None:
        """Move those settings here from a shop's file, where the version before kept them; what is set here stands.
        Where nothing can be written they stay where they are."""
        old = {name: text for name, text in catalog.settings().items() if name in names}
        if not old:
            return
        here = self.settings()
        try:
            self.put({name: text for name, text in old.items() if name not in here})
        except EnvironmentProblem:
            return
        catalog.write(Change(removed=tuple(("settings", name) for name in old)))
