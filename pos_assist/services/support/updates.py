"""A newer version of the program, from a folder or a stick: found, installed once the program is closed, and gone back from.

No network service: the shop's owner brings the package. What is to be installed lies in DATA/updates, copied off the stick and compared
by its SHA-256, so that the stick may be pulled. Before the installer opens, every shop is copied there too, checked. Going back
opens the installer of the version before and, where the newer one has changed the form of a shop's file, puts that copy in its place;
the sales made since are in the journal, out of which the older version takes them in when it opens the shop.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from pos_assist import __version__
from pos_assist.domain.problems import EnvironmentProblem, system_problem
from pos_assist.storage import backup_files
from pos_assist.storage.lock import Lock
from pos_assist.system import installer
from pos_assist.system.files import replace_file

_FOLDER, _PLAN = "updates", "plan.json"
_LARGEST = 500_000_000  # bytes of a package that is looked at


@dataclass(frozen=True, slots=True)
class Package:
    """A package of this program as its file's name tells."""

    version: str
    file: Path


@dataclass(frozen=True, slots=True)
class Update:
    """What was asked for: from version `old` to `new` with a file in DATA/updates. `copies` are the shops as they were before: (the
    shop, its copy). `tried`: the installer was opened. `back`: it leads back to an older version."""

    old: str
    new: str
    file: str
    sha256: str
    copies: tuple[tuple[str, str], ...] = ()
    tried: bool = False
    back: bool = False

    @property
    def waits(self) -> bool:
        """Whether this program is not yet the version that was asked for."""
        return self.new != __version__


def parts(version: str) -> tuple[int, ...]:
    """A version to compare by: (0, 10, 0) is above (0, 9)."""
    numbers = [int(part) for part in version.split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def packages_in(folder: Path) -> list[Package]:
    """Our packages for this computer in that folder, the highest version first; none where it cannot be read."""
    found, pattern = [], installer.name_pattern()
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            named = pattern.fullmatch(file.name)
            with contextlib.suppress(OSError):
                if named and file.is_file() and file.stat().st_size <= _LARGEST and installer.is_package(file):
                    found.append(Package(named[1], file))
    return sorted(found, key=lambda package: parts(package.version), reverse=True)


def newer_in(folders: Iterable[Path]) -> Package | None:
    """The newest package above this version that lies in one of the folders."""
    found = [package for folder in folders for package in packages_in(folder)]
    newer = [package for package in found if parts(package.version) > parts(__version__)]
    return max(newer, key=lambda package: parts(package.version), default=None)


def ask_for(package: Package, data: Path) -> Update:
    """Keep a package for the time when the program is closed, and this version's too where it lies beside it: the way back.
    Raises EnvironmentProblem: no_room_for_update, or what the system says; nothing is asked for then."""
    folder = data / _FOLDER
    kept = [package, *(x for x in packages_in(package.file.parent) if x.version == __version__)]
    try:
        folder.mkdir(exist_ok=True)
        needed = sum(x.file.stat().st_size for x in kept)
        if shutil.disk_usage(folder).free < 2 * needed:
            raise EnvironmentProblem("no_room_for_update", file=str(folder), megabytes=2 * needed // 1_000_000 + 1)
        for one in kept:
            if one.file.resolve().parent != folder.resolve():
                _copy(one.file, folder / one.file.name)
    except OSError as error:
        raise system_problem(error, str(error.filename or folder)) from error
    plan = Update(
        __version__, package.version, package.file.name, _sha256(folder / package.file.name),
        back=parts(package.version) < parts(__version__),
    )  # fmt: skip
    _write(plan, data)
    return plan


def plan_of(data: Path) -> Update | None:
    """What was last asked for, done or not; None where nothing was, or where that cannot be read."""
    try:
        read = json.loads((data / _FOLDER / _PLAN).read_text(encoding="utf-8"))
        read["copies"] = tuple((str(shop), str(copy)) for shop, copy in read["copies"])
        plan = Update(**read)
        parts(plan.old), parts(plan.new)
        return plan
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def waiting(data: Path) -> Update | None:
    """What is still to be installed."""
    plan = plan_of(data)
    return plan if plan and plan.waits else None


def forget(data: Path) -> None:
    """Install nothing after all."""
    plan = waiting(data)
    if plan and plan.back:  # it is again as it was before that was asked
        before = [x for x in packages_in(data / _FOLDER) if x.version == plan.old]
        if before:
            _write(
                Update(plan.new, plan.old, before[0].file.name, _sha256(before[0].file), plan.copies, tried=True), data
            )
            return
    (data / _FOLDER / _PLAN).unlink(missing_ok=True)


def way_back(data: Path) -> Package | None:
    """The package of the version from which this one was installed; None where there is none to go back to."""
    plan = plan_of(data)
    if plan is None or plan.waits or parts(plan.old) >= parts(__version__):
        return None
    return next((x for x in packages_in(data / _FOLDER) if x.version == plan.old), None)


def ask_to_go_back(data: Path) -> Update:
    """Install the version before once the program is closed. Raises EnvironmentProblem: no_way_back."""
    package, plan = way_back(data), plan_of(data)
    if package is None or plan is None:
        raise EnvironmentProblem("no_way_back", file=str(data / _FOLDER))
    back = Update(__version__, package.version, package.file.name, _sha256(package.file), plan.copies, back=True)
    _write(back, data)
    return back


def carry_out(data: Path, shops: Sequence[Path], at: datetime) -> Update | None:
    """After the program was closed: copy the shops and open the installer, or put the copies back and open the older one. What was
    done; None where nothing waits, or another window of ours still has a shop open: the last one to close does it.
    Raises EnvironmentProblem: update_changed, no_room_for_backup, or what the system says; nothing was installed then, and the plan stays."""
    plan = waiting(data)
    if plan is None or plan.tried or any(_is_open(shop) for shop in shops):
        return None
    package = data / _FOLDER / plan.file
    if not package.is_file() or _sha256(package) != plan.sha256:
        raise EnvironmentProblem("update_changed", file=str(package))
    if plan.back:
        for shop, copy in plan.copies:
            if backup_files.schema_of(Path(copy)) != backup_files.schema_of(Path(shop)):
                backup_files.put_back(Path(shop), Path(copy), at)
        done = replace(plan, tried=True)
    else:
        copies = tuple((str(shop), str(_keep(shop, data / _FOLDER, plan.old, at))) for shop in shops)
        done = replace(plan, tried=True, copies=copies)
    _write(done, data)
    try:
        installer.start(package)
    except OSError as error:
        raise EnvironmentProblem("no_installer", file=str(package)) from error
    return done


def try_again(data: Path) -> None:
    """The installer was opened and did not install: open it once more when the program is closed."""
    plan = waiting(data)
    if plan:
        _write(replace(plan, tried=False), data)


def _keep(shop: Path, folder: Path, version: str, at: datetime) -> Path:
    """A checked copy of a shop, which the thinning of backups does not touch."""
    copy = folder / f"{shop.stem}-of-{version}.db"
    _copy(backup_files.make(shop, at), copy)
    return copy


def _copy(source: Path, target: Path) -> None:
    """Copy whole or not at all; the copy is read again and compared. Raises OSError, EnvironmentProblem."""
    replace_file(target, lambda new: shutil.copyfile(source, new))
    if _sha256(source) != _sha256(target):
        target.unlink(missing_ok=True)
        raise EnvironmentProblem("update_changed", file=str(source))


def _is_open(shop: Path) -> bool:
    try:
        Lock(shop).release()
    except EnvironmentProblem as problem:
        return problem.code == "locked"
    return False


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise system_problem(error, str(file)) from error


def _write(plan: Update, data: Path) -> None:
    text = json.dumps(asdict(plan), ensure_ascii=False, indent=1)
    replace_file(data / _FOLDER / _PLAN, lambda new: new.write_text(text, encoding="utf-8"))
