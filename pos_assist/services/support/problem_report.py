"""«問題を報告»: what a report about a fault holds, to be shown to the person before it is written as one zip.

It holds versions, logs, crash reports, the settings of how the program behaves, the shape of the database and its sizes. It
holds no receipt, no item, no name and no PIN, and it goes nowhere by itself.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.domain.settings import find
from pos_assist.i18n.translate import language
from pos_assist.services.support.versions import versions
from pos_assist.storage.schema_report import describe
from pos_assist.system import log
from pos_assist.system.files import put_in_place, sync_file

CRASHES = "crash-reports"  # in the data folder; desktop/crash.py writes them
_MOST_CRASHES = 10
_MOST_TEXT = 1_000_000  # bytes of one part; of a longer one its end


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One file of the report."""

    name: str
    text: str

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return len(self.text.encode())


def collect(
    data_folder: Path, shop: Path | None, settings: Mapping[str, str], more: Mapping[str, str]
) -> tuple[ReportPart, ...]:
    """Everything the report would hold. `settings` of the open shop; `more` versions that only the caller knows (Qt)."""
    parts = [
        ReportPart(
            "versions.txt", "\n".join(f"{name}: {value}" for name, value in {**_versions(), **more}.items()) + "\n"
        )
    ]
    parts.append(
        ReportPart(
            "settings.json", json.dumps(_harmless(settings), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        )
    )
    if shop is not None:
        schema, rows = describe(shop)
        parts.append(ReportPart("schema.sql", schema + "\n"))
        parts.append(ReportPart("sizes.json", json.dumps({"rows": rows, **_sizes(shop)}, indent=1) + "\n"))
    parts += [ReportPart(f"{log.FOLDER}/{file.name}", _without_home(_end_of(file))) for file in log.files(data_folder)]
    crashes = sorted((data_folder / CRASHES).glob("*.txt"), key=lambda x: x.stat().st_mtime, reverse=True)
    parts += [ReportPart(f"{CRASHES}/{file.name}", _without_home(_end_of(file))) for file in crashes[:_MOST_CRASHES]]
    return tuple(parts)


def write(parts: tuple[ReportPart, ...], path: Path) -> None:
    """The report as one zip. Environment: cannot_write."""
    new = path.with_name(path.name + ".new")
    try:
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as file:
            for part in parts:
                file.writestr(part.name, part.text)
        sync_file(new)
        put_in_place(new, path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise EnvironmentProblem("cannot_write", file=str(path), reason=error.strerror or str(error)) from error


def file_name(now: datetime) -> str:
    """Return the file name of a report made at that time."""
    return f"pos-assist-report-{now:%Y%m%d-%H%M%S}.zip"


def _versions() -> dict[str, str]:
    return {**versions(), "language": language()}


def _harmless(settings: Mapping[str, str]) -> dict[str, str]:
    """Those that may be shown, by their declarations; any other may hold a name or a secret, and is only named."""
    return {
        name: value if (found := find(name)) and found.reported else f"({len(value)} characters)"
        for name, value in settings.items()
    }


def _sizes(shop: Path) -> dict[str, object]:
    """Bytes of the shop's files, by their endings alone, and what the disk still takes."""
    return {
        "bytes": dict(_files_of(shop)),
        "free_bytes": shutil.disk_usage(shop.parent).free,
    }


def _files_of(shop: Path) -> Iterator[tuple[str, int]]:
    for suffix in ("", "-wal", "-shm"):
        file = shop.with_name(shop.name + suffix)
        if file.exists():
            yield f"*.db{suffix}", file.stat().st_size
    for suffix in (".journal", ".ballast"):
        if shop.with_suffix(suffix).exists():
            yield f"*{suffix}", shop.with_suffix(suffix).stat().st_size
    backups = list(shop.with_name(f"{shop.stem}-backups").glob("*"))
    yield f"backups ({len(backups)})", sum(file.stat().st_size for file in backups)


def _end_of(file: Path) -> str:
    content = file.read_bytes()
    return content[-_MOST_TEXT:].decode("utf-8", errors="replace")


def _without_home(text: str) -> str:
    """Paths name the person who is signed in; «~» says as much. Windows' are also written with two backslashes (in a trace's
    repr) or with slashes (by Qt), in either case."""
    home = Path.home()
    for form in (str(home).replace("\\", "\\\\"), str(home), home.as_posix()):
        text = re.sub(re.escape(form), "~", text, flags=re.IGNORECASE if "\\" in str(home) else 0)
    return text
