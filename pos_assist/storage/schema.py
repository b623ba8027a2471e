"""The tables, and how an older file becomes a newer one. Imported only when there is something to migrate.

Money is in minor units, times are local ISO text. A change after the first release is a new `@MIGRATIONS()` function that
ends by raising user_version, and SCHEMA_VERSION in connection.py.
"""

from __future__ import annotations

import json
import sqlite3
import uuid

from sqlite_utils import Database, Migrations

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.codec import dumps, loads
from pos_assist.domain.codes import normal_code
from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item, Pairing
from pos_assist.storage.connection import APPLICATION_ID, SCHEMA_VERSION
from pos_assist.system import clock

MIGRATIONS = Migrations("pos_assist")

_FIRST = """
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The catalog: what is looked up or sorted by has a column, the whole value is JSON (codec.py).
CREATE TABLE departments (
  code TEXT PRIMARY KEY, rank INTEGER NOT NULL, value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
  code TEXT PRIMARY KEY, department TEXT NOT NULL, retired INTEGER NOT NULL, page INTEGER NOT NULL,
  rank INTEGER NOT NULL, value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- A price with a start date waits in the item itself.
CREATE INDEX items_next ON items (value ->> 'next_from') WHERE value ->> 'next_from' IS NOT NULL;
CREATE INDEX items_keys ON items (department, retired, page, rank);

CREATE TABLE barcodes (
  barcode TEXT PRIMARY KEY, -- in its normal form (from version 2 on)
  item TEXT NOT NULL REFERENCES items (code) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX barcodes_item ON barcodes (item);

-- What the search box looks through: small, so that a scan of 20,000 items stays within a few milliseconds.
CREATE TABLE search (
  item TEXT PRIMARY KEY REFERENCES items (code) ON DELETE CASCADE,
  retired INTEGER NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, reading TEXT NOT NULL, romaji TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE upgrades (
  id INTEGER PRIMARY KEY, from_item TEXT NOT NULL, to_item TEXT NOT NULL, value TEXT NOT NULL,
  UNIQUE (from_item, to_item)
) STRICT;

CREATE TABLE pairings (
  id INTEGER PRIMARY KEY, trigger_item TEXT NOT NULL, addon TEXT NOT NULL, rank INTEGER NOT NULL, value TEXT NOT NULL,
  UNIQUE (trigger_item, addon)
) STRICT;

CREATE TABLE deals (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT;

CREATE TABLE perks (
  id TEXT PRIMARY KEY, threshold INTEGER NOT NULL, value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE open_orders (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, number INTEGER NOT NULL, held INTEGER NOT NULL, saved TEXT NOT NULL
) STRICT;

-- An item as it was when it was sold; a receipt's lines point to it, so that a receipt never changes.
CREATE TABLE sold_items (id INTEGER PRIMARY KEY, code TEXT NOT NULL, item TEXT NOT NULL) STRICT;
CREATE INDEX sold_items_code ON sold_items (code);

CREATE TABLE receipts (
  id INTEGER PRIMARY KEY, -- the order in which they were finished, whatever the clock said
  key TEXT NOT NULL UNIQUE, number INTEGER NOT NULL, sold_at TEXT NOT NULL,
  clock_at TEXT, -- what the clock said, where that was before the preceding receipt; NULL: sold_at
  mode TEXT NOT NULL, list_total INTEGER NOT NULL, total INTEGER NOT NULL,
  member TEXT NOT NULL, till TEXT NOT NULL, -- 'import': read from a file
  cashier TEXT NOT NULL, arm TEXT NOT NULL DEFAULT '', -- of a trial; '': none was running
  more TEXT NOT NULL DEFAULT '{}' -- JSON of what needs no column of its own
) STRICT;
CREATE INDEX receipts_sold_at ON receipts (sold_at);
CREATE INDEX receipts_number ON receipts (number) WHERE number > 0;
CREATE INDEX receipts_member ON receipts (member) WHERE member <> '';

CREATE TABLE receipt_lines (
  receipt INTEGER NOT NULL REFERENCES receipts (id), line INTEGER NOT NULL,
  item INTEGER NOT NULL REFERENCES sold_items (id), qty INTEGER NOT NULL, list_price INTEGER NOT NULL,
  net INTEGER NOT NULL, tax_rate INTEGER NOT NULL, offer TEXT NOT NULL,
  PRIMARY KEY (receipt, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_deals (
  receipt INTEGER NOT NULL REFERENCES receipts (id), place INTEGER NOT NULL, deal TEXT NOT NULL, name TEXT NOT NULL,
  units TEXT NOT NULL, saving INTEGER NOT NULL,
  PRIMARY KEY (receipt, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_taxes (
  receipt INTEGER NOT NULL REFERENCES receipts (id), place INTEGER NOT NULL, rate INTEGER NOT NULL,
  gross INTEGER NOT NULL, tax INTEGER NOT NULL,
  PRIMARY KEY (receipt, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_tenders (
  receipt INTEGER NOT NULL REFERENCES receipts (id), place INTEGER NOT NULL, kind TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (receipt, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE offers (
  id TEXT PRIMARY KEY, receipt INTEGER NOT NULL REFERENCES receipts (id), order_key TEXT NOT NULL,
  moment TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, trigger_item TEXT NOT NULL,
  items TEXT NOT NULL, list_price INTEGER NOT NULL, adds INTEGER NOT NULL, deal TEXT NOT NULL, reason TEXT NOT NULL,
  outcome TEXT NOT NULL, shown_ms INTEGER NOT NULL, answered_ms INTEGER, variant TEXT NOT NULL DEFAULT '',
  relevance REAL NOT NULL DEFAULT 0 -- the chance before any answers, which is what they are measured by
) STRICT, WITHOUT ROWID;
CREATE INDEX offers_receipt ON offers (receipt);
CREATE INDEX offers_trigger ON offers (trigger_item);

-- Offers for the next visit, which receipts made (used 0) or used (1): to find by code what is in receipts.more.
CREATE TABLE next_visits (
  code TEXT NOT NULL, used INTEGER NOT NULL, receipt INTEGER NOT NULL REFERENCES receipts (id),
  PRIMARY KEY (code, used, receipt)
) STRICT, WITHOUT ROWID;

CREATE TABLE voids (
  receipt INTEGER PRIMARY KEY REFERENCES receipts (id), at TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;

-- Units given back: JSON [[line, units], …]. The receipt itself never changes.
CREATE TABLE refunds (
  id INTEGER PRIMARY KEY, receipt INTEGER NOT NULL REFERENCES receipts (id), at TEXT NOT NULL, reason TEXT NOT NULL,
  units TEXT NOT NULL, amount INTEGER NOT NULL
) STRICT;
CREATE INDEX refunds_receipt ON refunds (receipt);

-- What the journal must hold, numbered without a gap: a sale (ref: receipt), a void (ref: receipt), a refund
-- (ref: refund), a change of the catalog (ref: its version), a history read from a file (ref: how many receipts).
CREATE TABLE events (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, ref INTEGER NOT NULL) STRICT;

CREATE TABLE counts (
  a TEXT NOT NULL, b TEXT NOT NULL, n INTEGER NOT NULL, w INTEGER NOT NULL, PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX counts_neighbours ON counts (a, w DESC, n);

CREATE TABLE model (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- Who changed what of the catalog, and when (changes.py). A record is JSON; NULL: there is none.
CREATE TABLE changes (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL,
  undoes INTEGER REFERENCES changes (id)
) STRICT;
CREATE INDEX changes_undoes ON changes (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE change_records (
  change INTEGER NOT NULL REFERENCES changes (id), kind TEXT NOT NULL, key TEXT NOT NULL, before TEXT, after TEXT,
  PRIMARY KEY (change, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_records_key ON change_records (kind, key, change);

-- What a file had beyond the columns known here, given back when the record is written to a file again.
CREATE TABLE extras (
  kind TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- What was last exchanged with another shop by pack: its catalog, its serial, and our own serial at that time.
CREATE TABLE peers (
  shop TEXT PRIMARY KEY, serial INTEGER NOT NULL, ours INTEGER NOT NULL, catalog TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, pin TEXT NOT NULL, active INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pin_tries (
  who TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pin_uses (id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, result TEXT NOT NULL) STRICT;
"""


@MIGRATIONS()
def first(db: Database) -> None:
    """Everything of version 1. Statement by statement: executescript would commit half."""
    for statement in _FIRST.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
    db.conn.execute(
        "INSERT INTO state VALUES ('shop', ?), ('catalog_version', '0'), ('epoch', ?), ('believed_at', ?)",
        (uuid.uuid4().hex, clock.now().date().isoformat(), clock.now().isoformat(" ")),
    )
    db.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.conn.execute("PRAGMA user_version=1")


@MIGRATIONS()
def money_given_back(db: Database) -> None:
    """Add the columns for the money a void gave back, and who gave money back at which till. Before, a void gave back
    the whole total."""
    db.conn.execute("ALTER TABLE voids ADD COLUMN amount INTEGER NOT NULL DEFAULT 0")
    db.conn.execute("UPDATE voids SET amount = (SELECT total FROM receipts WHERE id = receipt)")
    for table in ("voids", "refunds"):
        db.conn.execute(f"ALTER TABLE {table} ADD COLUMN who TEXT NOT NULL DEFAULT ''")
        db.conn.execute(f"ALTER TABLE {table} ADD COLUMN till TEXT NOT NULL DEFAULT ''")
    db.conn.execute("PRAGMA user_version=2")


@MIGRATIONS()
def normal_codes(db: Database) -> None:
    """Codes are compared in their normal form (domain/codes.py); a line of a receipt may say what a piece weighed. Where two
    items had one code in two spellings, the one that is on sale keeps it."""
    for statement in (
        "ALTER TABLE receipt_lines ADD COLUMN grams INTEGER",
        "ALTER TABLE items ADD COLUMN normal_code TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX items_normal_code ON items (normal_code)",
        "DELETE FROM barcodes",
    ):
        db.conn.execute(statement)
    items = db.conn.execute("SELECT code, value ->> 'barcodes' FROM items ORDER BY retired, code").fetchall()
    for code, barcodes in items:
        db.conn.execute("UPDATE items SET normal_code = ? WHERE code = ?", (normal_code(code), code))
        for barcode in json.loads(barcodes or "[]"):
            db.conn.execute("INSERT OR IGNORE INTO barcodes VALUES (?, ?)", (normal_code(barcode), code))
    db.conn.execute("PRAGMA user_version=3")


@MIGRATIONS()
def one_form_of_deals(db: Database) -> None:
    """Deals and hours in the JSON that files have, in the catalog, its history and what other shops gave us. The history must
    say what the catalog says: an edit can be taken back only where a record still is as the edit left it."""

    def rewrite(table: str, key: str, kind: str, column: str, value: type) -> None:
        rows = db.conn.execute(f"SELECT {key}, {column} FROM {table} WHERE {kind} AND {column} IS NOT NULL").fetchall()
        where = " AND ".join(f"{x} = ?" for x in key.split(", "))
        new = [(dumps(loads(value, text)), *keys) for *keys, text in rows]
        db.conn.executemany(f"UPDATE {table} SET {column} = ? WHERE {where}", new)

    for kind, value in (("deals", Deal), ("pairings", Pairing)):
        rewrite(kind, "rowid", "1", "value", value)
        for column in ("before", "after"):
            rewrite("change_records", "change, kind, key", f"kind = '{kind}'", column, value)
    rewrite("peers", "shop", "1", "catalog", Change)
    db.conn.execute("PRAGMA user_version=4")


@MIGRATIONS()
def spellings(db: Database) -> None:
    """The search box forgives more: each item's name in its folded spelling (domain/spelling.py)."""
    from pos_assist.storage.searching import search_row  # noqa: PLC0415 — lazy: a new shop has no items to spell

    db.conn.execute("ALTER TABLE search ADD COLUMN folded TEXT NOT NULL DEFAULT ''")
    for (text,) in db.conn.execute("SELECT value FROM items").fetchall():
        db.conn.execute("INSERT OR REPLACE INTO search VALUES (?, ?, ?, ?, ?, ?, ?)", search_row(loads(Item, text)))
    db.conn.execute("PRAGMA user_version=5")


@MIGRATIONS()
def journalled_people(db: Database) -> None:
    """History, people and what binds the shop to others are events, too, so that the journal brings them back."""
    db.conn.execute("INSERT INTO events (kind, ref) SELECT 'edit', id FROM changes ORDER BY id")
    db.conn.execute("INSERT INTO events (kind, ref) SELECT 'people', 0 WHERE EXISTS (SELECT 1 FROM staff)")
    kept = "name = 'pack_key' OR name LIKE 'trusted%'"
    db.conn.execute(f"INSERT INTO events (kind, ref) SELECT 'ties', 0 WHERE EXISTS (SELECT 1 FROM state WHERE {kept})")
    db.conn.execute("PRAGMA user_version=6")


@MIGRATIONS()
def print_queue(db: Database) -> None:
    """Add the table of print jobs, waiting and done (print_queue.py)."""
    db.conn.execute(
        "CREATE TABLE print_jobs (id INTEGER PRIMARY KEY, at TEXT NOT NULL, changed_at TEXT NOT NULL, device TEXT NOT NULL,"
        " kind TEXT NOT NULL, title TEXT NOT NULL, slip TEXT NOT NULL, ref TEXT NOT NULL, reprint INTEGER NOT NULL,"
        " reason TEXT NOT NULL, who TEXT NOT NULL, state TEXT NOT NULL, trouble TEXT NOT NULL) STRICT"
    )
    db.conn.execute("CREATE INDEX print_jobs_state ON print_jobs (state, device, id)")
    db.conn.execute("CREATE INDEX print_jobs_ref ON print_jobs (ref) WHERE ref <> ''")
    db.conn.execute("CREATE INDEX print_jobs_at ON print_jobs (at)")
    db.conn.execute("PRAGMA user_version=7")


@MIGRATIONS()
def unseen_last_offers(db: Database) -> None:
    """Until now the last offer before payment was written down as «shown, ignored» while the payment lay over it. What
    nobody saw tells nothing of the offer: it goes out of the results, and the answers are counted again without it."""
    unseen = "moment = 'paying' AND outcome = 'ignored'"
    if db.conn.execute(f"SELECT 1 FROM offers WHERE {unseen} LIMIT 1").fetchone():
        db.conn.execute(f"DELETE FROM offers WHERE {unseen}")
        db.conn.execute("INSERT OR REPLACE INTO state VALUES ('counts_due', '1')")
    db.conn.execute("PRAGMA user_version=8")


@MIGRATIONS()
def business_days(db: Database) -> None:
    """Add what a day holds beside its sales (storage/day_entries.py): float, cash in and out, drawer openings, closes; and a
    code or badge for each person."""
    db.conn.execute("ALTER TABLE staff ADD COLUMN code TEXT NOT NULL DEFAULT ''")
    db.conn.execute(
        "CREATE TABLE day_entries (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, day TEXT NOT NULL,"
        " event INTEGER NOT NULL, value TEXT NOT NULL) STRICT"
    )
    db.conn.execute("CREATE INDEX day_entries_kind ON day_entries (kind, id)")
    db.conn.execute("CREATE INDEX day_entries_event ON day_entries (event)")
    db.conn.execute("PRAGMA user_version=9")


@MIGRATIONS()
def shared_folder(db: Database) -> None:
    """Several tills and one folder between them: who this till is, what the others sold, what came of their packs."""
    for statement in (
        # The other tills, and each receipt, void, refund or new date of theirs as their files have it.
        "CREATE TABLE shared_lives (id INTEGER PRIMARY KEY, life TEXT NOT NULL UNIQUE, till TEXT NOT NULL) STRICT",
        (
            "CREATE TABLE shared_records (id INTEGER PRIMARY KEY, life INTEGER NOT NULL REFERENCES shared_lives (id),"
            " seq INTEGER NOT NULL, kind INTEGER NOT NULL, sold_at TEXT NOT NULL, record TEXT NOT NULL, file TEXT NOT NULL,"
            " voided INTEGER NOT NULL DEFAULT 0, UNIQUE (life, seq)) STRICT"
        ),
        # Sales files, ours (published) and others' (taken in, or set aside: `trouble` says why).
        (
            "CREATE TABLE shared_files (name TEXT PRIMARY KEY, life TEXT NOT NULL, first INTEGER NOT NULL,"
            " last INTEGER NOT NULL, ours INTEGER NOT NULL, trouble TEXT NOT NULL) STRICT, WITHOUT ROWID"
        ),
        "CREATE INDEX shared_files_life ON shared_files (life, first)",
        # The last packs taken of each maker; the change of the catalog is what «back» takes back.
        (
            "CREATE TABLE shared_packs (maker TEXT NOT NULL, serial INTEGER NOT NULL, name TEXT NOT NULL,"
            " taken_at TEXT NOT NULL, change INTEGER NOT NULL, PRIMARY KEY (maker, serial)) STRICT, WITHOUT ROWID"
        ),
        # Records that two back offices changed while neither knew of the other: ours holds until a person picks.
        (
            "CREATE TABLE shared_conflicts (kind TEXT NOT NULL, key TEXT NOT NULL, maker TEXT NOT NULL, name TEXT NOT NULL,"
            " theirs TEXT NOT NULL, PRIMARY KEY (kind, key, maker)) STRICT, WITHOUT ROWID"
        ),
        # What headquarters published for every till: counts to begin with, results of trials.
        "CREATE TABLE chain (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
        # The time a receipt was first given, where it was dated anew since: its published record must not change.
        "CREATE TABLE first_times (key TEXT PRIMARY KEY, sold_at TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ):
        db.conn.execute(statement)
    db.conn.execute("PRAGMA user_version=10")


@MIGRATIONS()
def journalled_peers(db: Database) -> None:
    """What was last taken from each shop's packs is an event, too: without it a shop that is brought back would take every pack
    for its first, and know no change of its own since."""
    db.conn.execute("INSERT INTO events (kind, ref) SELECT 'peer', 0 WHERE EXISTS (SELECT 1 FROM peers)")
    db.conn.execute("PRAGMA user_version=11")


@MIGRATIONS()
def tenders_by_name(db: Database) -> None:
    """Tenders have the shop's own names, vouchers their face; money given back says to which tenders it went (JSON; empty:
    an older version gave it back, which did not say)."""
    db.conn.execute("ALTER TABLE receipt_tenders ADD COLUMN name TEXT NOT NULL DEFAULT ''")
    db.conn.execute("ALTER TABLE receipt_tenders ADD COLUMN face INTEGER")
    for table in ("voids", "refunds"):
        db.conn.execute(f"ALTER TABLE {table} ADD COLUMN tenders TEXT NOT NULL DEFAULT '[]'")
    db.conn.execute("PRAGMA user_version=12")


_MEMBERS = """
-- A card's number is a keyed hash (member_rows.py), and so are the last digits of it and of the telephone's.
CREATE TABLE members (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, card TEXT NOT NULL UNIQUE, digits TEXT NOT NULL, phone TEXT NOT NULL,
  shown TEXT NOT NULL, name TEXT NOT NULL, consent TEXT NOT NULL
) STRICT;
CREATE INDEX members_digits ON members (digits) WHERE digits <> '';
CREATE INDEX members_phone ON members (phone) WHERE phone <> '';

-- How often a member bought an item, and with recency; of the item '': how often he or she came.
CREATE TABLE member_counts (
  member TEXT NOT NULL, item TEXT NOT NULL, n INTEGER NOT NULL, w INTEGER NOT NULL, PRIMARY KEY (member, item)
) STRICT, WITHOUT ROWID;

-- What accessories and refills are made for («49mm»), to find them by it.
CREATE TABLE item_fits (
  standard TEXT NOT NULL, item TEXT NOT NULL REFERENCES items (code) ON DELETE CASCADE, PRIMARY KEY (standard, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_fits_item ON item_fits (item);
"""


@MIGRATIONS()
def members(db: Database) -> None:
    """Members with their counts, and what accessories are made for. Receipts and open orders had the card's number in plain:
    each becomes a member's id, as if those cards had come out of a file. The journal is to be written again without them."""
    from pos_assist.storage.member_rows import CardIds, number_of  # noqa: PLC0415 — lazy: only to migrate

    for statement in _MEMBERS.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
    cards = CardIds(db.conn)
    plain = [card for (card,) in db.conn.execute("SELECT DISTINCT member FROM receipts WHERE member <> ''").fetchall()]
    db.conn.executemany(
        "UPDATE receipts SET member = ? WHERE member = ?", [(cards.id_of(card), card) for card in plain]
    )
    orders = db.conn.execute("SELECT id, saved ->> '$.order.member' FROM open_orders").fetchall()
    db.conn.executemany(
        "UPDATE open_orders SET saved = json_set(saved, '$.order.member', ?) WHERE id = ?",
        [(cards.id_of(card), row) for row, card in orders if card],
    )
    made = [(number_of(fields["id"]),) for fields in cards.made]
    db.conn.executemany("INSERT INTO events (kind, ref) VALUES ('member', ?)", made)
    if made:
        db.conn.execute("INSERT OR REPLACE INTO state VALUES ('counts_due', '1'), ('journal_due', '1')")
    db.conn.execute("PRAGMA user_version=13")


@MIGRATIONS()
def open_voids_of_others(db: Database) -> None:
    """Other tills' voids and new dates that wait for their receipt are found without reading all that was ever taken in."""
    db.conn.execute("CREATE INDEX shared_records_open ON shared_records (id) WHERE kind IN (1, 3) AND voided = 0")
    db.conn.execute("PRAGMA user_version=14")


_FEEDS = """
-- Beside another register: the owner's consent, given and taken back; feeds switched off and on; each with who and when.
CREATE TABLE feed_events (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;

-- What each kind of feed came to on a business date: orders that were paid, how their totals came out, delays as counts by step.
CREATE TABLE feed_days (
  day TEXT NOT NULL, feed TEXT NOT NULL, agreed INTEGER NOT NULL, wrong INTEGER NOT NULL, unsure INTEGER NOT NULL,
  delays TEXT NOT NULL, PRIMARY KEY (day, feed)
) STRICT, WITHOUT ROWID;
"""


@MIGRATIONS()
def feeds(db: Database) -> None:
    """What a till beside another register must still know after a restart."""
    for statement in _FEEDS.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
    db.conn.execute("PRAGMA user_version=15")


@MIGRATIONS()
def deals_in_english(db: Database) -> None:
    """Deals of a receipt have their English name beside the other: a receipt may be printed in either language, always."""
    db.conn.execute("ALTER TABLE receipt_deals ADD COLUMN title_en TEXT NOT NULL DEFAULT ''")
    db.conn.execute("PRAGMA user_version=16")


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending, all of it in one transaction: a cut leaves the old schema or the new one."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        MIGRATIONS.apply(Database(connection, recursive_triggers=False, execute_plugins=False, strict=True))
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != SCHEMA_VERSION:
            raise RuntimeError(f"user_version is {version} after migrating to {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@MIGRATIONS()
def followed_sales_of_others(db: Database) -> None:
    """A sale of a register beside several tills is found among what they published, by register, day and number."""
    db.conn.execute(
        "CREATE INDEX shared_records_followed ON shared_records (record ->> '$[4]')"
        " WHERE kind = 0 AND substr(record ->> '$[4]', 1, 5) = 'feed:'"
    )
    db.conn.execute("PRAGMA user_version=17")


@MIGRATIONS()
def feed_returns(db: Database) -> None:
    """Slips of goods given back at another register, each once: `day` is the business date; `paper_day`, register, number, time and
    amount (minor units) are what a slip is known again by; `whole`: it took a whole sale back, which counts no more."""
    db.conn.execute(
        "CREATE TABLE feed_returns (id INTEGER PRIMARY KEY, day TEXT NOT NULL, paper_day TEXT NOT NULL, register TEXT NOT NULL,"
        " number TEXT NOT NULL, at TEXT NOT NULL, amount INTEGER NOT NULL, whole INTEGER NOT NULL) STRICT"
    )
    db.conn.execute("CREATE INDEX feed_returns_paper_day ON feed_returns (paper_day)")
    db.conn.execute("CREATE INDEX feed_returns_day ON feed_returns (day)")
    db.conn.execute("PRAGMA user_version=18")


@MIGRATIONS()
def told_twice(db: Database) -> None:
    """Others' followed sales that another record counts for were marked as taken back, so that no record of their number would count. What
    no void names was told twice, and all of them are looked at again."""
    db.conn.execute(
        "UPDATE shared_records SET voided = 2 WHERE kind = 0 AND voided = 1 AND substr(record ->> '$[4]', 1, 5) = 'feed:'"
        " AND ((SELECT l.life FROM shared_lives l WHERE l.id = shared_records.life), seq)"
        " NOT IN (SELECT v.record ->> '$[4]', v.record ->> '$[5]' FROM shared_records v WHERE v.kind = 1)"
    )
    db.conn.execute("DELETE FROM state WHERE name = 'followed_settled'")
    db.conn.execute("PRAGMA user_version=19")
