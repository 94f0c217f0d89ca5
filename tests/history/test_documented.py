"""docs/history.md tells the truth: every table is named, every query runs."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.bench.generate import fill

TEXT = (Path(__file__).parents[2] / "docs" / "history.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"^\| `([a-z_]+)` \|", TEXT, re.M))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("documented") / "sdcoach.db"
    fill(path, attempts=3)
    return path


def test_every_table_and_view_is_named(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        names = {
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            )
            if not name.startswith(("text_index_", "_sqlite", "sqlite_"))
        }
    assert names == NAMED


def test_every_query_runs(database: Path) -> None:
    queries = re.findall(r"```sql\n(.*?)```", TEXT, re.S)
    assert len(queries) == 4
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        found = [connection.execute(query).fetchall() for query in queries]
    assert all(found)
