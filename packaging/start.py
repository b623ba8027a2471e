"""Where the frozen program begins."""

import sys

from sqlite import use_the_packaged_one

use_the_packaged_one()
from pos_assist.__main__ import main  # noqa: E402 — after SQLite was chosen

sys.exit(main())
