"""Spark for real: a master and two workers on this machine, and the same digests as DuckDB. Nightly: `pytest -m nightly`; needs the
extra [spark] and Java. Where they are missing it fails, and does not skip: nobody would notice."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.services.hq import spark_engine
from pos_assist.services.hq.headquarters import Headquarters
from tests.conftest import TODAY
from tests.services.hq.receipts_file import collect_file
from tests.services.hq.test_counts import chain

TAKEAWAY = os.environ.get("POS_ASSIST_RECEIPTS", "")  # a receipts file; without it the small chain of the tests


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """What headquarters has collected: of the receipts file, or of four small tills."""
    if TAKEAWAY:
        collect_file(Path(TAKEAWAY), tmp_path)
    else:
        for till in chain(tmp_path)[1]:
            till.close()
        Headquarters(tmp_path / "share", tmp_path / "store", lambda: TODAY).collect()
    return tmp_path


@pytest.fixture
def master(tmp_path: Path) -> Iterator[str]:
    """A master and two workers, each a process of its own; ended by their numbers."""
    found = importlib.util.find_spec("pyspark")
    assert found, "install the extra: pip install 'pos-assist[spark]'"
    assert found.origin
    home = Path(found.origin).parent
    place = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m"}
    with ExitStack() as stack:

        def daemon(name: str, kind: str, *words: str) -> None:
            log = stack.enter_context((tmp_path / f"{name}.log").open("wb"))
            command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *words]
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=place)
            stack.callback(process.wait)
            stack.callback(process.terminate)

        daemon("master", "master.Master", "-h", "127.0.0.1", "-p", "17077", "--webui-port", "18080")
        said(tmp_path / "master.log", "New state: ALIVE")
        for name in ("one", "two"):
            daemon(
                name, "worker.Worker", "-h", "127.0.0.1", "-c", "1", "-m", "1g", "--webui-port", "0",
                "-d", str(tmp_path / f"work-{name}"), "spark://127.0.0.1:17077",
            )  # fmt: skip
            said(tmp_path / f"{name}.log", "Successfully registered")
        yield "spark://127.0.0.1:17077"


def said(log: Path, words: str, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while words not in log.read_text(encoding="utf-8", errors="replace"):
        assert time.monotonic() < until, f"{log.name} never said {words}"
        time.sleep(0.2)  # another process: there is nothing to wait on


@pytest.mark.nightly
@pytest.mark.timeout(1_800)
def test_a_master_with_two_workers_comes_to_the_digests_of_duckdb(store: Path, master: str) -> None:
    assert told(store, "spark", "--master", master) == told(store, "duckdb")


def told(store: Path, engine: str, *more: str) -> dict[str, dict[str, object]]:
    """The digests that `pos-assist hq count` prints, by table."""
    where = ["--folder", str(store / "share"), "--store", str(store / "store"), "--engine", engine, *more]
    command = [sys.executable, "-m", "pos_assist", "hq", "count", "--json", *where]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    tables: dict[str, dict[str, object]] = json.loads(done.stdout.splitlines()[-1])["tables"]
    assert all(
        tables[name]["rows"] for name in ("items", "pairs", "slots", "days")
    )  # very old receipts have no neighbours
    return tables


def test_without_java_spark_says_so_and_duckdb_goes_on(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_engine, "imported", lambda: None)
    monkeypatch.setenv("PATH", str(store))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(EnvironmentProblem, match="needs_java"):
        Headquarters(store / "share", store / "store", lambda: TODAY, "spark").count()
    assert Headquarters(store / "share", store / "store", lambda: TODAY).count().receipts > 0
