"""Where the frozen program begins."""

import sys

from pos_assist.__main__ import main

sys.exit(main())
