"""The entries of a file of pins that Windows needs, without their conditions: pip would ask those of this machine, not of that one.

python packaging/windows/pins_for_windows.py packaging/requirements.txt
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_ELSEWHERE = re.compile(r"; .*(== ?'(darwin|linux)'|!= ?'win32')")

for entry in re.split(r"\n(?=\S)", Path(sys.argv[1]).read_text(encoding="utf-8")):
    if not entry.startswith("#") and not _ELSEWHERE.search(entry.splitlines()[0]):
        print(re.sub(r" *; [^\\\n]*", " ", entry, count=1))
