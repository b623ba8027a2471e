"""The relay's plan, and how the relay is, as files beside the shop: it opens no database, and its page reads them while it runs."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Condition, Thread
from typing import Any

from pos_assist.domain.feeds import Parity
from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem
from pos_assist.domain.relay_plan import SPEEDS, Hearer, RelayPlan, RelayState, RelayWay
from pos_assist.system import clock
from pos_assist.system.files import replace_file

_MOST_HEARD = 60  # letters of what was heard last that are shown
_BETWEEN = 0.5  # seconds between two reports
_TIMES = ("since", "heard_at")


def plan_file(shop: Path) -> Path:
    """Where that shop's plan is kept."""
    return shop.with_suffix(".relay")


def load_plan(shop: Path) -> RelayPlan | None:
    """The plan that was saved; None where there is none, or none that can be read. A field that is missing or no such value is as usual."""
    try:
        said = json.loads(plan_file(shop).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict):
        return None
    usual = asdict(RelayPlan())
    kept = {name: said[name] for name, value in usual.items() if type(said.get(name)) is type(value)}
    way = said.get("way")
    plan = RelayPlan(**{**kept, "way": RelayWay(way) if way in tuple(RelayWay) else RelayWay.NETWORK})
    plan = plan if plan.parity in tuple(Parity) else replace(plan, parity=RelayPlan().parity)
    return plan if plan.speed in SPEEDS else replace(plan, speed=RelayPlan().speed)


def save_plan(shop: Path, plan: RelayPlan) -> None:
    """Keep it. BadInput: as `RelayPlan.check`; EnvironmentProblem: file_unwritable."""
    plan.check()
    said = json.dumps(asdict(plan), ensure_ascii=False, indent=1)
    replace_file(plan_file(shop), partial(_write, text=said + "\n"))


def required_plan(shop: Path) -> RelayPlan:
    """The plan that was saved, checked. BadInput: no_relay_plan, and as `RelayPlan.check`."""
    plan = load_plan(shop)
    if plan is None:
        raise BadInput("no_relay_plan")
    plan.check()
    return plan


def state_file(shop: Path) -> Path:
    """Where the relay of that shop says how it is."""
    return shop.with_suffix(".relay-state")


def read_state(shop: Path) -> RelayState:
    """What the relay said last; the usual values where it said nothing."""
    try:
        said: dict[str, Any] = json.loads(state_file(shop).read_text(encoding="utf-8"))
        times = {x: datetime.fromisoformat(said[x]) if said.get(x) else None for x in _TIMES}
        trouble = (str(said["trouble"][0]), dict(said["trouble"][1])) if said.get("trouble") else None
        return RelayState(**{**said, **times, "window": Hearer(said.get("window", "")), "trouble": trouble})
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return RelayState()


class NoReport:
    """A relay that is begun by hand says how it is in its terminal."""

    def heard(self, words: str) -> None:
        """A slip or a screen has come."""

    def window(self, hearer: Hearer) -> None:
        """Whether the window hears of it."""

    def ready(self) -> None:
        """Its ends are open."""

    def trouble(self, problem: Problem, *, ready: bool = False) -> None:
        """It cannot, and tries again; `ready`: its own end is open, the other's is not."""


class RelayReport(NoReport):
    """What the relay says of itself, from any thread, without waiting: a thread of its own writes it down, at most twice a second."""

    def __init__(self, shop: Path, pid: int) -> None:
        self._file = state_file(shop)
        self._state = RelayState(pid=pid, since=clock.now())
        self._changed = Condition()
        self._dirty = True
        Thread(target=self._run, daemon=True).start()

    def heard(self, words: str) -> None:
        """A slip or a screen has come."""
        at = clock.now()
        with self._changed:
            times = self._state.times + 1
            self._say(heard=words[:_MOST_HEARD] or self._state.heard, heard_at=at, times=times, trouble=None)

    def window(self, hearer: Hearer) -> None:
        """Whether the window hears of it."""
        with self._changed:
            self._say(window=hearer)

    def ready(self) -> None:
        """Its ends are open."""
        with self._changed:
            self._say(ready=True, trouble=None)

    def trouble(self, problem: Problem, *, ready: bool = False) -> None:
        """It cannot, and tries again; `ready`: its own end is open, the other's is not."""
        said = problem.code, {key: str(value) for key, value in problem.data.items()}
        with self._changed:
            self._say(ready=ready, trouble=said)

    def _say(self, **values: Any) -> None:
        new = replace(self._state, **values)
        if new != self._state:
            self._state, self._dirty = new, True
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._dirty:
                    self._changed.wait()
                state, self._dirty = self._state, False
            said = {**asdict(state), **{x: at.isoformat() if (at := getattr(state, x)) else None for x in _TIMES}}
            text = json.dumps(said, ensure_ascii=False)
            with suppress(EnvironmentProblem):  # a full disk stops no printing
                replace_file(self._file, partial(_write, text=text))
            time.sleep(_BETWEEN)


def _write(new: Path, text: str) -> None:
    new.write_text(text, encoding="utf-8")
