"""How the shop wants it: the manners of the panel, what is read aloud, perks, the people with their PINs, the shop's own settings."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.desk import Desk
from pos_assist.desktop.back_office.kit import Page, Segments
from pos_assist.desktop.back_office.people_room import PeopleRoom
from pos_assist.desktop.back_office.perks_room import PerksRoom
from pos_assist.desktop.back_office.settings_room import SettingsRoom, manners, of_the_shop, wording
from pos_assist.words import tr

MANNERS, WORDING, PERKS, PEOPLE, SHOP = "manners", "wording", "perks", "people", "shop"


class SettingsPage(Page):
    """Five rooms."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, tr("Settings"))
        self.room = Segments(
            (
                (MANNERS, tr("Manners")),
                (WORDING, tr("Wording")),
                (PERKS, tr("Perks")),
                (PEOPLE, tr("People")),
                (SHOP, tr("The shop")),
            )
        )
        self.room.chosen.connect(lambda _: self.reload())
        self.head.addWidget(self.room)
        self.manners = SettingsRoom(desk, manners())
        self.wording = SettingsRoom(desk, wording())
        self.perks, self.people = PerksRoom(desk), PeopleRoom(desk)
        self.shop = SettingsRoom(desk, of_the_shop())
        self._rooms: dict[str, QWidget] = {
            MANNERS: self.manners, WORDING: self.wording, PERKS: self.perks, PEOPLE: self.people, SHOP: self.shop,
        }  # fmt: skip
        for widget in self._rooms.values():
            self.body.addWidget(widget, 1)

    @property
    def current(self) -> SettingsRoom | PerksRoom | PeopleRoom:
        """The room that is shown."""
        rooms: dict[str, SettingsRoom | PerksRoom | PeopleRoom] = {
            MANNERS: self.manners, WORDING: self.wording, PERKS: self.perks, PEOPLE: self.people, SHOP: self.shop,
        }  # fmt: skip
        return rooms[self.room.value]

    def reload(self) -> None:
        """The chosen room."""
        for name, widget in self._rooms.items():
            widget.setVisible(name == self.room.value)
        self.current.reload()

    def save(self) -> None:
        """What is being edited there."""
        self.current.save()
