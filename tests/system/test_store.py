# SPDX-License-Identifier: GPL-3.0-or-later
"""The database: migrations, the schema held against the expected one, every statement, and what
Citus needs."""

import concurrent.futures
import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
QUERIES = sorted((ROOT / "sql" / "queries").glob("*/*.sql"))

# Spread over the servers of a Citus cluster by test_id.
LARGE = ["document", "point", "change_point", "run", "run_pull", "series", "regression", "analysis", "analysis_queue"]

# Statements that look at large tables of all tests on purpose, and why.
CROSS_SHARD = {
    "api/count_regressions": "a gauge of /metrics: one number over all tests",
    "api/count_waiting_series": "a gauge of /metrics: one number over all tests",
    "api/get_run": "a run is asked for by its uuid; index run_by_uuid on every shard",
    "api/list_runs": "runs over all tests where the request names none",
    "api/list_regressions": "regressions over all tests where the request names none",
    "ingest/list_run_rows": "a run is marked by its uuid; index run_by_uuid on every shard",
    "detect/list_queued_tests": "the worker asks which tests wait",
    "triage/list_regressions": "the regressions that a command asks for, over all tests",
}


@pytest.fixture
def migrated(rigel, database):
    rigel.run("migrate", "--database", database.conninfo)
    return database


def statement_name(path):
    return f"{path.parent.name}/{path.stem}"


def declared_types(text):
    """{number: type} of the comment lines."""
    comment = " ".join(line[2:] for line in text.splitlines() if line.startswith("--"))
    kinds = "bigint|integer|smallint|text|boolean|double precision|real|timestamptz|jsonb|json|bytea"
    found = re.findall(rf"\$(\d+),? ((?:{kinds})\b(?:\[\])?)", comment)
    return {int(number): kind for number, kind in found}


def test_every_statement_prepares_with_the_types_that_its_file_says(migrated):
    faults = []
    with migrated.connect() as connection:
        for path in QUERIES:
            text = path.read_text()
            done = connection.pgconn.prepare(b"", text.encode())
            if done.error_message:
                faults.append(f"{statement_name(path)}: {done.error_message.decode()}")
                continue
            described = connection.pgconn.describe_prepared(b"")
            types = [
                connection.execute("SELECT format_type(%s, NULL)", [described.param_type(i)]).fetchone()[0]
                for i in range(described.nparams)
            ]
            types = [name.replace("timestamp with time zone", "timestamptz") for name in types]
            said = declared_types(text)
            if [said.get(i + 1) for i in range(len(types))] != types or len(said) != len(types):
                faults.append(f"{statement_name(path)}: the file says {said}, the server {types}")
    assert not faults, "\n".join(faults)


def test_migrating_twice_changes_nothing(rigel, migrated):
    before = migrated.query("SELECT * FROM schema_migration ORDER BY version")
    again = rigel.run("migrate", "--database", migrated.conninfo)
    assert "0 migrations applied" in again.stdout
    assert migrated.query("SELECT * FROM schema_migration ORDER BY version") == before
    assert len(before) == len(list((ROOT / "sql" / "migrations").glob("*.sql")))


def test_the_database_is_taken_from_the_configuration(rigel, database, tmp_path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "t.yaml").write_text(
        "tests:\n- name: t\n  metadata: {platform: AWS}\n  metrics:\n  - {name: m, metric_of_interest: value}\n"
    )
    config = tmp_path / "rigel.yaml"
    config.write_text(
        f'database: {{conninfo: "{database.conninfo}"}}\n'
        "sources:\n  - {name: files, kind: files, path: documents}\n"
        "tests: {files: [t.yaml]}\n"
    )
    rigel.run("migrate", "--config", config)
    rigel.run("migrate", "--check", "--config", config)
    assert database.value("SELECT count(*) FROM schema_migration") > 0


def test_four_processes_migrate_at_once(rigel, database):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: rigel.run("migrate", "--database", database.conninfo), range(4)))
    applied = sum(int(re.search(r"(\d+) migrations? applied", result.stdout).group(1)) for result in results)
    assert applied == database.value("SELECT count(*) FROM schema_migration")


def test_the_expected_schema_is_what_the_migrations_make(postgres):
    environment = dict(os.environ, PGHOST="127.0.0.1", PGPORT=str(postgres.port), PGUSER=postgres.USER)
    done = subprocess.run(
        [ROOT / "tools" / "expected-schema", "--check"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("ALTER TABLE run ALTER settled DROP DEFAULT", "run: column settled is"),
        ("ALTER TABLE point ALTER samples TYPE integer", "expected bigint"),
        ("ALTER TABLE series DROP COLUMN context", "series: column context is missing"),
        ("ALTER TABLE series ADD COLUMN extra int", "series: column extra is not expected"),
        ("DROP INDEX run_by_build", "run: index run_by_build is missing"),
        ("CREATE UNIQUE INDEX mine ON run (uuid)", "unique index mine is not expected"),
        ("ALTER TABLE regression DROP CONSTRAINT regression_state_check", "regression_state_check is missing"),
        ("DROP TABLE rejected_document", "rejected_document: table is missing"),
        ("DROP FUNCTION document_partitions_drop", "document_partitions_drop: function"),
        ("DELETE FROM schema_migration WHERE version > 1", "run rigel migrate"),
        ("DROP TABLE schema_migration", "is at version 0"),
        ("UPDATE schema_migration SET sha256 = 'x' WHERE version = 1", "another text"),
        ("INSERT INTO schema_migration VALUES (9999, 'later', 'x')", "install the newer rigel"),
    ],
)
def test_a_schema_that_differs_is_reported(rigel, migrated, tampering, said):
    migrated.query(tampering)
    result = rigel.run("migrate", "--check", "--database", migrated.conninfo, status=1)
    assert said in result.stderr


@pytest.mark.parametrize(
    "sql", ["UPDATE schema_migration SET sha256 = 'x'", "INSERT INTO schema_migration VALUES (9999, 'later', 'x')"]
)
def test_a_database_of_another_line_is_not_migrated(rigel, migrated, sql):
    migrated.query(sql)
    rigel.run("migrate", "--database", migrated.conninfo, status=1)


def test_what_an_administrator_adds_is_left_alone(rigel, migrated):
    migrated.query("CREATE TABLE notes (run text)")
    migrated.query("CREATE INDEX mine ON run (at)")
    rigel.run("migrate", "--check", "--database", migrated.conninfo)


def test_partitions_are_made_by_many_at_once_and_dropped_by_age(migrated):
    times = [f"2024-{month:02}-15T00:00:00Z" for month in range(1, 13)] + [
        "1970-01-01T00:00:00Z",
        "2200-01-01T00:00:00Z",
    ]

    def create(_):
        return migrated.value("SELECT document_partitions_create(%s::timestamptz[])", [times])

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(create, range(6))) == 12
    insert = "INSERT INTO document SELECT 1, 1, 'i', 'd', t, '{}' FROM unnest(%s::timestamptz[]) AS t"
    migrated.query(insert, [times])
    assert migrated.value("SELECT document_partitions_drop('2024-03-31T23:59:59Z')") == 3
    assert migrated.value("SELECT count(*) FROM document") == 11
    assert migrated.value("SELECT document_partitions_drop('2024-04-01T00:00:00Z')") == 1
    assert migrated.value("SELECT min(at) FROM document").isoformat() == "2024-04-15T00:00:00+00:00"


def test_partitions_do_not_wait_for_writers(migrated):
    migrated.query("SELECT document_partitions_create(ARRAY['2024-01-01'::timestamptz])")
    with migrated.connect() as writer, writer.transaction():
        writer.execute("INSERT INTO document VALUES (1, 1, 'i', 'd', '2024-01-01T00:00:00Z', '{}')")
        with migrated.connect() as other:
            other.execute("SET statement_timeout = '10s'")
            made = other.execute("SELECT document_partitions_create(ARRAY['2024-02-02'::timestamptz])")
            assert made.fetchone() == (1,)


def test_a_password_on_the_command_line_is_refused_and_not_repeated(rigel):
    for conninfo in ("host=127.0.0.1 port=1 password=hunter22", "postgresql://u:hunter22@127.0.0.1:1/d"):
        result = rigel.run("migrate", "--database", conninfo, status=1)
        assert "PGPASSWORD" in result.stderr
        assert "hunter22" not in result.stderr
    for conninfo in ("postgresql://u:pa/hunter22@h/d", "host=h password=a hunter22"):
        assert "hunter22" not in rigel.run("migrate", "--database", conninfo, status=1).stderr
    result = rigel.run(
        "migrate", "--database", "host=127.0.0.1 port=1 dbname=d", status=1, env={"PGPASSWORD": "hunter22"}
    )
    assert "hunter22" not in result.stderr


def test_every_constraint_of_the_large_tables_has_the_tests_key(migrated):
    rows = migrated.query(
        """
        SELECT r.relname, c.conname, c.contype = 'f',
            'test_id' = ANY (SELECT a.attname FROM pg_attribute a
                WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)),
            f.relname
        FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
        LEFT JOIN pg_class f ON f.oid = c.confrelid
        WHERE c.contype IN ('p', 'u', 'f', 'x') AND r.relname = ANY (%s)
        """,
        [LARGE],
    )
    assert {row[0] for row in rows} == set(LARGE)
    assert [row for row in rows if not row[3]] == []
    # A foreign key that crosses shards has to lead to a table that is on every server.
    assert {row[4] for row in rows if row[2]} <= {*LARGE, "test"}
    unique = migrated.query(
        """
        SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid
        WHERE i.indisunique AND r.relname = ANY (%s) AND NOT 'test_id' = ANY (
            SELECT a.attname FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attnum = ANY (i.indkey))
        """,
        [LARGE],
    )
    assert unique == []


def bare(text):
    """The statement without comments, strings and line ends."""
    text = re.sub(r"--[^\n]*", " ", text)
    text = re.sub(r"'(?:[^']|'')*'", "''", text)
    return " ".join(text.split())


def large_tables(sql):
    """(table, name it goes by) of each place where a large table is read or written."""
    names = "|".join(LARGE)
    keywords = "ON|WHERE|SET|USING|JOIN|LEFT|GROUP|ORDER|VALUES|SELECT|FROM|LIMIT|INNER|CROSS|RETURNING|UNION"
    place = rf"\b(?:FROM|JOIN|INTO|UPDATE|USING|COPY|,)\s+(?:ONLY\s+)?({names})\b(?!\s*\.)"
    pattern = place + rf"(?:\s+(?:AS\s+)?(?!(?:{keywords})\b)([a-z_]\w*))?"
    return [(table, alias or table) for table, alias in re.findall(pattern, sql)]


def key_faults(sql):
    """Places of large tables that are neither joined nor filtered nor written by test_id."""
    found = large_tables(sql)
    joined = re.search(r"USING \(\s*test_id\b", sql)
    faults = []
    for table, name in found:
        written = re.search(rf"(?:INTO|COPY) {table}(?: AS \w+| {name})? ?\([^)]*\btest_id\b", sql)
        named = re.search(rf"\b{name}\.test_id\b", sql)
        alone = len(found) == 1 and re.search(r"(?:WHERE|AND|\() ?\(?test_id\b", sql)
        if not (written or named or alone or joined):
            faults.append(table)
    pinned = re.search(
        r"test_id (?:=|IN) (?:ANY )?\(?\s*\$\d|\(test_id, \w+\) (?:=|IN)|test_id = \w+\.test_id|(?:INTO|COPY) ", sql
    )
    if found and not faults and not pinned:
        faults.append("no test is named")
    return faults


def test_every_statement_on_large_tables_goes_by_the_tests_key():
    faults = {}
    for path in QUERIES:
        if found := key_faults(bare(path.read_text())):
            faults[statement_name(path)] = found
    missing = {name: found for name, found in faults.items() if name not in CROSS_SHARD}
    assert missing == {}
    assert sorted(set(CROSS_SHARD) - {statement_name(path) for path in QUERIES}) == []


def test_the_check_of_statements_finds_what_lacks_the_key():
    assert key_faults("SELECT value FROM point WHERE series_id = $1") == ["point"]
    assert key_faults("SELECT 1 FROM run r JOIN point p ON p.run_id = r.run_id WHERE r.test_id = $1") == ["point"]
    assert key_faults("INSERT INTO run (run_id) VALUES ($1)") == ["run"]
    assert key_faults("SELECT count(*) FROM run WHERE test_id > 0") == ["no test is named"]
    assert key_faults("SELECT 1 FROM run r JOIN point p USING (test_id, run_id) WHERE r.test_id = $1") == []
    assert key_faults("DELETE FROM document WHERE test_id = $1 AND run_id = ANY ($2)") == []


def test_citus_is_asked_for_where_it_is_absent(rigel, migrated):
    result = rigel.run("migrate", "--citus", "--database", migrated.conninfo, status=1)
    assert "CREATE EXTENSION" in result.stderr


def test_statements_run_under_a_pinned_search_path(rigel, migrated):
    """A schema of the role's own, which would come first, must not be written to."""
    migrated.query("CREATE SCHEMA rigel")
    migrated.query("CREATE TABLE rigel.schema_migration (version text)")
    rigel.run("migrate", "--check", "--database", migrated.conninfo)


def test_an_unreachable_server_is_one_clear_line(rigel):
    result = rigel.run("migrate", "--check", "--database", "host=127.0.0.1 port=1 dbname=x", status=1)
    assert "Connection refused" in result.stderr
