"""The manager's use cases: read and change everything a shop sells and offers. No screen, no clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Item, Upgrade
from pos_assist.domain.marking import Phrase
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.receipts import Receipt
from pos_assist.domain.setting import Scope, SettingPlace
from pos_assist.domain.setting_kinds import Codes, Lines
from pos_assist.domain.settings import OFFER_HOURS, declared, troubles
from pos_assist.exchange.catalog.catalog_files import export_table, plan_import, taxing_of
from pos_assist.exchange.catalog.import_plan import Plan
from pos_assist.exchange.registers.formats import plan_list, plan_products, recognised, self_made_list
from pos_assist.exchange.tables import clean
from pos_assist.learning.effect import EffectReport
from pos_assist.services.management import backup_restore, pack_exchange, validation
from pos_assist.services.management.backup_restore import BackupPreview
from pos_assist.services.management.catalog_edits import CatalogEdits, ItemList
from pos_assist.services.management.catalog_review import CatalogReview, read_new, review_catalog
from pos_assist.services.management.effect_report import effect_report
from pos_assist.services.management.pack_exchange import PackPreview
from pos_assist.storage.changes import HistoryEntry, RecordChange
from pos_assist.storage.changes import whole as whole_catalog
from pos_assist.storage.peers import Trusted
from pos_assist.suggest.lines import usual_lines
from pos_assist.system.picture_files import pictures_beside, put_pictures

__all__ = ["HistoryEntry", "ItemList", "Management", "RecordChange", "Trusted"]


class Management(CatalogEdits):
    """The back office of one shop, used by one person. Reads may come from a worker; `storage` may be read-only to look."""

    # -- settings --------------------------------------------------------------------------------------------------------

    def settings(self) -> dict[str, str]:
        """Everything that was set, for this shop and on this computer, as it is kept."""
        return self._catalog.settings() | self._this_pc.settings()

    def set_settings(self, settings: Mapping[str, str | None]) -> int:
        """Change settings of the shop or of this computer, several at once; None: back to the usual value. What belongs to
        the computer is no edit of the shop: it is not in the history. Refused: no_such_setting, bad_setting,
        unknown_blank, set_at_creation, no_such_item. Environment: file_unwritable."""
        new = {name: self._judged_setting(name, text) for name, text in settings.items()}
        pc = {name: text or declared(name).usual for name, text in new.items() if declared(name).scope is Scope.PC}
        if pc:
            self._this_pc.put(pc)
        put = {name: text for name, text in new.items() if text is not None and name not in pc}
        gone = tuple(("settings", name) for name, text in new.items() if text is None and name not in pc)
        detail = ", ".join(name for name in new if name not in pc)
        return self._write(Change(settings=put, removed=gone), "settings", detail) if put or gone else 0

    def _judged_setting(self, name: str, text: str | None) -> str | None:
        setting = declared(name)
        broken = any(troubles({k: v for k, v in self.settings().items() if k == name}))
        if setting.where in (SettingPlace.CREATION, SettingPlace.ITSELF) and not broken:
            raise Refused("set_at_creation", name=Phrase(setting.label))
        if text is None:
            return None
        kept = setting.checked(clean(text))
        codes = setting.of({name: kept}) if isinstance(setting.kind, Codes) else ()
        for code in codes:
            self._item(code)
        if setting.where is SettingPlace.ITEMS:
            code = name.removeprefix(OFFER_HOURS.name)
            if all(x.code != code for x in self._catalog.departments()):
                self._item(code)
        return None if isinstance(setting.kind, Lines) and kept in ("", usual_lines(name)) else kept

    # -- what the items are ----------------------------------------------------------------------------------------------

    def review_catalog(self) -> CatalogReview:
        """Return what each item seems to be that nobody has confirmed yet, and the ladders that are missing. For a worker: it
        reads all items and, of those whose names say nothing, the receipts."""
        return review_catalog(self.storage)

    def confirm(self, items: Sequence[Item], upgrades: Sequence[Upgrade] = ()) -> int:
        """Store the items as a person has seen them, and steps of ladders; one entry in the history. Refused: as `save_item`."""
        seen = tuple(replace(validation.validate_item(item), confirmed=True) for item in items)
        detail = ", ".join(item.title for item in seen[:3]) + (f" +{len(seen) - 3}" if len(seen) > 3 else "")
        change = Change(items=seen, upgrades=tuple(upgrades))
        return self._watched(lambda: self._write(change, "catalog_read", detail)) if seen or upgrades else 0

    # -- files in and out ------------------------------------------------------------------------------------------------

    def export(self, kind: str, path: Path, language: str = "ja") -> int:
        """One of catalog_files.KINDS to CSV or XLSX, by the file's name; how many rows. Raises Environment."""
        return export_table(path, kind, self.catalog(), self.storage.changes.extras(), language)

    def plan_import(
        self, path: Path, kind: str = "", *, whole: bool = False, progress: Callable[[int, int], None] | None = None
    ) -> Plan:
        """What a file would add, change and retire, and every cell that is wrong; nothing is written. For a worker. The
        file may be one of ours (of `kind`, or known by its header), another register's list of products, or any list of
        items that a shop has.

        `whole`: what the file does not have is retired or removed. Raises BadInput where it is no table at all.
        """
        with closing(self.storage.reader()) as connection:
            catalog, version = whole_catalog(connection)
        extras = self.storage.changes.extras()
        register = None if kind else recognised(path)
        if register:
            if register.kind != "items":
                raise BadInput("register_receipts", file=path.name, register=register.name)
            return read_new(plan_products(path, register, catalog, version, extras), catalog)
        if not kind and (found := self_made_list(path, taxing_of(catalog).prices)):
            return read_new(plan_list(path, found, catalog, version, extras, whole=whole), catalog)
        plan = plan_import(path, catalog, version, extras, kind=kind, whole=whole, progress=progress)
        return read_new(plan, catalog)

    def apply(self, plan: Plan) -> int:
        """Do what the plan says, all of it or nothing. Raises the first of its problems; Refused: catalog_changed where
        somebody wrote in between (plan again)."""
        if plan.problems:
            raise plan.problems[0]
        detail = f"{plan.file}: +{len(plan.of('added'))} ~{len(plan.of('changed'))} −{len(plan.of('retired'))}"
        return self._watched(
            lambda: self.storage.changes.write(
                plan.edit, self.who, self._now(), f"import_{plan.kind}", detail, plan.version
            )
        )

    # -- packs -----------------------------------------------------------------------------------------------------------

    def make_pack(self, path: Path) -> None:
        """The catalog and the rules in one signed file, to take elsewhere. Raises Environment."""
        pack_exchange.make_pack(self.storage, path, self.who, self._now())

    def shop_id(self) -> str:
        """The name of this shop that no other has, as packs know it."""
        return self.storage.peers.shop()

    def trusted_shops(self) -> list[Trusted]:
        """Whose packs are taken without a question."""
        return self.storage.peers.every_trusted()

    def withdraw_trust(self, key: str) -> bool:
        """Ask again from now on before a pack with that key is taken; whether it was trusted."""
        names = ", ".join(dict.fromkeys(x.name for x in self.trusted_shops() if x.key == key))
        gone = self.storage.peers.withdraw(key)
        if gone:
            self.storage.changes.note(self.who, self._now(), "trust_withdrawn", names)
        return gone

    def preview_pack(self, path: Path) -> PackPreview:
        """Return the changes a pack would make, and the records edited on both sides; nothing is written. Raises
        BadInput, Refused."""
        return pack_exchange.preview_pack(self.storage, path)

    def take_pack(
        self, preview: PackPreview, choices: Mapping[tuple[str, str], str] | None = None, *, trust: bool = False
    ) -> int:
        """Take it over, as `packs.take_pack` says: `choices` maps (kind, key) to packs.OURS or packs.THEIRS. Its pictures go to
        items that have none here; Environment where they cannot be written."""
        made = self._watched(
            lambda: pack_exchange.take_pack(self.storage, preview, self.who, self._now(), choices or {}, trust=trust)
        )
        put_pictures(pictures_beside(self.storage.path), preview.pack.pictures)
        return made

    # -- backups ---------------------------------------------------------------------------------------------------------

    def preview_backup(self, path: Path) -> BackupPreview:
        """Return the contents of a backup and how its catalog differs from today's. Slow: to be called on a worker.
        Raises Environment."""
        return backup_restore.preview(self.storage, path)

    def take_catalog(self, preview: BackupPreview) -> int:
        """Bring the catalog back to what the backup has; sales, staff and history stay."""
        return self._watched(lambda: backup_restore.take_catalog(self.storage, preview, self.who, self._now()))

    # -- history ---------------------------------------------------------------------------------------------------------

    def history(
        self, *, who: str = "", kind: str = "", key: str = "", before: int = 0, limit: int = 100
    ) -> list[HistoryEntry]:
        """Who changed what and when, the newest first."""
        return self.storage.changes.history(who=who, kind=kind, key=key, before=before, limit=limit)

    def records(self, change: int) -> list[RecordChange]:
        """Return the records that a change touched, with their fields before and after."""
        return self.storage.changes.records(change)

    def undo(self, change: int) -> int:
        """Take a change back. Refused, with the reason: built_on (who, at), leaned_on, changed_since."""
        return self._watched(lambda: self.storage.changes.undo(change, self.who, self._now()))

    # -- looking ---------------------------------------------------------------------------------------------------------

    def effect(self, since: datetime | None = None) -> EffectReport:
        """Return the measured effect of the offers in sales since then, with its uncertainty. Slow: to be called on a
        worker, it reads all of that time."""
        return effect_report(self.storage, since)

    def receipt(self, key: str) -> Receipt | None:
        """A sale by its key; None where there is none."""
        return self.storage.sales.receipt(key)

    def upgrades(self) -> list[Upgrade]:
        """Every step from an item to a better one."""
        return self.storage.browse.upgrades()

    def items(self, codes: Sequence[str]) -> list[Item]:
        """The items with these codes, in that order; one that there is not is left out."""
        return self.storage.browse.items(codes)

    def backups(self) -> list[tuple[datetime, Path]]:
        """The shop's backups, the newest first."""
        return backup_restore.listed(self.storage.path)

    def back_up(self) -> Path:
        """Make a checked, dated copy of the shop's file. For a worker; sales go on meanwhile. Raises EnvironmentProblem."""
        return self.storage.backup(self._now())

    def note_backup(self, made: Path) -> None:
        """Write into the history that somebody made that backup."""
        self.storage.changes.note(self.who, self._now(), "backup", made.stem)
