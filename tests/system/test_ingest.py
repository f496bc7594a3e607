# SPDX-License-Identifier: GPL-3.0-or-later
"""What documents do in practice: late, twice, changed, gone, bad, in two portions; two processes at once;
one run alone; following."""

import json
import math
import signal
import subprocess

import pytest
import reduction
import servers

TEST = """
tests:
  - name: t
    metadata_index: "{prefix}meta"
    benchmark_index: "{prefix}bench"
{extra}    metadata:
      platform: AWS
    metrics:
      - name: cpu
        metricName.keyword: cpu
        metric_of_interest: value
        agg:
          agg_type: avg
      - name: lat
        metricName.keyword: lat
        metric_of_interest: P99
"""


class FilesPlace:
    """Documents in one `_bulk` file."""

    prefix = ""

    def __init__(self, folder):
        self.path = folder / "documents"
        self.path.mkdir()
        self.kept = {}
        self.lines = []

    def source(self):
        return {"kind": "files", "path": str(self.path), "poll": "1s"}

    def put(self, index, name, document):
        self.kept[index, name] = document
        self._write()

    def delete(self, index, name):
        del self.kept[index, name]
        self._write()

    def line(self, text):
        """One line as it is, whatever it is."""
        self.lines.append(text)
        self._write()

    def _write(self):
        rows = []
        for (index, name), document in self.kept.items():
            rows += [json.dumps({"index": {"_index": index, "_id": name}}), json.dumps(document)]
        for number, line in enumerate(self.lines):
            rows += [json.dumps({"index": {"_index": "bench", "_id": f"line{number}"}}), line]
        fresh = self.path.parent / "documents.new"
        fresh.write_text("\n".join(rows) + "\n", encoding="utf-8")
        fresh.rename(self.path / "all.ndjson")


class SearchPlace:
    def __init__(self, space):
        self.space = space
        self.prefix = space.prefix
        for index in ("meta", "bench"):
            # Strings stay searchable as the server maps them; a metric's value is not looked into, so
            # that documents with wrong values can be there.
            space.create(index, {"properties": {"P99": {"type": "object", "enabled": False}}})

    def source(self):
        return {"kind": "search", "url": self.space.url, "poll": "1s"}

    def put(self, index, name, document):
        self.space.put(index, document, name)

    def delete(self, index, name):
        self.space.request("DELETE", f"{self.prefix}{index}/_doc/{name}?refresh=true")


class Lab:
    """One test `t` over one place, in one database."""

    def __init__(self, rigel, postgres, place, folder):
        self.rigel, self.postgres, self.place, self.folder = rigel, postgres, place, folder
        self.database = postgres.create()
        self.database.migrate(rigel)
        self.configure()

    def configure(self, extra="", text=TEST, **sections):
        file = self.folder / "t.yaml"
        file.write_text(text.format(prefix=self.place.prefix, extra=extra), encoding="utf-8")
        self.config = servers.write_config(self.folder, self.database, self.place.source(), [file], **sections)

    def run(self, uuid, day, hour=0, name=None, **more):
        at = f"2026-05-{day:02}T{hour:02}:00:00Z"
        document = {"uuid": uuid, "timestamp": at, "platform": "AWS", "ocpVersion": f"4.20-{uuid}"}
        self.place.put("meta", name or f"m-{uuid}", {**document, "buildUrl": f"https://ci.example/{uuid}", **more})

    def cpu(self, name, uuid, value, **more):
        document = {"uuid": uuid, "timestamp": "2026-05-02T01:00:00Z", "metricName": "cpu", "value": value}
        self.place.put("bench", name, {**document, **more})

    def lat(self, name, uuid, value, **more):
        document = {"uuid": uuid, "timestamp": "2026-05-02T01:00:00Z", "metricName": "lat", "P99": value}
        self.place.put("bench", name, {**document, **more})

    def ingest(self, *arguments, status=0):
        arguments = arguments or ("--once",)
        return self.rigel.run("ingest", "--config", self.config, *arguments, status=status)

    def points(self, column):
        return dict(reduction.stored_points(self.database)["t", column])

    def rejected(self):
        return {
            name: (field, reason)
            for name, field, reason in self.database.query("SELECT document_id, field, reason FROM rejected_document")
        }


def made(request, rigel, postgres, tmp_path, place):
    lab = Lab(rigel, postgres, place, tmp_path)
    request.addfinalizer(lambda: postgres.drop(lab.database))
    return lab


@pytest.fixture
def files_lab(request, rigel, postgres, tmp_path):
    return made(request, rigel, postgres, tmp_path, FilesPlace(tmp_path))


@pytest.fixture(params=["files", "search"])
def lab(request, rigel, postgres, tmp_path):
    if request.param == "files":
        place = FilesPlace(tmp_path)
    else:
        place = SearchPlace(request.getfixturevalue("opensearch2"))
    return made(request, rigel, postgres, tmp_path, place)


def test_documents_may_come_in_portions_change_and_go(lab):
    lab.run("a", 1)
    lab.cpu("1", "a", 1.0)
    lab.ingest()
    assert lab.points("cpu_avg") == {"a": 1.0}
    assert lab.points("lat_P99") == {}

    lab.cpu("2", "a", 3.0)
    lab.lat("3", "a", 70)
    lab.configure(ingest={"reopen": "3650d"})
    lab.ingest()
    assert lab.points("cpu_avg") == {"a": 2.0}
    assert lab.points("lat_P99") == {"a": 70}

    lab.cpu("2", "a", 5.0)
    lab.ingest()
    assert lab.points("cpu_avg") == {"a": 3.0}

    lab.place.delete("bench", "1")
    lab.place.delete("bench", "3")
    lab.ingest()
    assert lab.points("cpu_avg") == {"a": 5.0}
    assert lab.points("lat_P99") == {}
    names = lab.database.query("SELECT document_id FROM document ORDER BY 1")
    assert names == [("2",)]


def test_a_settled_old_run_is_looked_at_again_only_when_asked(lab):
    lab.run("a", 1)
    lab.cpu("1", "a", 1.0)
    lab.ingest()
    lab.configure(ingest={"reopen": "1s"})
    lab.cpu("2", "a", 3.0)
    lab.ingest()
    assert lab.points("cpu_avg") == {"a": 1.0}
    lab.ingest("--since", "2026-05-01")
    assert lab.points("cpu_avg") == {"a": 2.0}
    lab.cpu("3", "a", 8.0)
    lab.ingest("--run", "a")
    assert lab.points("cpu_avg") == {"a": 4.0}


def test_a_repeated_document_counts_as_often_as_the_cluster_counts_it(lab):
    lab.run("a", 1)
    lab.cpu("1", "a", 1.0)
    lab.cpu("2", "a", 1.0)
    lab.cpu("3", "a", 4.0)
    lab.ingest()
    assert lab.points("cpu_avg") == {"a": 2.0}
    assert lab.database.value("SELECT samples FROM point") == 3


def test_the_earliest_of_two_metadata_documents_counts_whenever_it_comes(lab):
    lab.run("a", 2, name="second", ocpVersion="late")
    lab.cpu("1", "a", 1.0)
    lab.ingest()
    assert lab.database.query("SELECT build, at::date::text FROM run") == [("late", "2026-05-02")]
    lab.run("a", 1, name="first", ocpVersion="early")
    lab.ingest()
    assert lab.database.query("SELECT build, at::date::text FROM run") == [("early", "2026-05-01")]
    assert lab.database.query("SELECT at::date::text FROM point") == [("2026-05-01",)]
    assert lab.database.query("SELECT at::date::text FROM document") == [("2026-05-01",)]


def test_runs_without_version_url_or_results_are_runs_all_the_same(lab):
    lab.run("a", 1, ocpVersion="")
    lab.place.put("meta", "b", {"uuid": "b", "timestamp": "2026-05-02T00:00:00Z", "platform": "AWS"})
    lab.run("c", 3, jobStatus="failure")
    lab.cpu("1", "b", 1.0)
    lab.ingest()
    rows = lab.database.query("SELECT uuid, build, build_url, settled FROM run ORDER BY at")
    assert rows == [
        ("a", None, "https://ci.example/a", True),
        ("b", None, None, True),
        ("c", "4.20-c", "https://ci.example/c", True),
    ]
    assert lab.points("cpu_avg") == {"b": 1.0}


def test_wrong_values_are_put_aside_and_the_rest_counts(lab):
    lab.run("a", 1)
    wrong = {"text": "fast", "boolean": True, "object": {"x": 1}, "mixed": [1, "two"]}
    for name, value in wrong.items():
        lab.lat(name, "a", value)
    lab.lat("good", "a", [10, 20])
    lab.lat("as text", "a", "30")
    lab.ingest()
    assert lab.points("lat_P99") == {"a": 20.0}
    assert lab.database.value("SELECT samples FROM point") == 3
    rejected = lab.rejected()
    assert set(rejected) == set(wrong)
    assert {field for field, _ in rejected.values()} == {"P99"}
    assert "found an object" in rejected["object"][1]


def test_bad_documents_are_put_aside_with_their_reason(files_lab):
    lab = files_lab
    lab.run("a", 1)
    lab.lat("good", "a", 5)
    lines = {
        "not an object": "[1, 2]",
        "not JSON": '{"uuid": "a", "metricName": "lat", "P99": NaN}',
        "no run id": '{"metricName": "lat", "P99": 1, "timestamp": "2026-05-02"}',
        "deep": '{"uuid": "a", "metricName": "lat", "P99": ' + "[" * 400 + "1" + "]" * 400 + "}",
        "unreadable time": '{"uuid": "a", "metricName": "lat", "P99": 1, "timestamp": "yesterday"}',
        "huge": '{"uuid": "a", "metricName": "lat", "P99": 1, "pad": "' + "x" * (50 << 20) + '"}',
        "no number": '{"uuid": "a", "metricName": "lat", "P99": 1e999, "timestamp": "2026-05-02"}',
    }
    for line in lines.values():
        lab.place.line(line)
    result = lab.ingest()
    assert lab.points("lat_P99") == {"a": 5}
    assert lab.database.value("SELECT count(*) FROM document") == 1
    # A document without a run id belongs to no run: a source may leave it out of every answer.
    assert lab.database.value("SELECT count(DISTINCT document_id) FROM rejected_document") >= len(lines) - 1
    assert all(reason for _, reason in lab.rejected().values())
    assert lab.database.value("SELECT max(length(excerpt)) FROM rejected_document") <= 1000
    assert "documents rejected" in result.stderr
    before = lab.database.query("SELECT count(*) FROM rejected_document")
    lab.ingest()
    assert lab.database.query("SELECT count(*) FROM rejected_document") == before


def test_what_the_source_no_longer_has_stays(lab):
    lab.run("a", 1)
    lab.cpu("1", "a", 1.0)
    lab.ingest()
    before = reduction.dump(lab.database)
    lab.place.delete("bench", "1")
    lab.place.delete("meta", "m-a")
    lab.ingest()
    assert reduction.differing(before, reduction.dump(lab.database)) == []


def test_a_changed_definition_pulls_its_runs_anew(lab):
    lab.run("a", 1)
    lab.cpu("1", "a", 1.0)
    lab.cpu("2", "a", 3.0)
    lab.ingest()
    lab.configure(text=TEST.replace("agg_type: avg", "agg_type: max"))
    lab.ingest()
    assert lab.points("cpu_max") == {"a": 3.0}
    assert lab.points("cpu_avg") == {"a": 2.0}  # history of a column that is no longer configured
    rows = lab.database.query("SELECT metric, active FROM series ORDER BY metric")
    assert rows == [("cpu_avg", False), ("cpu_max", True), ("lat_P99", True)]


def test_tests_that_are_no_longer_configured_become_inactive(files_lab):
    lab = files_lab
    lab.run("a", 1)
    lab.ingest()
    lab.configure(text=TEST.replace("name: t", "name: other"))
    lab.ingest()
    assert lab.database.query("SELECT name, active FROM test ORDER BY 1") == [("other", True), ("t", False)]


def test_a_run_settles_when_its_expected_metrics_are_there(files_lab):
    lab = files_lab
    lab.configure(ingest={"settle": "365d", "reopen": "3650d"})
    for number, uuid in enumerate("abcd"):
        lab.run(uuid, number + 1)
        lab.cpu(f"c{uuid}", uuid, 1.0)

    def settled():
        return [uuid for (uuid,) in lab.database.query("SELECT uuid FROM run WHERE settled ORDER BY at")]

    lab.ingest()
    assert settled() == []  # without history every metric is expected
    lab.lat("la", "a", 1)
    lab.ingest()
    assert settled() == ["a"]
    lab.lat("lb", "b", 1)
    lab.lat("lc", "c", 1)
    lab.ingest()
    assert settled() == ["a", "b", "c"]
    lab.configure(ingest={"settle": "0s", "reopen": "3650d"})
    lab.ingest()
    assert settled() == ["a", "b", "c", "d"]


def test_documents_past_the_retention_are_reduced_but_not_kept(files_lab):
    lab = files_lab
    lab.configure(ingest={"retention": "1d"})
    lab.run("a", 1)
    lab.place.put("meta", "old", {"uuid": "b", "timestamp": "2001-01-01T00:00:00Z", "platform": "AWS"})
    lab.cpu("1", "b", 1.0)
    lab.ingest()
    assert lab.points("cpu_avg") == {"b": 1.0}
    assert lab.database.value("SELECT count(*) FROM document") == 0


def test_a_metric_for_every_value_of_group_by(lab):
    lab.run("a", 1)
    lab.run("b", 2)
    lab.configure(
        text=TEST
        + """      - name: pod-${{pod.keyword}}
        metricName.keyword: pod
        metric_of_interest: value
        group_by: pod.keyword
        agg:
          agg_type: sum
"""
    )
    for name, uuid, pod, value in (("1", "a", "x", 1), ("2", "a", "x", 2), ("3", "b", "z", 4)):
        lab.cpu(name, uuid, value, metricName="pod", pod=pod)
    lab.ingest()
    assert lab.points("pod-x_sum") == {"a": 3}
    assert lab.points("pod-z_sum") == {"b": 4}
    lab.cpu("4", "b", 8, metricName="pod", pod="y")
    lab.ingest("--run", "b")
    assert lab.points("pod-y_sum") == {"b": 8}
    before = reduction.dump(lab.database)
    lab.ingest()
    assert reduction.differing(before, reduction.dump(lab.database)) == []
    rows = lab.database.query("SELECT metric FROM series WHERE active ORDER BY position, metric")
    assert [metric for (metric,) in rows] == ["cpu_avg", "lat_P99", "pod-x_sum", "pod-y_sum", "pod-z_sum"]


def test_two_processes_at_once_give_what_one_gives(lab):
    for number in range(1, 21):
        lab.run(f"r{number}", number)
        lab.cpu(f"c{number}", f"r{number}", float(number))
    both = [
        lab.rigel.popen(
            "ingest", "--once", "--config", lab.config,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for process in both:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, out + err
    assert lab.points("cpu_avg") == {f"r{number}": float(number) for number in range(1, 21)}
    assert lab.database.value("SELECT count(*) FROM document") == 20


def test_usage_and_names_that_do_not_exist_are_errors(files_lab):
    lab = files_lab
    lab.run("a", 1)
    assert "there is no such test" in lab.ingest("--once", "--test", "x", status=1).stderr
    assert "no test takes a run" in lab.ingest("--run", "nobody", status=1).stderr
    assert "--since" in lab.ingest("--since", "soon", status=1).stderr
    assert "usage:" in lab.ingest("--once", "--follow", status=1).stderr
    assert "0 failed" in lab.ingest("--once", "--test", "t").stdout


def test_one_source_that_fails_does_not_stop_the_others(files_lab):
    lab = files_lab
    lab.run("a", 1)
    lab.cpu("1", "a", 1.0)
    other = lab.folder / "other.yaml"
    text = TEST.replace("name: t", "name: u\n    source: source0").format(prefix="", extra="")
    other.write_text(text, encoding="utf-8")
    sources = [{"kind": "search", "url": "http://127.0.0.1:9", "retries": 0}, lab.place.source()]
    lab.configure(extra="    source: source1\n")
    lab.config = servers.write_config(lab.folder, lab.database, sources, [other, lab.folder / "t.yaml"])
    result = lab.ingest(status=1)
    assert "source0" in result.stderr
    assert lab.points("cpu_avg") == {"a": 1.0}


@pytest.mark.threads
def test_following_sees_new_documents_takes_a_new_configuration_and_ends_cleanly(lab):
    lab.run("a", 1)
    lab.cpu("1", "a", 1.0)
    process = lab.rigel.popen(
        "ingest", "--follow", "--config", lab.config, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        servers.wait_until(lambda: lab.points("cpu_avg") == {"a": 1.0}, 30, "the first run")
        # Young enough to be seen by a look that goes back by the reopen time only.
        lab.configure(ingest={"reopen": "3650d"})
        process.send_signal(signal.SIGHUP)
        lab.run("b", 2)
        lab.cpu("2", "b", 2.0)
        servers.wait_until(lambda: lab.points("cpu_avg") == {"a": 1.0, "b": 2.0}, 30, "the second run")
        lab.cpu("3", "b", 4.0)
        servers.wait_until(lambda: lab.points("cpu_avg")["b"] == 3.0, 30, "the late document")
        lab.configure(text=TEST.replace("agg_type: avg", "agg_type: max"), ingest={"reopen": "3650d"})
        process.send_signal(signal.SIGHUP)
        servers.wait_until(lambda: lab.points("cpu_max") == {"a": 1.0, "b": 4.0}, 30, "the new metric")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            _, said = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode == 0, said.decode()


def test_a_run_whose_metadata_comes_very_late_is_found_by_the_next_full_look(files_lab):
    lab = files_lab
    lab.run("a", 1)
    lab.cpu("1", "a", 1.0)
    lab.configure(ingest={"reopen": "1d", "full_look": "1s"})
    process = lab.rigel.popen(
        "ingest", "--follow", "--config", lab.config, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        servers.wait_until(lambda: lab.points("cpu_avg") == {"a": 1.0}, 30, "the first run")
        lab.run("b", 2)
        lab.cpu("2", "b", 2.0)
        servers.wait_until(lambda: lab.points("cpu_avg") == {"a": 1.0, "b": 2.0}, 30, "the late run")
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def kapi_expected():
    values = {}
    folder = servers.DATA / "fixtures" / "opensearch"
    for name in ("ripsaw-kube-burner", "ripsaw-kube-burner-plus5"):
        for _, document in reduction.documents([folder / f"{name}.ndjson"]):
            if document.get("metricName") == "readOnlyAPICallsLatency" and (
                document.get("jobName") != "garbage-collection"
            ):
                values[document["uuid"]] = max(values.get(document["uuid"], -math.inf), document["value"])
    return values


def test_the_published_latencies_come_out_of_every_kind_of_server(rigel, postgres, search_server, tmp_path):
    search_server.load_fixtures(
        "perf_scale_ci", "perf_scale_ci-plus5", "ripsaw-kube-burner", "ripsaw-kube-burner-plus5"
    )
    database = postgres.create()
    database.migrate(rigel)
    source = {
        "kind": "search",
        "url": search_server.url,
        "metadata_index": f"{search_server.prefix}perf_scale_ci*",
        "benchmark_index": f"{search_server.prefix}ripsaw-kube-burner*",
    }
    tests = [servers.DATA / "fixtures" / "configs" / "kapi" / "kapi.yaml"]
    config = servers.write_config(tmp_path, database, source, tests, {"version": "4.19"})
    rigel.run("ingest", "--once", "--config", config)
    ((_, values),) = reduction.stored_points(database).items()
    assert values == kapi_expected()
    assert len(values) == 20
    postgres.drop(database)
