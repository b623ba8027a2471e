"""Malformed files: mutations of good ones, each must end in a clear error or in a shop that sells.

`python tests/benchmarks/fuzz_files.py [N] [SEED] [--packs]` (default 10,000; `--packs`: packs alone): catalog tables as CSV and XLSX, other registers' exports,
packs, and a shop's folder with one of its files spoilt. What is refused leaves the shop as it was, byte for byte; what is accepted
is taken over in a copy, which must then open, ring up and be paid. Prints what came out of it and how long the slowest took.
Exits 1 at the first that ended in anything else, and writes that file beside.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[2]))

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.exchange.catalog.catalog_files import KINDS
from pos_assist.exchange.catalog.shop_folder import read_shop
from pos_assist.i18n.translate import sentence
from pos_assist.services.management.management import Management
from pos_assist.services.setup.build_shop import add_receipts, shop_from_folder
from pos_assist.shop import open_shop
from pos_assist.storage import Storage
from pos_assist.storage.receipt_rows import whole
from pos_assist.system.paths import resources
from tests.benchmarks.spoilt_packs import spoilt_pack

FOLDER = "good-folder"  # of a shop
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
    shutil.copytree(resources() / "shops" / "burger", folder / FOLDER)
    history = (folder / FOLDER / "receipts.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / FOLDER / "receipts.csv").write_text("".join(history[:60]), "utf-8")
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
    """Without end: a good file with something cut out, put in, doubled, swapped or flipped, once or several times; most packs with
    values that cannot be, and signed (spoilt_packs.py)."""
    contents = [(path, path.read_bytes()) for path in good]
    while True:
        path, data = rng.choice(contents)
        if path.suffix == ".pospack" and rng.random() < 0.8:
            yield path, spoilt_pack(data, rng)
            continue
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


def try_file(manager: Management, path: Path) -> str:
    """Read the file in every way a person may; what came of it."""
    try:
        if path.suffix == ".pospack":
            manager.preview_pack(path)
            return taken_over(manager, path, take_pack, "a pack")
        plan = manager.plan_import(path)
        for problem in plan.problems:
            sentence(problem)
        if plan.problems:
            return "problems in cells"
        return taken_over(manager, path, take_table, "a plan")
    except Problem as problem:
        sentence(problem)
        if problem.code != "register_receipts":
            return problem.code
    return taken_over(manager, path, add_receipts, "receipts: read")


def take_pack(path: Path, shop: Path) -> None:
    """Take a pack over, with its maker vouched for."""
    with Storage.open(shop) as storage:
        manager = Management(storage, "fuzz")
        look = manager.preview_pack(path)
        manager.take_pack(look, {(x.kind, x.key): "theirs" for x in look.of("both")}, trust=True)


def take_table(path: Path, shop: Path) -> None:
    """Import a table."""
    with Storage.open(shop) as storage:
        manager = Management(storage, "fuzz")
        manager.apply(manager.plan_import(path))


def taken_over(manager: Management, path: Path, take: Callable[[Path, Path], object], said: str) -> str:
    """Take the file over in a copy of the shop, and sell there."""
    copy = path.with_name("copy.db")
    with closing(manager.storage.reader()) as connection:
        connection.execute("PRAGMA query_only=0")
        connection.execute("VACUUM INTO ?", (str(copy),))
    try:
        take(path, copy)
        said += sell(copy)
    except Problem as problem:
        sentence(problem)
        return f"{said}, then {problem.code}"
    finally:
        away(path.parent, "copy")
    return said


def try_folder(good: Path, spoilt: str, data: bytes) -> str:
    """Make a shop of a folder with that file spoilt; what came of it."""
    folder, shop = good.with_name("bad-folder"), good.with_name("made.db")
    shutil.copytree(good, folder)
    (folder / spoilt).write_bytes(data)
    try:
        shop_from_folder(folder, shop)
        return "folder: a shop" + sell(shop)
    except Problem as problem:
        sentence(problem)
        if shop.exists():
            raise AssertionError(f"a shop was made all the same: {problem}") from problem
        return f"folder: {problem.code}"
    finally:
        shutil.rmtree(folder)
        away(good.parent, "made")


def sell(path: Path) -> str:
    """Open the shop, ring up what there is, and take the money; says so where it has nothing on sale."""
    with closing(open_shop(path)) as shop:
        till = shop.till
        items = [x for kind in shop.catalog.departments() for x in shop.catalog.keys(kind.code, 0)]
        for item in [x for x in items if not x.sold_out and not x.by_weight][:3]:
            with suppress(Refused):  # it asks for something first: a price, an option
                till.ring(item.code)
        if not till.view.order.lines:
            return ", nothing on sale"
        till.pay()
        receipt = till.tender(TenderKind.CASH, till.view.due).last_receipt
        if receipt is None or not whole(receipt):
            raise AssertionError("the sale does not add up")
    return ""


def away(folder: Path, beginning: str) -> None:
    """Delete a shop of that name with all that lies beside it."""
    for file in folder.glob(f"{beginning}*"):
        shutil.rmtree(file) if file.is_dir() else file.unlink()


def fuzz(count: int, seed: int, folder: Path, *, packs: bool = False) -> int:
    """Try so many; the exit code."""
    shop = good_files(folder)
    rng = random.Random(seed)
    good = sorted(x for x in (*folder.glob("good*"), *(folder / FOLDER).iterdir()) if x.is_file())
    if packs:
        good = [x for x in good if x.suffix == ".pospack"]
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
                if source.parent.name == FOLDER:
                    outcomes[try_folder(source.parent, source.name, data)] += 1
                else:
                    outcomes[try_file(manager, path)] += 1
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
    alone = "--packs" in sys.argv
    sys.argv = [x for x in sys.argv if x != "--packs"]
    with tempfile.TemporaryDirectory(prefix="fuzz-files-") as name:
        N = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 10_000
        sys.exit(fuzz(N, int(sys.argv[2]) if len(sys.argv) > 2 else 1, Path(name), packs=alone))
