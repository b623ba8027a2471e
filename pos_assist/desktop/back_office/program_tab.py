"""The program itself: its version, a newer one from a folder or a stick, and the way back to the one before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStorageInfo
from PySide6.QtWidgets import QWidget

from pos_assist import __version__
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.widgets import Words, button, card, column, label, row
from pos_assist.desktop.shared.file_dialogs import folder_to_open
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import tr
from pos_assist.services.support import updates


def mounted() -> list[Path]:
    """Where the disks and sticks of this computer are."""
    return [Path(disk.rootPath()) for disk in QStorageInfo.mountedVolumes() if disk.isValid() and disk.isReady()]


class ProgramTab(QWidget):
    """What is installed; below it what could be, and the way back."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.data = context.shop.path.parent
        self.found: updates.Package | None = None
        self.looked = False
        self.newer: Words = label("", wrap=True)
        self.look_button = button(tr("Look on sticks and disks"), self.search)
        self.folder_button = button(tr("Look in a folder…"), self._ask_for_folder)
        self.install_button = button(tr("Install after closing"), self._install, "primary")
        self.forget_button = button(tr("Do not install"), self._forget)
        self.again_button = button(tr("Try again after closing"), self._again)
        self.older: Words = label("", wrap=True)
        self.back_button = button(tr("Go back after closing"), self._go_back, "danger")
        layout = column(
            card(
                column(
                    label(tr("Version {version}", version=__version__), "head"),
                    self.newer,
                    row(
                        self.install_button,
                        self.again_button,
                        self.forget_button,
                        self.look_button,
                        self.folder_button,
                        None,
                    ),
                )
            ),
            card(column(label(tr("The version before"), "head"), self.older, row(self.back_button, None))),
            None,
        )
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def reload(self) -> None:
        """What is known now. When the tab is first opened, and when asked, sticks are looked at."""
        if self.isVisible() and not self.looked:
            self.looked = True
            self.search()
        plan, back = updates.waiting(self.data), updates.way_back(self.data)
        self.newer.setText(self._words(plan))
        self.install_button.setVisible(plan is None and self.found is not None)
        self.again_button.setVisible(plan is not None and plan.tried)
        self.forget_button.setVisible(plan is not None)
        for look in (self.look_button, self.folder_button):
            look.setVisible(plan is None)
        self.older.setText(
            tr(
                "{version} is still here. Going back puts the shop's data of that version in its place where the newer one changed its form; "
                "the sales made since are taken in again from the journal.",
                version=back.version,
            )
            if back
            else tr(
                "There is none to go back to. Put the package of this version beside the newer one, and both are kept."
            )
        )
        self.back_button.setVisible(back is not None and plan is None)

    def save(self) -> None:
        """Nothing is edited here."""

    def search(self) -> None:
        """Look at the top of every disk and stick, and in a folder «pos-assist» there."""
        self.search_in([folder for root in mounted() for folder in (root, root / "pos-assist")])

    def search_in(self, folders: list[Path]) -> None:
        """Look there for a newer version, in the background: a stick may be slow, a share away."""
        self.newer.setText(tr("Looking…"))
        self.context.work.start(lambda _progress, _cancelled: updates.newer_in(folders), self._found, self._refused)

    def _ask_for_folder(self) -> None:
        folder = folder_to_open(self, tr("Look in a folder…"))
        if folder is not None:
            self.search_in([folder])

    def _found(self, package: updates.Package | None) -> None:
        self.found = package
        self.reload()
        if package is None:
            self.newer.setText(tr("No newer version lies there."))

    def _words(self, plan: updates.Update | None) -> str:
        if plan and plan.tried:
            return tr("{version} was not installed. Try again, or open the package by hand.", version=plan.new)
        if plan and plan.back:
            return tr("{version} is put back when the program is closed.", version=plan.new)
        if plan:
            return tr(
                "{version} is installed when the program is closed. Every shop is copied before.", version=plan.new
            )
        if self.found:
            return tr(
                "A newer version lies there: {version} ({folder})",
                version=self.found.version,
                folder=self.found.file.parent,
            )
        return tr("New versions come as a file, on a stick or in a folder.")

    def _install(self) -> None:
        package = self.found
        if package is None:
            return

        def done(plan: updates.Update) -> None:
            self.found = None
            self.reload()
            self.context.messages.tell(self._words(plan))

        if self.context.work.start(
            lambda _progress, _cancelled: updates.ask_for(package, self.data), done, self._refused
        ):
            self.newer.setText(tr("Copying…"))

    def _refused(self, problem: Problem) -> None:
        self.reload()
        self.context.messages.refuse(problem)

    def _forget(self) -> None:
        self.context.do(lambda: updates.forget(self.data), tr("Nothing will be installed."))
        self.reload()

    def _again(self) -> None:
        self.context.do(lambda: updates.try_again(self.data), tr("The installer opens when the program is closed."))
        self.reload()

    def _go_back(self) -> None:
        self.context.ask(lambda: updates.ask_to_go_back(self.data))
        self.reload()
