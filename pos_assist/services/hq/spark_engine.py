"""The counting SQL on Spark: where the data outgrow one machine, or already lie in a cluster. Slower than DuckDB before that."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.services.hq import counting_sql as sql
from pos_assist.services.hq.duck_engine import Rows, named
from pos_assist.services.hq.store import Collection, HqStore

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.memory": "1g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # or shop 001 becomes 1
    "spark.sql.parquet.mergeSchema": "true",  # or an added column is dropped without a word
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


def imported() -> Any:
    """pyspark's session class. Raises EnvironmentProblem needs_extra where pyspark is not installed."""
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 — lazy: an extra of 490 MB
    except ImportError as error:
        raise EnvironmentProblem("needs_extra", what="Spark", extra="spark") from error
    return SparkSession


def session(master: str) -> SparkSession:
    """A session with that master. Raises EnvironmentProblem: needs_extra where pyspark is not installed, needs_java."""
    spark = imported()
    java = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (java and (Path(java) / "bin" / "java").exists())):
        raise EnvironmentProblem("needs_java")
    local = master.startswith("local") or "127.0.0.1" in master
    if local:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # it picks another interface by itself
    builder = spark.builder.appName("pos-assist hq").master(master)
    for name, value in _SETTINGS.items():
        if local or (".driver.host" not in name and ".bindAddress" not in name):
            builder = builder.config(name, value)
    found: SparkSession = builder.getOrCreate()
    return found


def count(store: HqStore, collection: Collection, today: int, spark: SparkSession) -> dict[str, Rows]:
    """Every table of `counting_sql`, as on DuckDB; not in pieces: the cluster divides the work itself."""
    if not collection.parts:
        return {name: [] for name in sql.TABLES}
    for kind in ("records", "lines", "offers"):
        frame = spark.read.option("basePath", str(store.folder.absolute() / "data" / kind)).parquet(
            *(str(Path(x).absolute()) for x in store.files(collection, kind))
        )
        frame.createOrReplaceTempView(f"raw_{kind}")
    voids = "SELECT target, tag FROM raw_records WHERE kind = 1"
    if collection.told_twice:
        _put(spark, "told_twice", ("target", "tag"), list(collection.told_twice.items()))
        voids += " UNION ALL SELECT target, tag FROM told_twice"
    spark.sql(voids).createOrReplaceTempView("raw_voids")
    codes = sorted(row[0] for row in spark.sql("SELECT DISTINCT item FROM raw_lines").collect())
    first = min(x.first_day for x in collection.parts.values())
    last = max(x.last_day for x in collection.parts.values())
    _put(spark, "codes", ("item", "code"), [*enumerate(codes)])
    _put(spark, "decay", ("day", "w"), sql.decay(first - 1, last + 1, today))
    _put(spark, "sizes", ("size", "w"), sql.sizes())
    _put(spark, "params", ("shrink", "k"), [(sql.SHRINK, sql.NEIGHBOURS)])
    for statement in (*sql.PIECE, *sql.SUMS, *sql.LAST):
        frame = spark.sql(statement.sql)
        if statement.name in ("standing", "basket", "weighted", "items", "pairs"):
            frame = frame.cache()
        frame.createOrReplaceTempView(statement.name)
    tables = {name: [tuple(row) for row in spark.table(name).collect()] for name in sql.TABLES}
    spark.catalog.clearCache()
    return named(tables, codes)


def _put(spark: SparkSession, name: str, columns: tuple[str, str], rows: Sequence[tuple[Any, Any]]) -> None:
    """A small table of two columns, as literals: it needs no Python on the workers."""
    values = ", ".join(f"({_literal(a)}, {_literal(b)})" for a, b in rows)
    spark.sql(f"SELECT * FROM VALUES {values} AS t ({', '.join(columns)})").createOrReplaceTempView(name)


def _literal(value: object) -> str:
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f"CAST({value} AS BIGINT)"
