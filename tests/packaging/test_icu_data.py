"""ICU's reduced data sorts names as the whole of it does, which is all that Qt asks of it here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SORTED = """
import sys
from PySide6.QtCore import QCollator, QLocale
names = ["ア10", "ア9", "あ", "亜", "b", "A", "a", "ß", "ss", "か", "が", "カ", "é", "Ｂ", "ー", "10", "9", "%", "i", "ı"]
for language in ("ja", "en", "C"):
    collator = QCollator(QLocale(language))
    collator.setNumericMode(True)
    print(language, sorted(names, key=collator.sortKey), collator.compare("レジ10", "レジ9"))
print(any(sys.argv[1] in line for line in open("/proc/self/maps")) if len(sys.argv) > 1 else "")
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("cc") and shutil.which("readelf")),
    reason="it is for the Linux packages, whose builder has a C compiler: sh packaging/setup.sh package",
)
def test_names_are_sorted_as_with_all_of_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "packaging" / "linux"))
    import PySide6  # noqa: PLC0415 — only for its place
    from icu_data import shrink  # type: ignore[import-not-found]  # noqa: PLC0415 — packaging/ is no package

    (library,) = (Path(PySide6.__file__).parent / "Qt" / "lib").glob("libicudata.so.*")
    copy = Path(shutil.copy(library, tmp_path))
    shrink(copy)
    assert copy.stat().st_size < 3_000_000 < library.stat().st_size
    assert list(tmp_path.iterdir()) == [copy]
    whole = subprocess.run([sys.executable, "-c", SORTED], capture_output=True, text=True, check=True)
    environ = {**os.environ, "LD_LIBRARY_PATH": str(tmp_path)}
    reduced = subprocess.run(
        [sys.executable, "-c", SORTED, str(copy)], capture_output=True, text=True, env=environ, check=True
    )
    assert reduced.stderr == whole.stderr == ""
    assert reduced.stdout.splitlines()[-1] == "True", "it was the reduced one"
    assert reduced.stdout.splitlines()[:-1] == whole.stdout.splitlines()[:-1]
