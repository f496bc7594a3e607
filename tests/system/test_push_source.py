# SPDX-License-Identifier: GPL-3.0-or-later
"""A source of pushed documents: the same tables as from files, late documents, retention."""

import pushed
import pytest
import servers
from test_file_source import POINTS, RUNS

PUSHED = {"name": "main", "kind": "push"}


@pytest.fixture
def migrated(rigel, database):
    database.migrate(rigel)
    return database


def config_of(folder, fleet, database, source=None, **sections):
    folder.mkdir(exist_ok=True)
    return servers.fleet_config(folder, fleet, database, source or PUSHED, **sections)


def once(rigel, config):
    return rigel.run("ingest", "--once", "--config", config, timeout=120).stdout


def test_pushed_documents_give_the_same_tables_as_files(rigel, postgres, migrated, fleet, tmp_path):
    folder = fleet("small")
    files = postgres.create()
    files.migrate(rigel)
    once(rigel, config_of(tmp_path / "f", folder, files, {"kind": "files", "path": str(folder)}))
    pushed.push(migrated, pushed.documents(folder))
    config = config_of(tmp_path / "p", folder, migrated)
    once(rigel, config)
    documents = "SELECT index_name, document_id, body::jsonb::text FROM document ORDER BY 1, 2"
    for sql in (RUNS, POINTS, documents):
        assert migrated.query(sql) == files.query(sql)
    assert migrated.value("SELECT count(*) FROM point") > 400
    assert " 0 new, 0 pulled; 0 documents" in once(rigel, config)
    postgres.drop(files)


def test_what_comes_late_or_changes_is_pulled_and_nothing_else(rigel, migrated, fleet, tmp_path):
    folder = fleet("small")
    items = list(pushed.documents(folder))
    config = config_of(tmp_path / "p", folder, migrated)
    once(rigel, config)
    pushed.push(migrated, items)
    once(rigel, config)
    uuid, index, name = migrated.query(
        "SELECT r.uuid, d.index_name, d.document_id FROM document d JOIN run r USING (test_id, run_id)"
        " ORDER BY r.at DESC, 2, 3 LIMIT 1"
    )[0]
    later = next(item for item in items if item[:2] == (index, name))
    before = migrated.query(POINTS)
    for body in ({"uuid": uuid}, later[2]):
        pushed.push(migrated, [(index, name, body | {"uuid": uuid})])
        assert " 0 new, 1 pulled;" in rigel.run("ingest", "--run", uuid, "--config", config).stdout
    assert " 0 new, 0 pulled;" in rigel.run("ingest", "--run", uuid, "--config", config).stdout
    assert migrated.query(POINTS) == before


def test_a_pushed_document_that_is_none_is_put_aside(rigel, migrated, fleet, tmp_path):
    folder = fleet("small")
    config = config_of(tmp_path / "p", folder, migrated)
    items = list(pushed.documents(folder))[:200]
    pushed.push(migrated, items)
    uuid = items[0][2]["uuid"]
    index = next(item[0] for item in items if item[0] != "fleet-metadata" and item[2]["uuid"] == uuid)
    migrated.query(
        "INSERT INTO pushed_document (source, run_uuid, index_name, document_id, body)"
        " VALUES ('main', %s, %s, 'bad', %s)",
        [uuid, index, f'{{"uuid": "{uuid}", "uuid": 1}}'],
    )
    once(rigel, config)
    assert migrated.query("SELECT DISTINCT document_id, reason FROM rejected_document") == [
        ("bad", migrated.value("SELECT min(reason) FROM rejected_document"))
    ]
    assert "duplicate" in migrated.value("SELECT min(reason) FROM rejected_document")
    assert (
        migrated.value("SELECT count(*) FROM point p JOIN run r USING (test_id, run_id) WHERE r.uuid = %s", [uuid]) > 0
    )


def test_retention_takes_whole_runs(rigel, migrated, fleet, tmp_path):
    folder = fleet("small")
    items = list(pushed.documents(folder))[:400]
    pushed.push(migrated, items)
    uuids = sorted({item[2]["uuid"] for item in items})
    old, half = uuids[0], uuids[1]
    migrated.query("UPDATE pushed_document SET pushed_at = now() - interval '40 days' WHERE run_uuid = %s", [old])
    migrated.query(
        "UPDATE pushed_document SET pushed_at = now() - interval '40 days' WHERE run_uuid = %s AND index_name = 'fleet-metadata'",
        [half],
    )
    config = config_of(tmp_path / "p", folder, migrated, ingest={"retention": "30d"})
    with rigel.serve(config, "--role", "ingest", "--listen", "127.0.0.1:0"):
        gone = "SELECT count(*) FROM pushed_document WHERE run_uuid = %s"
        servers.wait_until(lambda: migrated.value(gone, [old]) == 0, 20, "the old run's documents to go")
    kept = "SELECT count(DISTINCT run_uuid) FROM pushed_document"
    assert migrated.value(kept) == len(uuids) - 1
    assert (
        migrated.value(
            "SELECT count(*) FROM pushed_document WHERE run_uuid = %s AND index_name = 'fleet-metadata'", [half]
        )
        == 1
    )
