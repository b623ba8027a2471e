"""One input for everything that types: a scanner is a keyboard, too, and types wherever the focus happens to be.

The keyboard is listened to before any widget gets a key. Signs that could be part of a code are kept back until it is clear
what they are (`scan_detection.is_scan`). A scan is announced, and no field, list or focused button keeps anything of it; all
else is handed on in order, a little late, to where it was going. A field shows typing after a few hundredths of a second, and
what turns out to be a scan is taken out of it again. Keys are timed by their own stamps, so that a busy moment of this program
tears no scan apart; where a busy machine does, the pieces are put together, and a piece that is left over is refused.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos_assist.desktop.system.scan_detection import (
    AFTERMATH,
    FAST,
    FIRST_REPEAT,
    OUTSTANDING,
    PIECES,
    SUFFIX_TWICE,
    RawKey,
    Scanner,
    Target,
    is_scan,
)
from pos_assist.domain.settings import Suffix

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_TOUCHES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_SUFFIXES = {
    Suffix.ANY: _ENTER | {Qt.Key.Key_Tab},
    Suffix.ENTER: _ENTER,
    Suffix.TAB: frozenset({Qt.Key.Key_Tab}),
    Suffix.NONE: frozenset[Qt.Key](),
}
_ENDS = _SUFFIXES[Suffix.ANY]
_SHIFTS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_Control})
ON_TIME, LATEST = 0.01, 0.4  # seconds: a timer is that late on an idle machine; no key is waited for longer than that
_FNC1 = "\x1d"  # as scanners send it within a GS1 code
MORE_OR_LESS = frozenset("+-")  # keys of quantities that codes begin with, too
_DIGITS = re.compile(r"[0-9]{8,}")


def event_time(event: QKeyEvent) -> float:
    """When the key was struck, in seconds, by the event's own stamp."""
    return event.timestamp() / 1000 or time.monotonic()


class FieldText(NamedTuple):
    """The text of a field before a run of keys began."""

    text: str
    cursor: int


@dataclass
class Run:
    """Signs that came one after the other without a pause."""

    target: QWidget
    kind: Target
    before: FieldText | None
    signs: str = ""
    times: list[float] = field(default_factory=list)
    kept: list[QKeyEvent] = field(default_factory=list)  # not handed on yet

    def gaps(self, suffix_at: float | None = None) -> list[float]:
        """Seconds before each sign but the first, and before the suffix where there was one."""
        times = self.times if suffix_at is None else [*self.times, suffix_at]
        return [b - a for a, b in pairwise(times)]


class Keyboard(QObject):
    """All keys of the counter and its dialogs: tells scans from typing, and offers every typed key to `on_key` before any
    widget. `scanned` carries a code; `torn` a piece of one that was left over and that nothing was done with; `ended_late` says
    the same of a suffix that came so late that a hand's would be missed."""

    scanned = Signal(str)
    torn = Signal(str)
    ended_late = Signal()

    def __init__(
        self,
        on_key: Callable[[QObject, QKeyEvent], bool],
        *,
        clock: Callable[[QKeyEvent], float] = event_time,
        scanner: Scanner | None = None,
        parent: QWidget,
    ) -> None:
        """`parent`: the window; other windows' keys are none of our business."""
        super().__init__(parent)
        self.scanner = scanner or Scanner()
        self.struck = 0.0  # when the key that is being handled was struck
        self.fast = True  # whether the code scanned last came faster than any hand types
        self.began = 0.0  # when the first sign was struck of what is handed on, or was scanned last
        self.before = ""  # how the code scanned last begins, where a hand may have typed that much just before the scan
        self.takes_money: Callable[[], bool] = lambda: False  # whether an Enter alone would take money now
        self.learner: Callable[[RawKey], None] | None = None  # gets every key as it comes, and nobody else does
        self._home = parent
        self._on_key = on_key
        self._clock = clock
        self._run: Run | None = None
        self._tail: Run | None = None  # digits handed on a moment ago
        self._stray_until = float("-inf")  # an Enter or Tab struck till then belongs to the last scan
        self._pieces_until = float("-inf")  # and so do single digits
        self._awaited_since: float | None = None  # the last scan's last sign, where its suffix did not come yet
        self._hand_since = False  # a hand has done something since then
        self._all_end: bool | None = None  # whether this scanner ends all codes with a suffix; None: not known yet
        self._handing_on = False
        self._grace = False
        self._due = 0.0  # when the timer should fire
        self._fresh = float("-inf")  # when a key was struck last that did not only repeat
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._timeout)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:  # noqa: N802 — Qt's name
        """Every event of the program comes by here; True keeps the event from its target."""
        kind = event.type()
        if kind in _KEYS:
            if isinstance(event, QKeyEvent) and isinstance(target, QWidget) and self._is_ours(target):
                return self._key(target, event)
        elif kind in _TOUCHES:
            self.hand_on()
            self._hand_since = True
        elif kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent) and isinstance(target, QWidget):
            return self._is_ours(target) and self._composed(target, event)
        return False

    def hand_on(self) -> None:
        """Decide now what the keys were that are kept back."""
        if self._run:
            self._close(self._run)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _is_ours(self, target: QWidget) -> bool:
        window: QWidget | None = target.window()
        while window is not None and window is not self._home:
            parent = window.parentWidget()
            window = parent.window() if parent else None
        return window is not None

    def _key(self, target: QWidget, event: QKeyEvent) -> bool:
        pressed = event.type() == QEvent.Type.KeyPress
        if self._handing_on:
            if pressed:
                self.struck = self._clock(event)
            return pressed and self._on_key(target, event)
        return self._pressed(target, event) if pressed else self._released(event)

    def _released(self, event: QKeyEvent) -> bool:
        """A release goes with its press, if that is kept."""
        kept = self._run.kept if self._run else []
        if found := any(x.key() == event.key() for x in kept):
            kept.append(event.clone())
        return found

    def _pressed(self, target: QWidget, event: QKeyEvent) -> bool:
        now = self._clock(event)
        if self.learner:
            end = Suffix.ENTER if event.key() in _ENTER else Suffix.TAB if event.key() == Qt.Key.Key_Tab else None
            if end or event.text().isprintable():
                self.learner(RawKey("" if end else event.text(), end, now))
            return event.key() != Qt.Key.Key_Escape
        if self._run and now - self._run.times[-1] > self.scanner.pause:
            self._close(self._run)
        if sign := self._sign(event, now):
            self._add(target, event, sign, now)
            return True
        if event.key() in _SHIFTS:
            return self._on_key(target, event)
        return self._is_suffix(event.key(), now) or self._on_key(target, event)

    def _is_suffix(self, key: int, now: float) -> bool:
        """Whether this key ends a scan, or belongs to one that is over. If not, all before it was typing."""
        if self._run and key in _SUFFIXES[self.scanner.suffix] and (code := self._code(self._run, now)):
            self._finish(self._run, code, now, ended=True)
            return True
        ends = key in _ENDS
        if self._run and ends and self._is_rest(self._run, now):
            self._refuse(self._run)
        elif self._run:
            self._close(self._run)
        self._tail = None
        self.struck = now
        belongs = ends and (now <= self._stray_until or (self._is_awaited() and self.takes_money()))
        if belongs:
            self._end_came(now)
        elif ends:
            self._awaited_since = None
        self._hand_since = True
        return belongs

    def _is_awaited(self) -> bool:
        """Whether the last scan's suffix may still come, however late: no hand has done anything since."""
        return self._awaited_since is not None and self.scanner.suffix is not Suffix.NONE and not self._hand_since

    def _is_rest(self, run: Run, suffix_at: float) -> bool:
        """Whether digits and the suffix after them, faster than a hand, are the rest of a scan that lacks it."""
        return self._is_awaited() and run.signs.isdigit() and max(run.gaps(suffix_at)) <= FAST

    def _end_came(self, at: float) -> None:
        """The last scan's suffix, or a second one of it."""
        since, self._awaited_since = self._awaited_since, None
        if since is None:
            return
        if self._hand_since:  # more likely a hand's: not to be asked for twice again
            self._all_end = False
        self._stray_until = at + SUFFIX_TWICE
        self._pieces_until = at
        if at > since + AFTERMATH:
            self.ended_late.emit()

    def _sign(self, event: QKeyEvent, now: float) -> str:
        """The sign of a code that this key may be; "" for other keys. Two equal signs of a scanner look to Qt as one key held
        down, if a busy display stamps both at once; no key that is held down repeats so soon after it was struck."""
        text = event.text()
        held_down = event.isAutoRepeat() and now - self._fresh >= FIRST_REPEAT
        if not held_down:
            self._fresh = now
        if held_down or len(text) != 1:
            return ""
        if self._run and text == _FNC1:
            return text
        if event.modifiers() & _HELD or not ("!" <= text <= "~" or (text == " " and self._run)):
            return ""
        return text

    def _add(self, target: QWidget, event: QKeyEvent, sign: str, now: float) -> None:
        run = self._run
        if run is None or run.target is not target:
            if run:
                self._close(run)
            run = self._run = _begun(target, in_dialog=target.window() is not self._home)
        run.signs += sign
        run.times.append(now)
        run.kept.append(event.clone())
        self._grace = False
        self._wait(FAST if run.before else self.scanner.pause)

    def _wait(self, seconds: float) -> None:
        self._due = time.monotonic() + seconds
        self._timer.start(round(1000 * seconds))

    def _timeout(self) -> None:
        """The silence is over, it seems. Keys that waited while this thread, or the whole machine, was busy come before that: as
        late as this timer was, twice over, the keys may be, too."""
        if not self._grace:
            self._grace = True
            late = time.monotonic() - self._due - ON_TIME
            self._timer.start(round(1000 * min(LATEST, max(0.0, 2 * late))))
            return
        self._grace = False
        run = self._run
        if run and run.before and run.kept:  # a field shows what is typed; it can be taken out again
            self._hand_on(run)
            self._wait(self.scanner.pause - FAST)
        elif run:
            self._close(run)

    def _close(self, run: Run) -> None:
        """The run is over: a scan, or typing."""
        if code := self._code(run):
            self._finish(run, code, run.times[-1], ended=False)
            return
        if run.times[0] <= self._pieces_until and run.kind is not Target.SECRET and any(map(str.isdigit, run.signs)):
            self._refuse(run)
            return
        self._forget()
        self._hand_since = True
        self._tail = _joined(self._tail, run) if _may_begin_a_code(run) else None
        self._hand_on(run)

    def _refuse(self, run: Run) -> None:
        """The run is a piece of the last scan that was left over."""
        self._forget()
        self._awaited_since = run.times[-1]
        self._pieces_until = self._stray_until = max(self._stray_until, run.times[-1] + AFTERMATH)
        _take_out(run)
        self.torn.emit(run.signs)

    def _code(self, run: Run, suffix_at: float | None = None) -> str:
        """The code that was scanned, with what came of it before in pieces; "" where it was typing."""
        whole = _joined(self._tail, run)
        for candidate in (run, whole):
            if is_scan(self.scanner, candidate.signs, candidate.gaps(suffix_at), candidate.kind):
                return whole.signs.removeprefix(self.scanner.prefix)
        return ""

    def _finish(self, run: Run, code: str, at: float, *, ended: bool) -> None:
        """`ended`: by its suffix; else that may follow, and digits of the scan, too."""
        self._forget()
        if len(code) > len(run.signs):
            run = _joined(self._tail, run)
        self.fast = not run.gaps() or median(run.gaps()) <= FAST
        self.began = run.times[0]
        self.before = _before_the_scan(run) if code == run.signs else ""
        self._tail = None
        self._note_end(run, at, ended=ended)
        self.struck = at
        _take_out(run)
        self.scanned.emit(code)

    def _note_end(self, run: Run, at: float, *, ended: bool) -> None:
        """Until when stray keys belong to this scan. One without a suffix was torn, where all before it had one."""
        if self._awaited_since is not None and run.times[0] > self._stray_until:
            self._all_end = False  # the suffix of the scan before never came
        elif ended and self._all_end is None:
            self._all_end = True
        self._awaited_since, self._hand_since = (None if ended else at), False
        self._stray_until = at + (SUFFIX_TWICE if ended else OUTSTANDING if self._all_end else AFTERMATH)
        self._pieces_until = at if ended else self._stray_until

    def _hand_on(self, run: Run) -> None:
        kept, run.kept = run.kept, []
        self.began = run.times[0]
        target: QWidget | None = run.target
        if target is None or not shiboken6.isValid(target):
            target = QApplication.focusWidget()
        self._handing_on = True
        try:
            for event in kept:
                if target is not None and shiboken6.isValid(target):
                    QCoreApplication.sendEvent(target, event)
        finally:
            self._handing_on = False

    def _forget(self) -> None:
        self._run = None
        self._timer.stop()

    def _composed(self, target: QWidget, event: QInputMethodEvent) -> bool:
        """A scan that went through an input method comes as one composed text, often in full-width digits."""
        code = unicodedata.normalize("NFKC", event.commitString()).strip()
        if not _DIGITS.fullmatch(code):
            return False
        QCoreApplication.sendEvent(target, QInputMethodEvent("", []))  # nothing is being composed any more
        self.before = ""
        self.scanned.emit(code)
        return True


def _begun(target: QWidget, *, in_dialog: bool) -> Run:
    if not isinstance(target, QLineEdit):
        return Run(target, Target.WINDOW, None)
    secret = target.echoMode() != QLineEdit.EchoMode.Normal
    kind = Target.SECRET if secret else Target.ASKED if in_dialog else Target.FIELD
    return Run(target, kind, FieldText(target.text(), target.cursorPosition()))


def _joined(tail: Run | None, run: Run) -> Run:
    """The run with the digits before it, where those may be the beginning of the same scan."""
    if tail is None or tail.target is not run.target or not 0 <= run.times[0] - tail.times[-1] <= PIECES:
        return run
    return Run(run.target, run.kind, tail.before, tail.signs + run.signs, [*tail.times, *run.times], run.kept)


def _before_the_scan(run: Run) -> str:
    """The first signs, where a pause that no scanner of that pace makes parts them from the rest: a hand may have typed them."""
    gaps = run.gaps()
    longest = max(FAST, 3 * median(gaps)) if gaps else FAST
    return run.signs[: next((i + 1 for i in reversed(range(len(gaps))) if gaps[i] > longest), 0)]


def _may_begin_a_code(run: Run) -> bool:
    """Whether what was handed on as typing may be the first piece of a scan: digits, a sign of a quantity key; in a field no
    word either."""
    if run.kind is Target.FIELD:
        return not run.signs[0].isalpha()
    return run.kind is Target.WINDOW and (run.signs.isdigit() or not MORE_OR_LESS.isdisjoint(run.signs))


def _take_out(run: Run) -> None:
    """What a field showed of a scan goes again."""
    if run.before and isinstance(run.target, QLineEdit) and shiboken6.isValid(run.target):
        run.target.setText(run.before.text)
        run.target.setCursorPosition(run.before.cursor)
