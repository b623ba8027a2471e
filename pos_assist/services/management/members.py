"""Members as the back office and the terminal see them: added, listed, exported, forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pos_assist.domain.members import DIGITS, Forgotten, Member, card_form, check_card
from pos_assist.domain.problems import Refused
from pos_assist.domain.settings import MEMBER_SHOWN, NEXT_VISIT_DAYS
from pos_assist.domain.texts import FORBIDDEN
from pos_assist.learning.comeback import MemberReport
from pos_assist.storage import Storage
from pos_assist.system.files import replace_file

MOST_OF_A_NAME = 85


class MemberAdmin:
    """The members of a shop. A card is named by its number or, where it was chosen from a list, by the member's id."""

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._now = now

    def add(self, card: str, *, name: str = "", phone: str = "", consent: date | None = None) -> Member:
        """A new member, who agreed on that day (else today). Refused: bad_member, cell_too_long, forbidden_character,
        member_exists."""
        check_card(card)
        name = _tidy(name)
        shown = card_form(card)[-DIGITS:] if self._storage.catalog.setting(MEMBER_SHOWN) else ""
        return self._storage.members.add(card, consent or self._now().date(), name=name, phone=phone, shown=shown)

    def rename(self, card: str, name: str) -> Member:
        """The member with that card under another name; empty: none is kept. Refused: unknown_member, cell_too_long,
        forbidden_character."""
        return self._storage.members.rename(self.find(card).id, _tidy(name))

    def every(self) -> list[Member]:
        """The members, by name."""
        return self._storage.members.every()

    def find(self, card: str) -> Member:
        """The member with that card. Refused: unknown_member."""
        found = self._storage.members.find(card)
        if found is None:
            raise Refused("unknown_member")
        return found

    def export(self, card: str) -> dict[str, Any]:
        """All that is stored about that card. Refused: unknown_member."""
        return self._storage.members.export(self.find(card).id)

    def write_export(self, card: str, path: Path) -> None:
        """Write it into a file, as JSON. Refused: unknown_member. Environment: what the system says."""
        text = json.dumps(self.export(card), ensure_ascii=False, indent=1) + "\n"
        replace_file(path, lambda new: new.write_text(text, "utf-8"))

    def report(self) -> MemberReport:
        """New, returning and lapsed members, baskets with and without a card, what the offer for the next visit brings."""
        return self._storage.members.report(self._now(), self._storage.catalog.setting(NEXT_VISIT_DAYS))

    def last_visits(self) -> dict[str, tuple[int, str]]:
        """By member's id: how often he or she came, and the day of the last visit."""
        return self._storage.members.last_visits()

    def forget(self, card: str) -> Forgotten:
        """Remove the member from database and journal; what older copies there are. Refused: unknown_member. In a worker: the
        journal is read as a whole."""
        return self._storage.members.forget(self.find(card).id)

    def left_over(self) -> Forgotten:
        """The older copies that still know somebody who was forgotten."""
        return self._storage.members.left_over()

    def rewrite_copies(self, progress: Callable[[int, int], None] = lambda _done, _of: None) -> list[Path]:
        """Write older copies again without who was forgotten; the files that could not be. In a worker."""
        return self._storage.members.rewrite_copies(progress)


def _tidy(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > MOST_OF_A_NAME:
        raise Refused("cell_too_long", column="name", value=name, most=MOST_OF_A_NAME)
    if found := FORBIDDEN.search(name):
        raise Refused("forbidden_character", column="name", value=name, character=f"U+{ord(found[0]):04X}")
    return name
