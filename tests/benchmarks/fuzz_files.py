"""Malformed files: mutations of good ones, each must end in a clear error or a plan, and never touch the shop.

`python tests/benchmarks/fuzz_files.py [N] [SEED]` (default 10,000): catalog tables as CSV and XLSX, other registers' exports,
packs. Prints what came out of it and how long the slowest took. Exits 1 at the first that ended in anything else, and
writes that file beside.
"""

from __future__ import annotations

import hashlib
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.problems import Problem
from pos_assist.exchange.catalog.catalog_files import KINDS
from pos_assist.exchange.catalog.shop_folder import read_shop
from pos_assist.i18n.translate import sentence
from pos_assist.services.management.management import Management
from pos_assist.services.setup.build_shop import add_receipts
from pos_assist.shop import resources
from pos_assist.storage import Storage

POISON = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b",", b"\n", b"\r", b"\t", b";", b"=1+1", b"9" * 5000, b"1e999", b"-1", b"NaN",
    "\u202e".encode(), "\u200b".encode(), "\ud800".encode("utf-8", "surrogatepass"), "é".encode("cp932", "ignore"), "１２".encode(),
    b"PK\x03\x04", b"<!DOCTYPE x>", b"]]>", b"{" * 3000, b"[" * 3000, b"..\\..\\", b"%s%n", "👨‍👩‍👧".encode(),
)  # fmt: skip
REGISTERS = (
    "商品ID,部門ID,商品コード,商品名,商品カナ,商品単価,原価,規格,税区分\n1,1,4901234567894,パン,パン,180,60,,0\n2,1,x,皿,サラ,90,,,1\n",
    "v1300\n【必須】カテゴリーID,【必須】商品名,税設定,適用税率,価格,商品コード,バーコード,表示/非表示\n#1,茶,内税,軽減税率,400,#1,,表示\n",
    "Token,Item Name,Variation Name,SKU,Category,GTIN,Price\nT,ラテ,L,S1,D,,¥450\n",
    "Handle,SKU,Name,Category,Option 1 value,Price [店],SKU of included item\ntea,1,茶,D,S,250,\ntea,2,,,L,300,\n",
    "Date,Time,Item,Qty,Gross Sales,Transaction ID,Event Type\n10/28/26,10:12:13,ラテ,2.0,¥900,T1,Payment\n",
    "取引ID,取引日時,取引区分,取消区分,商品名,商品単価,数量\n1,2026-10-01 09:10:00,1,0,パン,180,2\n",
    "Date,Receipt number,Receipt type,Item,Quantity,Gross sales,Status\n25/10/26 9:05 AM,1-1,Sale,茶,2.0,500,Closed\n",
)


def good_files(folder: Path) -> Path:
    """A shop, and one good file of every sort in `folder`."""
    files = read_shop(resources() / "shops" / "burger")
    shop = folder / "shop.db"
    with Storage.create(shop) as storage:
        storage.catalog.write(
            Change(files.items, files.departments, files.upgrades, files.pairings, files.deals, files.perks)
        )
        manager = Management(storage, "fuzz")
        for kind in KINDS:
            for suffix in ("csv", "xlsx"):
                manager.export(kind, folder / f"good-{kind}.{suffix}", "ja" if suffix == "csv" else "en")
        manager.make_pack(folder / "good.pospack")
    for n, text in enumerate(REGISTERS):
        (folder / f"good-register{n}.csv").write_text(text, "utf-8")
        (folder / f"good-register{n}-cp932.csv").write_bytes(text.replace("¥", "\\").encode("cp932"))
    return shop


def mutations(good: list[Path], rng: random.Random) -> Iterator[tuple[Path, bytes]]:
    """Without end: a good file with something cut out, put in, doubled, swapped or flipped, once or several times."""
    contents = [(path, path.read_bytes()) for path in good]
    while True:
        path, data = rng.choice(contents)
        for _ in range(rng.choice((1, 1, 1, 2, 4, 8))):
            at, end = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
            end = min(end, at + rng.choice((1, 1, 8, 64, 100_000)))
            data = rng.choice(
                (
                    data[:at] + data[end:],
                    data[:at] + rng.choice(POISON) + data[at:],
                    data[:at] + data[at:end] * 2 + data[end:],
                    data[:end] + data[at:],
                    data[:at] + bytes(x ^ (1 << rng.randrange(8)) for x in data[at : at + 1]) + data[at + 1 :],
                    data[:at],
                )
            )
        yield path, data


def contents(storage: Storage) -> str:
    """Everything in the database, byte for byte in content."""
    with closing(storage.reader()) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode("utf-8", "surrogatepass")).hexdigest()


def try_file(manager: Management, shop: Path, path: Path) -> str:
    """Read the file in every way a person may; what came of it."""
    try:
        if path.suffix == ".pospack":
            manager.look_at_pack(path)
            return "a pack"
        plan = manager.plan_import(path)
        for problem in plan.problems:
            sentence(problem)
        return "problems in cells" if plan.problems else "a plan"
    except Problem as problem:
        sentence(problem)
        if problem.code != "register_receipts":
            return problem.code
    copy = path.with_name("copy.db")
    copy.unlink(missing_ok=True)
    with closing(manager.storage.reader()) as connection:
        connection.execute("PRAGMA query_only=0")
        connection.execute("VACUUM INTO ?", (str(copy),))
    try:
        add_receipts(path, copy)
    except Problem as problem:
        sentence(problem)
        return f"receipts: {problem.code}"
    finally:
        for file in path.parent.glob("copy*"):
            if file.is_file():
                file.unlink()
    return "receipts: read"


def fuzz(count: int, seed: int, folder: Path) -> int:
    """Try so many; the exit code."""
    shop = good_files(folder)
    rng = random.Random(seed)
    good = sorted(folder.glob("good*"))
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    started = time.perf_counter()
    with Storage.open(shop) as storage:
        manager = Management(storage, "fuzz")
        before = contents(storage)
        for n, (source, data) in enumerate(mutations(good, rng)):
            if n == count:
                break
            path = folder / f"bad{source.suffix}"
            path.write_bytes(data)
            began = time.process_time()
            try:
                outcomes[try_file(manager, shop, path)] += 1
            except Exception as error:
                kept = Path(f"fuzz-{seed}-{n}{source.suffix}")
                kept.write_bytes(data)
                print(f"file {n} of seed {seed} ({source.name}): {type(error).__name__}: {error}; kept as {kept}")
                return 1
            slowest = max(slowest, (time.process_time() - began, f"{source.name} {n}"))
            if n % 500 == 499 and contents(storage) != before:
                print(f"the shop was changed by one of the files up to {n}")
                return 1
        if contents(storage) != before:
            print("the shop was changed")
            return 1
    print(
        f"{count:,} files in {time.perf_counter() - started:.0f} s, slowest {slowest[0]:.2f} s ({slowest[1]}), shop unchanged"
    )
    for outcome, times in outcomes.most_common():
        print(f"  {times:6}  {outcome}")
    return 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="fuzz-files-") as name:
        N = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 10_000
        sys.exit(fuzz(N, int(sys.argv[2]) if len(sys.argv) > 2 else 1, Path(name)))
