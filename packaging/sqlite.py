"""The packaged program's SQLite: that of PyPI's pysqlite3, current and the same on every system, under the name of Python's own module.

SQLite 3.7.0 to 3.51.2 could lose the last transactions where the log was reset at a bad moment; Debian 12 has 3.40, Python 3.11 for Windows 3.45. To be called
before anything imports sqlite3. From source the program runs with the SQLite that Python has.
"""

import sys


def use_the_packaged_one() -> None:
    """Let `import sqlite3` mean pysqlite3, for this process."""
    import pysqlite3.dbapi2  # noqa: PLC0415 — only the packages have it

    sys.modules["sqlite3"] = sys.modules["pysqlite3"]
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
