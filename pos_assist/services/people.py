"""The people at the counter: who sells, who may do what, and what is asked before. «May this person do X?» has its one answer
in `People.need` and `People.permit`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from pos_assist.domain.codes import normal_code
from pos_assist.domain.problems import Refused
from pos_assist.domain.rights import CASHIER_NEEDED, DISCOUNT_LIMIT, RIGHTS, SIGN_IN_PIN, Need, Right
from pos_assist.domain.settings import TILL
from pos_assist.i18n.translate import tr
from pos_assist.services.new_day import day_of
from pos_assist.storage import Storage
from pos_assist.storage.staff import Person, Role
from pos_assist.system import clock

__all__ = ["Need", "People", "Person", "Right", "Role"]


class People:
    """Of one till. Whoever signed in stays so until another does or the business day ends, also after the program was
    ended or cut off."""

    def __init__(self, storage: Storage, now: Callable[[], datetime] = clock.now) -> None:
        self._storage = storage
        self._now = now
        kept = storage.signed_in()
        self._day, self._signed_in = kept or (date.min, "")

    # -- who sells ---------------------------------------------------------------------------------------------------------

    @property
    def signed_in(self) -> str:
        """The name of the person who sells now; empty: nobody has signed in today, or they do not work here any more."""
        name = self._signed_in
        if name and (self._day < day_of(self._storage, self._now()) or all(x.name != name for x in self.at_work())):
            return ""
        return name

    @property
    def who(self) -> str:
        """The name that a log gets: of the person who sells or, where a shop names nobody, of the till."""
        return self.signed_in or tr("Till {till}", till=self._storage.catalog.setting(TILL))

    def at_work(self) -> list[Person]:
        """Everybody who may sign in, by name."""
        return [x for x in self._storage.staff.people() if x.active]

    def with_code(self, code: str) -> Person | None:
        """The person whose code or badge that is."""
        wanted = normal_code(code)
        found = (x for x in self.at_work() if x.code and normal_code(x.code) == wanted)
        return next(found, None) if wanted else None

    def asks_pin(self, name: str) -> bool:
        """Whether that person has to give a PIN to sign in."""
        return self._storage.catalog.setting(SIGN_IN_PIN) and any(x.name == name and x.has_pin for x in self.at_work())

    def sign_in(self, name: str, pin: str = "") -> None:
        """This person sells from now on. Refused: no_such_person, pin_wrong, pin_wait."""
        if not any(x.name == name for x in self.at_work()):
            raise Refused("no_such_person", name=name)
        if self.asks_pin(name):
            self._storage.staff.enter(name, pin, self._now())
        self._note(name)

    def sign_out(self) -> None:
        """Nobody sells from now on."""
        self._note("")

    def require_cashier(self) -> None:
        """Called before money is taken. Refused: cashier_missing, where the shop wants every receipt to name one."""
        if not self.signed_in and self._storage.catalog.setting(CASHIER_NEEDED) and self.at_work():
            raise Refused("cashier_missing")

    # -- who may what ------------------------------------------------------------------------------------------------------

    def need(self, right: Right, percent: int = 100) -> Need:
        """What is asked before that is done. `percent`: how much a discount by hand takes off. A shop where nobody who could
        be asked has a PIN runs without."""
        get = self._storage.catalog.setting
        need = get(RIGHTS[right])
        if need is Need.NOTHING or (right is Right.DISCOUNT and percent <= get(DISCOUNT_LIMIT)):
            return Need.NOTHING
        return need if self.may(need) else Need.NOTHING

    def may(self, need: Need) -> list[Person]:
        """Everybody whose PIN answers that need; whoever has signed in comes first."""
        found = [x for x in self.at_work() if x.has_pin and (need is Need.PIN or x.role is Role.MANAGER)]
        return sorted(found, key=lambda x: x.name != self._signed_in)

    def permit(self, right: Right, name: str = "", pin: str = "", *, percent: int = 100) -> str:
        """Who answers for it being done, as the log names them: whoever sells, where nothing is asked; else the person whose
        PIN this is. Refused: pin_needed, not_allowed, pin_wrong, pin_wait, no_pin."""
        need = self.need(right, percent)
        if need is Need.NOTHING:
            return self.who
        if not name or not pin:
            raise Refused("pin_needed")
        role = Role.MANAGER if need is Need.MANAGER else None
        return self._storage.staff.enter(name, pin, self._now(), role).name

    def _note(self, name: str) -> None:
        self._day, self._signed_in = day_of(self._storage, self._now()), name
        self._storage.note_signed_in(self._day, name)
