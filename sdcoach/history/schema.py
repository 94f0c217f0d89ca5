"""The tables of the history, as numbered steps that every file goes through in order.

A step is never changed once released; a later step corrects it. All pending steps run in one
transaction, after a backup of the file as it was.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from sdcoach.history import troubles
from sdcoach.history.backup import keep_backup
from sdcoach.history.database import SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("sdcoach")


def migrate(database: "Database", path: Path) -> None:
    """Bring an open file to `SCHEMA_VERSION`; does nothing when it is there.

    Raises:
        DatabaseNewerError: When the file has steps that are not known here.
        StorageError: When no backup could be made; nothing was changed then.
        sqlite3.Error: When the file cannot be written; nothing was changed then.
    """
    found = int(database.execute("PRAGMA user_version").fetchone()[0])
    if found == SCHEMA_VERSION:
        return
    # Two programs may start at once: the second waits here, and then finds nothing pending.
    database.execute("BEGIN IMMEDIATE")
    try:
        applied = {step.name for step in migrations.applied(database)}
        known = {step.name for step in migrations.pending(database)} | applied
        strangers = applied - {step.__name__ for step in STEPS}
        if strangers:
            raise troubles.newer(path, len(known), SCHEMA_VERSION)
        if applied and migrations.pending(database):
            keep_backup(path, found)
        migrations.apply(database)
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        database.execute("COMMIT")
    except BaseException:
        if database.conn.in_transaction:
            database.execute("ROLLBACK")
        raise


@migrations()
def m001_journal(db: "Database") -> None:
    """The journal itself: who wrote, on what attempt, which events; and the content used.

    Events lie together by attempt, in the order they are read, so they need no second index.
    """
    db.table("origins").create({"id": int, "uuid": str}, pk="id", not_null=["uuid"])
    db.table("origins").create_index(["uuid"], unique=True)
    db.table("attempts").create(
        {"id": int, "uuid": str, "events": int},
        pk="id",
        not_null=["uuid", "events"],
        defaults={"events": 0},
    )
    db.table("attempts").create_index(["uuid"], unique=True)
    db.execute(
        """
        CREATE TABLE events (
            attempt_id INTEGER NOT NULL REFERENCES attempts(id) ON DELETE CASCADE,
            origin_id INTEGER NOT NULL REFERENCES origins(id),
            seq INTEGER NOT NULL,
            kind TEXT NOT NULL,
            v INTEGER NOT NULL,
            elapsed_ms INTEGER NOT NULL,
            at INTEGER NOT NULL,
            payload TEXT NOT NULL,
            PRIMARY KEY (attempt_id, origin_id, seq)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.table("contents").create(
        {"hash": str, "kind": str, "json": str}, pk="hash", not_null=["kind", "json"]
    )


@migrations()
def m002_attempt_rows(db: "Database") -> None:
    """One derived row an attempt, so that lists and trends never fold a journal."""
    db.execute(
        """
        CREATE TABLE attempt_rows (
            attempt_id INTEGER PRIMARY KEY REFERENCES attempts(id) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            question TEXT NOT NULL,
            title TEXT NOT NULL,
            kind TEXT NOT NULL,
            seniority TEXT NOT NULL,
            minutes INTEGER NOT NULL,
            mode TEXT NOT NULL,
            seed INTEGER NOT NULL,
            sprint TEXT,
            held TEXT NOT NULL,
            status TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            utc_offset INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            total_ms INTEGER NOT NULL,
            elapsed_ms INTEGER NOT NULL,
            paused_ms INTEGER NOT NULL,
            predicted INTEGER,
            band TEXT,
            total INTEGER,
            levels TEXT,
            practise TEXT NOT NULL,
            scoring_started INTEGER NOT NULL,
            reference_opened_at INTEGER,
            tags TEXT NOT NULL,
            note TEXT NOT NULL,
            deleted INTEGER NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX attempt_rows_newest ON attempt_rows (deleted, started_at, attempt_id)")
    db.execute("CREATE INDEX attempt_rows_question ON attempt_rows (question, started_at)")
    db.execute("CREATE INDEX attempt_rows_status ON attempt_rows (deleted, status, started_at)")
    db.execute(
        "CREATE INDEX attempt_rows_reference ON attempt_rows (question, reference_opened_at)"
        " WHERE reference_opened_at IS NOT NULL"
    )


@migrations()
def m003_snapshots(db: "Database") -> None:
    """The texts as they stood every so many edits, so that a replay need not start at nothing."""
    db.execute(
        """
        CREATE TABLE snapshots (
            attempt_id INTEGER NOT NULL REFERENCES attempts(id) ON DELETE CASCADE,
            origin_id INTEGER NOT NULL REFERENCES origins(id),
            seq INTEGER NOT NULL,
            elapsed_ms INTEGER NOT NULL,
            notes TEXT NOT NULL,
            sheet TEXT NOT NULL,
            PRIMARY KEY (attempt_id, origin_id, seq)
        ) STRICT, WITHOUT ROWID
        """
    )


@migrations()
def m004_views(db: "Database") -> None:
    """Readable views, for whoever opens the file with another tool."""
    db.create_view(
        "history",
        """
        SELECT a.uuid AS attempt, r.question, r.title, r.seniority, r.minutes, r.mode, r.sprint,
               r.status, strftime('%Y-%m-%dT%H:%M:%SZ', r.started_at / 1000, 'unixepoch') AS started,
               r.elapsed_ms / 1000.0 AS elapsed_seconds, r.predicted, r.band, r.total, r.practise,
               r.tags, r.note
        FROM attempt_rows r JOIN attempts a ON a.id = r.attempt_id
        WHERE r.deleted = 0
        ORDER BY r.started_at DESC
        """,
    )
    db.create_view(
        "journal",
        """
        SELECT a.uuid AS attempt, o.uuid AS origin, e.seq, e.kind, e.v,
               e.elapsed_ms / 1000.0 AS elapsed_seconds,
               strftime('%Y-%m-%dT%H:%M:%fZ', e.at / 1000.0, 'unixepoch') AS at, e.payload
        FROM events e JOIN attempts a ON a.id = e.attempt_id JOIN origins o ON o.id = e.origin_id
        ORDER BY e.attempt_id, e.origin_id, e.seq
        """,
    )


@migrations()
def m005_forks(db: "Database") -> None:
    """Where one origin's journal split in two, when copies of an installation both went on."""
    db.execute(
        """
        CREATE TABLE forks (
            origin_id INTEGER PRIMARY KEY REFERENCES origins(id),
            of_id INTEGER NOT NULL REFERENCES origins(id),
            at_seq INTEGER NOT NULL
        ) STRICT
        """
    )


@migrations()
def m006_texts(db: "Database") -> None:
    """What a person wrote, as it stood last, and the full-text index over it."""
    db.execute(
        """
        CREATE TABLE texts (
            attempt_id INTEGER PRIMARY KEY REFERENCES attempts(id) ON DELETE CASCADE,
            events INTEGER NOT NULL,
            title TEXT NOT NULL,
            question TEXT NOT NULL,
            notes TEXT NOT NULL,
            sheet TEXT NOT NULL,
            moment TEXT NOT NULL,
            practise TEXT NOT NULL,
            tags TEXT NOT NULL,
            note TEXT NOT NULL
        ) STRICT
        """
    )
    names = ("title", "question", "notes", "sheet", "moment", "practise", "tags", "note")
    columns, new, old = (
        ", ".join(f"{row}{name}" for name in names) for row in ("", "new.", "old.")
    )
    db.execute(
        f"CREATE VIRTUAL TABLE text_index USING fts5({columns}, content='texts',"
        " content_rowid='attempt_id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )
    put = f"INSERT INTO text_index (rowid, {columns}) VALUES (new.attempt_id, {new})"  # noqa: S608
    drop = f"INSERT INTO text_index (text_index, rowid, {columns}) VALUES ('delete', old.attempt_id, {old})"  # noqa: S608
    db.execute(f"CREATE TRIGGER texts_put AFTER INSERT ON texts BEGIN {put}; END")
    db.execute(f"CREATE TRIGGER texts_drop AFTER DELETE ON texts BEGIN {drop}; END")
    db.execute(
        f"CREATE TRIGGER texts_change AFTER UPDATE OF {columns} ON texts BEGIN {drop}; {put}; END"
    )


@migrations()
def m007_measured(db: "Database") -> None:
    """What trends and calibration ask for beside the row of a list.

    What hearing the evidence gives is dear, so it has a table of its own, made when an attempt
    is scored or when nobody waits. `basis` names what it was made from.
    """
    for column in ("phases", "model_levels", "basis"):
        db.execute(f"ALTER TABLE attempt_rows ADD COLUMN {column} TEXT")
    db.execute(
        """
        CREATE TABLE measured (
            attempt_id INTEGER PRIMARY KEY REFERENCES attempts(id) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            basis TEXT NOT NULL,
            expected TEXT,
            expected_total INTEGER,
            expected_band TEXT,
            unprompted INTEGER NOT NULL,
            prompted INTEGER NOT NULL,
            missed INTEGER NOT NULL,
            judged TEXT
        ) STRICT
        """
    )


@migrations()
def m008_outcomes(db: "Database") -> None:
    """Real interviews: one that lies ahead has no result yet."""
    db.execute(
        """
        CREATE TABLE outcomes (
            uuid TEXT PRIMARY KEY,
            changed_at INTEGER NOT NULL,
            company TEXT NOT NULL,
            date TEXT NOT NULL,
            seniority TEXT NOT NULL,
            result TEXT NOT NULL,
            note TEXT NOT NULL,
            deleted INTEGER NOT NULL
        ) STRICT
        """
    )


@migrations()
def m009_due(db: "Database") -> None:
    """When a weak dimension of a question is due again, derived like the rows above."""
    db.execute(
        """
        CREATE TABLE due (
            question TEXT NOT NULL,
            dimension TEXT NOT NULL,
            reviews INTEGER NOT NULL,
            level INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            PRIMARY KEY (question, dimension)
        ) STRICT, WITHOUT ROWID
        """
    )


@migrations()
def m010_first_scores(db: "Database") -> None:
    """The scores as first given, where a later version counts: one's judgement of oneself."""
    for column in ("first_levels TEXT", "first_total INTEGER", "first_band TEXT"):
        db.execute(f"ALTER TABLE attempt_rows ADD COLUMN {column}")


STEPS = (
    m001_journal,
    m002_attempt_rows,
    m003_snapshots,
    m004_views,
    m005_forks,
    m006_texts,
    m007_measured,
    m008_outcomes,
    m009_due,
    m010_first_scores,
)
"""All steps in order; there are `SCHEMA_VERSION` of them."""
