# SPDX-License-Identifier: GPL-3.0-or-later
"""Rehearsals held against the reload they speak of."""

import json

import servers

REGRESSIONS = """
SELECT t.name AS test, g.regression_id::text AS id, g.uuid, g.build, g.build_url, g.previous_build,
    CASE WHEN abs(g.percent) < 'Infinity' THEN g.percent END AS percent, g.metrics, g.state
FROM regression AS g JOIN test AS t USING (test_id) WHERE g.state <> 'faded' ORDER BY t.name, g.at, g.regression_id
"""
MEMBERS = """
SELECT t.name, c.regression_id::text, s.metric, c.algorithm, CASE WHEN abs(c.percent) < 'Infinity' THEN c.percent END
FROM change_point AS c JOIN test AS t USING (test_id) JOIN series AS s USING (test_id, series_id)
WHERE c.regression_id IS NOT NULL ORDER BY 1, 2, 3
"""
# All tables that a reload writes, row versions included.
MARKS = " UNION ALL ".join(
    f"SELECT '{table}', xmin::text, ctid::text, NULL FROM {table}"
    for table in (
        "test",
        "series",
        "run",
        "acknowledgement",
        "analysis",
        "analysis_queue",
        "change_point",
        "regression",
    )
)
KINDS = ("gained", "lost", "moved", "changed")
FIELDS = ("uuid", "build", "build_url", "previous_build", "percent", "metrics")
# Runs of active tests that are not pulled under their definition, and active tests without runs.
LEFT = """
SELECT (SELECT count(*) FROM run AS r JOIN test AS t USING (test_id) LEFT JOIN run_pull AS p USING (test_id, run_id)
        WHERE t.active AND (p.config_hash IS DISTINCT FROM t.config_hash OR NOT r.settled))
    + (SELECT count(*) FROM test AS t WHERE t.active AND NOT EXISTS (SELECT FROM run AS r WHERE r.test_id = t.test_id))
"""


def predicted(stored, told):
    """The regressions that a rehearsal makes of the stored ones."""
    rows = {(row["test"], row["id"]): dict(row) for row in stored}
    for change in told["regressions"]:
        key = (change["test"], change["id"])
        if change["before"]:
            assert {name: rows[key][name] for name in FIELDS} == {name: change["before"][name] for name in FIELDS}
            assert rows[key]["state"] == change["state"]
        if change["after"]:
            rows[key] = {"test": key[0], "id": key[1], "state": change["state"]}
            rows[key] |= {name: change["after"][name] for name in FIELDS}
        elif change["stays"]:
            rows[key]["metrics"] = 0
        else:
            del rows[key]
    return sorted(rows.values(), key=lambda row: (row["test"], row["id"]))


class Stage:
    """A service with its database."""

    def __init__(self, rigel, database, service):
        self.rigel, self.database, self.service = rigel, database, service

    def regressions(self):
        with self.database.connect() as connection:
            cursor = connection.execute(REGRESSIONS)
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def rehearse(self, config):
        """What it says; the database is as before, and the exit status fits."""
        marks = set(self.database.query(MARKS))
        result = self.rigel.run("rehearse", config, "--format", "json", status=None)
        assert result.stdout, result
        told = json.loads(result.stdout)
        assert result.status == (2 if told["gained"] or told["lost"] else 0), result
        for kind in KINDS:
            assert told[kind] == sum(row["change"] == kind for row in told["regressions"])
        written = set(self.database.query(MARKS)) - marks
        assert not written, sorted(written)[:5]
        return told

    def _is_settled(self, config):
        if self.database.value(LEFT):
            return False
        self.database.query("SELECT pg_notify('rigel_points', '')")
        told = json.loads(self.rigel.run("rehearse", config, "--format", "json", status=None).stdout)
        return told["analysed"] == 0 and not told["notes"]

    def settled(self, config=None, timeout=300):
        """Everything is pulled and analysed as the configuration says."""
        config = config or self.config
        # Twice: the first may have looked at runs before and at analyses after the tests were written.
        servers.wait_until(
            lambda: self._is_settled(config) and self._is_settled(config), timeout, "end of the analysis"
        )

    def check(self, draft, take_over, told=None):
        """Rehearses the draft, takes it over, compares. The rehearsal."""
        stored = self.regressions()
        told = told or self.rehearse(draft)
        wanted = predicted(stored, told)
        mark = self.service.mark()
        self.config = take_over()
        self.service.reload()
        self.service.wait_log('"reloaded"', since=mark)
        self.settled()
        new = {note["test"] for note in told["notes"] if note["note"] == "new_test"}
        found = [row for row in self.regressions() if row["test"] not in new]
        found.sort(key=lambda row: (row["test"], row["id"]))
        assert found == wanted, [row for row in found + wanted if row not in found or row not in wanted]
        self._compare_members(told)
        return told

    def _compare_members(self, told):
        members = {}
        for test, regression, metric, algorithm, percent in self.database.query(MEMBERS):
            members.setdefault((test, regression), set()).add((metric, algorithm, percent))
        for change in told["regressions"]:
            wanted = {(m["metric"], m["algorithm"], m["percent"]) for m in change["members"] if m["after"]}
            assert members.get((change["test"], change["id"]), set()) == wanted
