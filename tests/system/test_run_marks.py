# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands beside a run's points: alerts that the benchmark indexed, being the repetition of another run,
being excluded; and limits and units of its series."""

import pytest
from tables import identity
from test_ingest import TEST, FilesPlace, SearchPlace, made

ALERTS = """
SELECT r.uuid, a.document_id, a.severity, a.description, to_char(a.at AT TIME ZONE 'UTC', 'HH24:MI')
FROM run_alert a JOIN run r USING (test_id, run_id) ORDER BY 1, 2
"""


def confirm_token(uuid):
    return f"confirm-{identity(uuid):016x}"


@pytest.fixture
def files_lab(request, rigel, postgres, tmp_path):
    return made(request, rigel, postgres, tmp_path, FilesPlace(tmp_path))


def alert(lab, name, uuid, **more):
    document = {
        "timestamp": "2026-05-01T00:30:00Z",
        "uuid": uuid,
        "severity": "Warning",
        "description": "etcd is slow",
        "metricName": "alert",
    }
    lab.place.put("bench", name, {**document, **more})


@pytest.mark.parametrize(("kind", "pull"), [("files", "documents"), ("search", "documents"), ("search", "aggregates")])
def test_alerts_come_with_their_run_and_change_no_point(request, rigel, postgres, tmp_path, kind, pull):
    place = FilesPlace(tmp_path) if kind == "files" else SearchPlace(request.getfixturevalue("opensearch2"))
    lab = made(request, rigel, postgres, tmp_path, place)
    lab.configure(f"    pull: {pull}\n", ingest={"reopen": "3650d"})
    for uuid in "ab":
        lab.run(uuid, 1)
        lab.cpu(f"1{uuid}", uuid, 1.0)
        lab.lat(f"2{uuid}", uuid, 7)
    lab.ingest()
    before = lab.database.query("SELECT *, xmin::text FROM point ORDER BY 1, 2, 3")
    documents = lab.database.value("SELECT count(*) FROM document")
    assert lab.database.query(ALERTS) == []

    # Late ones are a change like any other document's.
    alert(lab, "x", "a")
    alert(lab, "y", "a", severity="error", description="no leader", timestamp="2026-05-01T00:45:00Z")
    alert(lab, "z", "nobody")
    lab.ingest()
    expected = [("a", "x", "warning", "etcd is slow", "00:30"), ("a", "y", "error", "no leader", "00:45")]
    assert lab.database.query(ALERTS) == expected
    assert lab.database.query("SELECT *, xmin::text FROM point ORDER BY 1, 2, 3") == before
    assert lab.database.value("SELECT count(*) FROM document") == documents
    assert lab.rejected() == {}
    assert " 0 pulled;" in lab.ingest().stdout

    alert(lab, "y", "a", severity="critical", description="no leader")
    alert(lab, "bad", "a", severity=None)
    lab.ingest()
    assert lab.database.query(ALERTS)[1][2] == "critical"
    assert lab.rejected()["bad"][0] == "severity"
    lab.place.delete("bench", "x")
    lab.ingest()
    assert [row[1] for row in lab.database.query(ALERTS)] == ["y"]
    assert lab.database.query("SELECT *, xmin::text FROM point ORDER BY 1, 2, 3") == before


def test_alerts_can_be_left_out(files_lab):
    lab = files_lab
    lab.configure(ingest={"reopen": "3650d", "alerts": False})
    lab.run("a", 1)
    lab.cpu("1", "a", 1.0)
    alert(lab, "x", "a")
    lab.ingest()
    assert lab.points("cpu_avg") == {"a": 1.0}
    assert lab.database.query(ALERTS) == []
    lab.configure(ingest={"reopen": "3650d"})
    lab.ingest()
    assert len(lab.database.query(ALERTS)) == 1


def test_a_token_in_the_metadata_makes_a_run_a_repetition(files_lab):
    lab = files_lab
    for day, uuid in enumerate("abc", 1):
        lab.run(uuid, day)
        lab.cpu(f"1{uuid}", uuid, day)
    lab.run("d", 4, rigelConfirm=confirm_token("c"))
    lab.cpu("1d", "d", 4.0)
    lab.run("e", 5, rigel_confirm="confirm-nothing")
    lab.cpu("1e", "e", 5.0)
    lab.ingest()
    marks = "SELECT uuid, confirms, in_baseline FROM run ORDER BY 1"
    assert lab.database.query(marks)[2:] == [("c", None, True), ("d", identity("c"), False), ("e", None, True)]
    assert "16 hexadecimal digits" in lab.rejected()["m-e"][1]
    assert lab.points("cpu_avg") == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}

    # A token that comes later queues the run's series once more, and no other run's.
    lab.database.query("DELETE FROM analysis_queue")
    revision = lab.database.value("SELECT revision FROM test_state")
    lab.ingest()
    assert lab.database.value("SELECT count(*) FROM analysis_queue") == 0
    assert lab.database.value("SELECT revision FROM test_state") == revision
    lab.run("b", 2, rigelConfirm=confirm_token("a"))
    lab.ingest()
    assert lab.database.query(marks)[1] == ("b", identity("a"), False)
    assert lab.database.value("SELECT count(*) FROM analysis_queue") == 1
    assert lab.database.value("SELECT revision FROM test_state") > revision


def test_what_people_said_of_a_run_survives_pulls(files_lab):
    lab = files_lab
    lab.configure(ingest={"reopen": "3650d"})
    for uuid in "ab":
        lab.run(uuid, 1)
        lab.cpu(f"1{uuid}", uuid, 1.0)
    lab.ingest()
    lab.database.query("UPDATE run SET excluded = 'broken node' WHERE uuid = 'a'")
    lab.database.query("UPDATE run SET confirms = 5 WHERE uuid = 'b'")
    for uuid in "ab":
        lab.run(uuid, 2, more="changed")
        lab.cpu(f"2{uuid}", uuid, 3.0)
    lab.ingest()
    assert lab.points("cpu_avg") == {"a": 2.0, "b": 2.0}
    assert lab.database.query("SELECT uuid, excluded, confirms FROM run ORDER BY 1") == [
        ("a", "broken node", None),
        ("b", None, 5),
    ]


def test_runs_outside_the_baseline_do_not_say_what_is_expected(files_lab):
    lab = files_lab
    lab.configure(ingest={"settle": "365d", "reopen": "3650d"})
    for day in range(1, 5):
        lab.run(f"full{day}", day)
        lab.cpu(f"c{day}", f"full{day}", 1.0)
        lab.lat(f"l{day}", f"full{day}", 1)
    lab.ingest()
    assert lab.database.value("SELECT bool_and(settled) FROM run")
    # Without the metric, and left out: they would be the majority.
    for day in range(5, 15):
        lab.run(f"part{day}", day)
        lab.cpu(f"c{day}", f"part{day}", 1.0)
    lab.ingest()
    lab.database.query("UPDATE run SET settled = true, excluded = 'half a run' WHERE uuid LIKE 'part%'")
    lab.run("last", 20)
    lab.cpu("last", "last", 1.0)
    lab.ingest()
    assert lab.database.value("SELECT settled FROM run WHERE uuid = 'last'") is False
    lab.lat("last2", "last", 1)
    lab.ingest()
    assert lab.database.value("SELECT settled FROM run WHERE uuid = 'last'") is True


def test_limits_units_and_projects_are_written_and_touch_the_test_once(files_lab):
    lab = files_lab
    lab.run("a", 1)
    lab.cpu("1", "a", 1.0)
    lab.ingest()
    revision = "SELECT revision FROM test_state"
    before = lab.database.value(revision)
    lab.ingest()
    assert lab.database.value(revision) == before
    said = TEST.replace("      - name: cpu\n", "      - name: cpu\n        limit: {max: 30.5}\n        unit: cores\n")
    lab.configure("    project: payments\n", text=said.replace("{max: 30.5}", "{{max: 30.5}}"))
    lab.ingest()
    assert lab.database.value(revision) > before
    assert lab.database.value("SELECT project FROM test") == "payments"
    assert lab.database.query("SELECT metric, limit_min, limit_max, unit FROM series ORDER BY 1") == [
        ("cpu_avg", None, 30.5, "cores"),
        ("lat_P99", None, None, ""),
    ]
    lab.configure()
    lab.ingest()
    assert lab.database.value("SELECT count(*) FROM series WHERE limit_max IS NULL AND unit = ''") == 2
    assert lab.database.value("SELECT project FROM test") == "default"


def test_history_leaves_out_what_is_in_no_baseline(files_lab):
    lab = files_lab
    for number in range(1, 25):
        lab.run(f"r{number:02}", number)
        lab.cpu(f"c{number}", f"r{number:02}", 900.0 if number == 12 else 10.0 + number % 3)
        lab.lat(f"l{number}", f"r{number:02}", 5 + number % 2 + (100 if number > 16 else 0))
    lab.ingest()
    changed = "SELECT s.metric, r.uuid FROM change_point c JOIN series s USING (test_id, series_id) JOIN run r USING (test_id, run_id)"
    lab.rigel.run("analyse", "--once", "--config", lab.config)
    assert ("lat_P99", "r17") in lab.database.query(changed)
    lab.database.query("UPDATE run SET excluded = 'x' WHERE uuid >= 'r17'")
    lab.database.query("INSERT INTO analysis_queue (test_id, series_id) SELECT test_id, series_id FROM series")
    lab.rigel.run("analyse", "--once", "--config", lab.config)
    assert [row for row in lab.database.query(changed) if row[0] == "lat_P99"] == []
