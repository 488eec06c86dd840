import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from core.errors import StoreError
from db import engine as engines
from db import revision, upgrade
from db.project import DATABASE, Project
from db.schema import REVISION, Base
from tests.db.old_project import FILES, check, fill, unpack_old

HERE = Path(__file__).parent


def test_the_newest_migration_is_the_schemas_revision():
    heads = ScriptDirectory.from_config(upgrade.configuration()).get_heads()
    assert heads == [REVISION]


def test_every_released_revision_is_kept_as_a_file():
    released = {s.revision for s in ScriptDirectory.from_config(upgrade.configuration()).walk_revisions()}
    assert {path.name for path in FILES.glob("*.gz")} == {f"revision_{name}.db.gz" for name in released}


@pytest.mark.parametrize("file", sorted(FILES.glob("*.gz")), ids=lambda path: path.name)
def test_a_project_of_every_released_revision_opens_with_all_it_held(tmp_path, file):
    folder = unpack_old(file.name.removeprefix("revision_").removesuffix(".db.gz"), tmp_path / "old.barre")
    with Project.open(folder) as project:
        check(project)


def test_migrations_make_the_tables_of_the_models(tmp_path):
    """From an Alembic database without any revision to the newest, against what a new project gets."""
    with Project.create(tmp_path / "new.barre") as made:
        pass
    migrated = _unversioned(tmp_path / "old.barre")
    Project.open(migrated).close()
    assert _schema(migrated / DATABASE) == _schema(made.path / DATABASE)
    engine = create_engine(engines.file_url(migrated / DATABASE))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_a_migrated_project_works_like_a_new_one(tmp_path):
    with Project.open(_unversioned(tmp_path / "old.barre")) as project:
        fill(project)
        check(project)


def test_migrations_can_be_taken_back(tmp_path):
    from alembic import command

    Project.create(tmp_path / "p.barre").close()
    engine = engines.open_engine(engines.file_url(tmp_path / "p.barre" / DATABASE), foreign_keys=False)
    config = upgrade.configuration()
    with engine.execution_options(**engines.WRITE).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_the_migrations_import_nothing_of_barre():
    for file in upgrade.MIGRATIONS.rglob("*.py"):
        lines = file.read_text("utf-8").splitlines()
        imports = [line for line in lines if line.startswith(("import ", "from "))]
        assert all(line.split()[1].split(".")[0] in ("alembic", "sqlalchemy") for line in imports), file


def test_an_upgrade_keeps_every_row_and_a_backup_of_before(tmp_path):
    folder = unpack_old("0003", tmp_path / "old.barre")
    before, rows = (folder / DATABASE).read_bytes(), _rows(folder / DATABASE)
    _upgrade(folder, "later_revisions")

    after = _rows(folder / DATABASE)
    assert after.pop("videos")[0][:3] == rows.pop("videos")[0][:3]
    assert after.pop("alembic_version") == [("t004",)]
    assert rows.pop("alembic_version") == [("0003",)]
    assert sorted(after.pop("sqlite_sequence")) == sorted(rows.pop("sqlite_sequence"))
    assert after == rows
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        assert connection.execute("SELECT title, owner FROM videos").fetchall() == [("Film", "nobody")]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    (backup,) = folder.glob("*.backup")
    assert "0003" in backup.name
    shutil.copy(backup, folder / DATABASE)
    assert _schema(folder / DATABASE) == _schema_of_bytes(before, tmp_path)
    with Project.open(folder) as project:
        check(project)


def test_an_upgrade_that_fails_leaves_the_project_as_it_was(tmp_path):
    folder = unpack_old("0003", tmp_path / "old.barre")
    rows, schema = _rows(folder / DATABASE), _schema(folder / DATABASE)
    with pytest.raises(StoreError, match=r"old\.barre could not be brought up to date: .*no such table"):
        _upgrade(folder, "failing_revisions")
    assert _rows(folder / DATABASE) == rows
    assert _schema(folder / DATABASE) == schema
    with Project.open(folder) as project:
        check(project)


def test_an_upgrade_without_room_for_a_backup_does_not_begin(tmp_path, monkeypatch):
    folder = unpack_old("0003", tmp_path / "old.barre")
    before = (folder / DATABASE).read_bytes()

    def full(_path, _copy):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(engines, "back_up", full)
    with pytest.raises(StoreError, match="could not be backed up"):
        _upgrade(folder, "later_revisions")
    assert (folder / DATABASE).read_bytes() == before
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == [DATABASE]


def test_a_project_of_a_newer_barre_is_refused_unchanged(tmp_path):
    folder = unpack_old("0003", tmp_path / "newer.barre")
    _upgrade(folder, "later_revisions")
    (backup,) = folder.glob("*.backup")
    backup.unlink()
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(StoreError, match=r"newer.barre was made by a newer Barre .*t004") as caught:
        Project.open(folder)
    assert "Update Barre" in caught.value.hint
    assert (folder / DATABASE).read_bytes() == before
    assert [path.name for path in folder.iterdir() if path.is_file()] == [DATABASE]


def test_only_one_of_two_processes_that_open_an_old_project_migrates_it(tmp_path):
    folder = unpack_old("0003", tmp_path / "old.barre")
    _upgrade(folder, "later_revisions")
    _upgrade(folder, "later_revisions")  # as if it had looked before the first was done
    assert _rows(folder / DATABASE)["alembic_version"] == [("t004",)]


def _upgrade(folder: Path, revisions: str) -> None:
    """Bring a project to a revision that only the tests know."""
    url = engines.file_url(folder / DATABASE)
    upgrade.to_current(url, folder.name, "0003", upgrade.configuration(HERE / revisions))


def _unversioned(folder: Path) -> Path:
    """A project whose database has Alembic's table but no revision: the state before the first."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    assert revision.CURRENT == REVISION
    return folder


def _schema(path: Path) -> list[tuple[str, list[str]]]:
    """Tables and indices with the words of their parts, in no order."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    return [(name, sorted(re.findall(r"[\w.<>]+", sql or ""))) for name, sql in rows]


def _schema_of_bytes(data: bytes, tmp_path: Path) -> list[tuple[str, list[str]]]:
    path = tmp_path / "before.db"
    path.write_bytes(data)
    return _schema(path)


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
