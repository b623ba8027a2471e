"""How the shop wants it: the manners of the panel, what is read aloud, perks, the people with their PINs, the devices, the shop's own settings,
and the program itself."""

from __future__ import annotations

from pos_assist.desktop.back_office.devices_tab import DevicesTab
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.perks_tab import PerksTab
from pos_assist.desktop.back_office.program_tab import ProgramTab
from pos_assist.desktop.back_office.settings_tab import SettingsTab
from pos_assist.desktop.back_office.staff_tab import StaffTab
from pos_assist.desktop.back_office.widgets import Page, Segments
from pos_assist.domain.setting import SettingPlace
from pos_assist.domain.settings import on_page
from pos_assist.i18n.translate import tr

MANNERS, WORDING, PERKS, PEOPLE = "manners", "wording", "perks", "people"
RIGHTS, DEVICES, SHOP, PROGRAM = "rights", "devices", "shop", "program"

Tab = SettingsTab | PerksTab | StaffTab | DevicesTab | ProgramTab


class SettingsPage(Page):
    """The settings of the shop, one tab for each subject."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Settings"))
        self.tab = Segments(
            (
                (MANNERS, tr("Manners")),
                (WORDING, tr("Wording")),
                (PERKS, tr("Perks")),
                (PEOPLE, tr("People")),
                (RIGHTS, tr("Rights")),
                (DEVICES, tr("Devices")),
                (SHOP, tr("The shop")),
                (PROGRAM, tr("Program")),
            )
        )
        self.tab.chosen.connect(lambda _: self.reload())
        self.head.addWidget(self.tab)
        self.manners = SettingsTab(context, on_page(SettingPlace.MANNERS))
        self.wording = SettingsTab(context, on_page(SettingPlace.WORDING))
        self.perks, self.people = PerksTab(context), StaffTab(context)
        self.rights = SettingsTab(context, on_page(SettingPlace.PEOPLE))
        self.devices = DevicesTab(context)
        self.shop = SettingsTab(context, on_page(SettingPlace.SHOP))
        self.program = ProgramTab(context)
        self._tabs: dict[str, Tab] = {
            MANNERS: self.manners, WORDING: self.wording, PERKS: self.perks, PEOPLE: self.people,
            RIGHTS: self.rights, DEVICES: self.devices, SHOP: self.shop, PROGRAM: self.program,
        }  # fmt: skip
        for widget in self._tabs.values():
            self.body.addWidget(widget, 1)

    @property
    def current(self) -> Tab:
        """The tab that is shown."""
        return self._tabs[self.tab.value]

    def reload(self) -> None:
        """Show the chosen tab and read its values again."""
        for name, widget in self._tabs.items():
            widget.setVisible(name == self.tab.value)
        self.current.reload()

    def save(self) -> None:
        """Save what is edited in the chosen tab."""
        self.current.save()
