"""The context of every page: the manager's services, the one way to make a change, one worker for long jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from pos_assist.desktop.shared.messages import MessageLine
from pos_assist.desktop.shared.painting import money
from pos_assist.domain.problems import Problem
from pos_assist.i18n.deal_texts import Say
from pos_assist.i18n.finding_texts import finding_text
from pos_assist.i18n.translate import tr, trn
from pos_assist.shop import Shop

T = TypeVar("T")
SAID = 2  # deals that a change broke, told at once
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class PageContext(QObject):
    """`changed` after every change to the catalog: what is shown is stale. `receipts_changed` after a void."""

    changed = Signal()
    receipts_changed = Signal()
    wanted = Signal(str)  # another page, by its name and what to show there: «sets:idea»

    def __init__(self, shop: Shop, who: str, messages: MessageLine, parent: QObject) -> None:
        super().__init__(parent)
        self.shop = shop
        self.manager = shop.manage(who)
        self.messages = messages
        self.work = Worker(self)
        self._made: list[int | Callable[[], None]] = []  # the changes made here that still stand, the latest last
        self.say = Say(money, self._title, self._department)

    def write(self, act: Callable[[], int], done: str) -> bool:
        """Make a change; say that it was made, or why not. Whether it was."""
        try:
            change = act()
        except Problem as problem:
            self.messages.refuse(problem)
            return False
        if change:
            self._made.append(change)
            self.messages.tell(" ".join([tr("{done} Ctrl+Z takes it back.", done=done), *self._broken()]))
            self.changed.emit()
        else:
            self.messages.tell(tr("Nothing was different."))
        return True

    def _broken(self) -> list[str]:
        """What the change did to deals, in words."""
        broken, self.manager.broken = self.manager.broken, ()
        words = [finding_text(finding, money) for finding in broken[:SAID]]
        if len(broken) > SAID:
            words.append(trn("And {n} more deal.", "And {n} more deals.", len(broken) - SAID))
        return words

    def _title(self, code: str) -> str:
        item = self.shop.catalog.item(code)
        return item.title if item else code

    def _department(self, code: str) -> str:
        return next((x.name for x in self.shop.catalog.departments() if x.code == code), code)

    def ask(self, act: Callable[[], T]) -> T | None:
        """Return the result of `act`; None if it was refused, after showing the reason."""
        try:
            return act()
        except Problem as problem:
            self.messages.refuse(problem)
            return None

    def do(self, act: Callable[[], object], done: str) -> bool:
        """Something that is no change of the catalog; say that it was done, or why not. Whether it was."""
        try:
            act()
        except Problem as problem:
            self.messages.refuse(problem)
            return False
        self.messages.tell(done)
        return True

    def undo(self, change: int) -> bool:
        """Undo the change with that id; return whether that was possible."""
        try:
            self.manager.undo(change)
        except Problem as problem:
            self.messages.refuse(problem)
            return False
        self._made = [x for x in self._made if x != change]
        self.messages.tell(" ".join([tr("Taken back."), *self._broken()]))
        self.changed.emit()
        return True

    @property
    def can_undo(self) -> bool:
        """Whether a change made in this window still stands."""
        return bool(self._made)

    def made(self, back: Callable[[], None]) -> None:
        """Something was changed that is no part of the catalog, such as a picture; `back` takes it back, in its turn."""
        self._made.append(back)
        self.changed.emit()

    def undo_last(self) -> None:
        """Take back the latest change made in this window."""
        last = self._made[-1] if self._made else None
        if isinstance(last, int):
            self.undo(last)
        elif last:
            if self.do(last, tr("Taken back.")):
                self._made.remove(last)
                self.changed.emit()
        else:
            self.messages.tell(tr("Nothing has been changed here yet. Older changes are under History."))

    def close(self) -> None:
        """Stop the job that still runs."""
        self.work.cancel()
        self.work.wait()


class Worker(QObject):
    """One long job at a time, on a thread of its own. Its callbacks come on this object's thread."""

    progressed = Signal(int, int)
    ended = Signal()
    _done = Signal(object)
    _failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._cancel = threading.Event()
        self._refused: Callable[[Problem], None] = lambda _: None
        self._done.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._thread is not None

    def start(
        self,
        job: Callable[[Progress, Cancelled], T],
        then: Callable[[T], None],
        refused: Callable[[Problem], None],
    ) -> bool:
        """Begin a job; False where one is under way already."""
        if self.busy:
            return False
        self._cancel = cancel = threading.Event()
        self._refused = refused

        def run() -> None:
            try:
                result = job(self.progressed.emit, cancel.is_set)
            except Exception as error:  # carried to the thread that asked
                self._failed.emit(error)
            else:
                self._done.emit(partial(then, result))

        self._thread = threading.Thread(target=run, name="back office")
        self._thread.start()
        return True

    def cancel(self) -> None:
        """Ask the job to stop soon."""
        self._cancel.set()

    def wait(self) -> None:
        """Until the job's thread has ended."""
        if self._thread:
            self._thread.join()

    def _end(self) -> None:
        self.wait()
        self._thread = None
        self.ended.emit()

    def _finish(self, then: Callable[[], None]) -> None:
        self._end()
        then()

    def _fail(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, Problem):
            raise error
        self._refused(error)
