"""The local API of a till: its clients, of which one drives and any number listen, and its methods (docs/api.md).

No socket is opened here: whoever has the bytes gives lines to a `Session` and sends what it writes.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from hmac import compare_digest
from itertools import count
from typing import Any

from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import FeedKind, FeedRefusal, TotalOutcome
from pos_assist.domain.problems import EnvironmentProblem, Problem
from pos_assist.services.feeds.answers import chosen, suggestion
from pos_assist.services.feeds.display.display_follower import DisplayFollower
from pos_assist.services.feeds.display.display_names import names_of
from pos_assist.services.feeds.feed_control import FeedControl
from pos_assist.services.feeds.followed_order import Result
from pos_assist.services.feeds.followed_till import FollowedTill
from pos_assist.services.feeds.given_back import ReturnedSlips
from pos_assist.services.feeds.json_lines import (
    API,
    Call,
    ErrorCode,
    RpcError,
    bad,
    error_line,
    notice_line,
    read_call,
    result_line,
)
from pos_assist.services.feeds.methods import DRIVING, FOLLOWED, METHODS, RECEIPTS
from pos_assist.services.feeds.paper.receipt_feed import ReceiptFeed
from pos_assist.services.feeds.snapshot import text
from pos_assist.services.till.till_view import TillView
from pos_assist.storage import Storage

HELLO_WITHIN = 5.0  # seconds for a client to say session.hello
_BAD_TOKENS = 3
_log = logging.getLogger(__name__)


def new_token() -> str:
    """What a client must know: 32 random bytes."""
    return os.urandom(32).hex()


class Feed:
    """What all clients of a till share. `changed` is told of each order that a client changed, for a window to paint it."""

    def __init__(
        self,
        storage: Storage,
        till: FollowedTill,
        control: FeedControl,
        now: Callable[[], datetime],
        token: str = "",
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """`token`: empty where none is asked for (the client has started us)."""
        self.storage = storage
        self.till = till
        self.now = now
        self.token = token
        self.ticks = ticks
        self.control = control
        self.waited = 0.0  # seconds that the call under way had waited before it came in
        self._told: FeedRefusal | None = control.refusal()
        control.on_change = self.look_at_state
        self._display: tuple[tuple[PoleKind | None, int, str], DisplayFollower] | None = None
        self.receipts = ReceiptFeed(storage, till, now, lambda outcome: self.paid(FeedKind.RECEIPT, outcome))
        self._runs = count(1)  # of following the display: no order of an earlier one is meant
        self.sessions: list[Session] = []
        self.changed: Callable[[], None] = lambda: None
        till.on_change = self._proved

    @property
    def driver(self) -> Session | None:
        """The client whose orders are followed."""
        return next((x for x in self.sessions if x.drives), None)

    def connected(self, send: Callable[[bytes], None]) -> Session:
        """A client has come; `send` writes to it."""
        session = Session(self, send)
        self.sessions.append(session)
        return session

    def follow_display(self, kind: PoleKind | None = None) -> DisplayFollower:
        """The one that reads the register's customer display by the shop's profile, from its first bytes on; `kind`: where the
        bytes are of another kind of display than the profile's. What has changed in catalog and profile holds from the next order on."""
        made_for = (kind, self.storage.catalog.version(), self.storage.feeds.profile())
        if self._display is None or (self._display[0] != made_for and not self.till.order_id):
            profile = self.control.profile()
            profile = replace(profile, kind=kind or profile.kind)
            names = names_of(self.storage, profile)
            if self._display is not None and self._display[1].kind is profile.kind:
                follower = self._display[1]
                follower.read_by(profile, names)
            else:
                run = f"{self.now():%Y%m%d-%H%M%S}-{next(self._runs)}-"
                follower = DisplayFollower(
                    self.till, names, profile, run, partial(self.paid, FeedKind.DISPLAY), self._given_back
                )
            self._display = (made_for, follower)
        return self._display[1]

    @property
    def refusal(self) -> FeedRefusal | None:
        """Why nothing is followed; None where it is."""
        return self.control.refusal()

    def paid(self, kind: FeedKind, outcome: TotalOutcome) -> None:
        """An order was paid at the register: counted; the third wrong total in a row switches everything off."""
        if self.control.paid(kind, outcome):
            _log.warning("three totals in a row did not agree: the feed is switched off")
            self.look_at_state()

    def _given_back(self, amount: int) -> None:
        ReturnedSlips(self.storage, self.now).on_display(self.till.register, amount)

    def settle(self) -> None:
        """Write down what has waited for its receipt long enough. A disk that is full is told by the next sale; it is tried again."""
        if self.refusal is None:
            with suppress(EnvironmentProblem):
                self.receipts.settle()

    @property
    def brings_receipts(self) -> bool:
        """Whether somebody brings what the register prints."""
        return any(x.role == "receipts" for x in self.sessions)

    def look_at_state(self) -> None:
        """Where a person, or a third wrong total, has changed whether it is followed: stop or begin, and tell everybody."""
        refusal = self.refusal
        if refusal == self._told:
            return
        self._told = refusal
        if refusal is not None:  # what comes after is not known from its beginning
            if self._display is not None:
                self._display[1].give_up()
            self._display = None
            if self.till.order_id:
                self.till.close(self.till.order_id, Result.HELD, 0)
        self.tell("feed.state", {"off": refusal})
        self.suggestions_changed()

    def gone(self, session: Session) -> None:
        """It has left; its open orders stay as they were told last, for it to come back, and are marked."""
        if session in self.sessions:
            self.sessions.remove(session)
            if session.drives:
                self.till.doubt()
                self.suggestions_changed()

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """A notification to every client that has said hello."""
        line = notice_line(method, params)
        for session in list(self.sessions):
            if session.greeted:
                session.send(line)

    def choose(self, offer_id: str) -> bool:
        """The cashier tapped a card in our window: the register is asked to add it. False for a card that is gone."""
        offer = self.till.chosen(offer_id)
        if offer is None:
            return False
        self.tell("suggestion.chosen", chosen(self.till, offer))
        self.changed()
        return True

    def decline(self, offer_id: str) -> bool:
        """The cashier put a card away in our window."""
        done = self.till.declined(offer_id)
        if done:
            self.suggestions_changed()
        return done

    def swap(self, offer_id: str, part: int) -> bool:
        """The cashier wants another item in that part of a set. False where there is none."""
        done = self.till.swap(offer_id, part)
        if done:
            self.suggestions_changed()
        return done

    def suggestions_changed(self) -> None:
        """Tell every client, and our window, what is offered now."""
        self.tell("suggestion.changed", suggestion(self.till))
        self.changed()

    def closing(self) -> None:
        """Tell every client that the program ends; what is decided from now on is none of ours."""
        if self.control.on_change == self.look_at_state:
            self.control.on_change = lambda: None
        self.tell("app.closing", {})

    def _proved(self, _view: TillView) -> None:
        if self.till.order_id:
            self.suggestions_changed()


class Session:
    """One client. Feed it whole lines; `over` says that it is to be let go."""

    def __init__(self, feed: Feed, send: Callable[[bytes], None]) -> None:
        self.send = send
        self.greeted = self.drives = self.over = False
        self.role = ""
        self.client = ""
        self._feed = feed
        self._bad_tokens = 0

    def receive(self, line: bytes) -> None:
        """Do what one line asks, and answer it. Nothing that a line can say raises."""
        number: Any = None
        after: list[Callable[[], None]] = []
        try:
            call = read_call(line)
            number = call.id
            result = self._done(call, after)
            if call.wants_answer:
                self.send(result_line(number, result))
        except RpcError as error:
            self._refuse(error.data.get("id", number), error)
        except Problem as problem:  # a full disk, a shop that is only open for reading
            self._refuse(number, RpcError(ErrorCode.BUSY, reason=problem.code))
        except Exception:
            _log.exception("a call of %s failed", self.client or "a client")
            self._refuse(number, RpcError(ErrorCode.INTERNAL))
        for job in after:
            job()

    def refuse(self, error: RpcError) -> None:
        """Answer what never became a call, and let the client go."""
        self._refuse(None, error)
        self.over = True

    def _refuse(self, number: Any, error: RpcError) -> None:
        self.send(error_line(number, error))

    def _done(self, call: Call, after: list[Callable[[], None]]) -> Any:
        if call.method == "session.hello":
            return self._hello(call.params)
        method = METHODS.get(call.method)
        if not self.greeted:
            raise RpcError(ErrorCode.NOT_AUTHENTICATED)
        if method is None:
            raise RpcError(ErrorCode.NO_METHOD, method=call.method[:60])
        allowed = self.drives or (call.method in RECEIPTS and self.role == "receipts")
        if call.method in DRIVING and not allowed:
            raise RpcError(ErrorCode.OTHER_DRIVER)
        kind = FOLLOWED.get(call.method)
        if kind is None:
            return method(self._feed, self.client, call.params, after)
        return self._followed(kind, lambda: method(self._feed, self.client, call.params, after), after)

    def _followed(self, kind: FeedKind, job: Callable[[], Any], after: list[Callable[[], None]]) -> Any:
        """Do what reads the other register, where that is allowed; how long the answer to it took is counted."""
        feed, begun = self._feed, self._feed.ticks()
        feed.look_at_state()
        feed.settle()
        feed.waited = 0.0
        refusal = feed.refusal
        records = (
            kind is FeedKind.DISPLAY and feed.control.recorder is not None and refusal is not FeedRefusal.NO_CONSENT
        )
        if refusal is not None and not records:
            raise RpcError(ErrorCode.FEED_OFF, reason=refusal)
        result = job()
        if after:
            after.append(lambda: feed.control.took(kind, feed.waited + feed.ticks() - begun))
        return result

    def _hello(self, params: dict[str, Any]) -> dict[str, Any]:
        feed = self._feed
        token = params.get("token", "")
        if feed.token and not (
            isinstance(token, str) and compare_digest(token.encode(errors="replace"), feed.token.encode())
        ):
            self._bad_tokens += 1
            self.over = self._bad_tokens >= _BAD_TOKENS
            raise RpcError(ErrorCode.NOT_AUTHENTICATED)
        if params.get("api") != API:
            raise RpcError(ErrorCode.API_VERSION, spoken=[API])
        client = text(params, "client", required=True)
        register = text(params, "register", most=40)
        role = params.get("role", "driver")
        if role not in ("driver", "listener", "receipts"):
            bad("role", "must be driver, listener or receipts")
        drives = role == "driver"
        if drives and feed.driver not in (None, self):
            raise RpcError(ErrorCode.OTHER_DRIVER)
        self.client, self.greeted, self.drives, self.role = client, True, drives, role
        if role == "receipts":  # what is paid from now on has its receipt after it
            feed.till.await_paper = True
        if drives:
            feed.till.said_register = register
        return {
            "api": API,
            "role": role,
            "capabilities": sorted(METHODS),
            "open_orders": feed.till.open_ids(),
        }
