# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs and points written straight into the tables, for tests of what comes after ingest."""

import datetime
import hashlib
import json

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def identity(*words):
    """A positive id from words. The real ids are other hashes; nothing here depends on which."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


TOUCH = (
    "INSERT INTO test_state AS s (test_id) VALUES (%s) ON CONFLICT (test_id) DO UPDATE SET revision = s.revision + 1"
)


class History:
    """One test's runs, series and points."""

    def __init__(self, database, name="t", config_hash="hash", active=True):
        self.database = database
        self.name = name
        self.test_id = identity(name)
        self._runs = 0
        database.query(
            "INSERT INTO test (test_id, name, source, config_file, config_hash, definition, active)"
            " VALUES (%s, %s, 'lab', 'test.yaml', %s, '{}', %s)",
            (self.test_id, name, config_hash, active),
        )

    def touch(self):
        """Says that something changed which verdicts are made from, as every writer does."""
        self.database.query(TOUCH, (self.test_id,))

    def series(self, metric, direction=1, threshold=0, correlation="", context=5, labels=(), algorithm="edivisive"):
        position = self.database.value("SELECT count(*) FROM series WHERE test_id = %s", (self.test_id,))
        self.database.query(
            "INSERT INTO series (test_id, series_id, metric, position, direction, threshold,"
            " correlation, context, labels, regression_algorithm) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                self.test_id,
                identity(self.name, metric),
                metric,
                position,
                direction,
                threshold,
                correlation,
                context,
                list(labels),
                algorithm,
            ),
        )
        self.touch()

    def run(self, uuid=None, at=None, settled=True, build=..., build_url=..., metadata=None, **values):
        """A run with the values of its metrics (None: a gap); queues the series it touches, as
        ingest does, in one transaction with the points. Returns the uuid."""
        uuid = uuid or f"run-{self._runs:03d}"
        at = at or START + self._runs * DAY
        self._runs += 1
        build = f"build-{uuid}" if build is ... else build
        build_url = f"https://ci.example/{uuid}" if build_url is ... else build_url
        run_id = identity(uuid)
        with self.database.connect() as connection, connection.transaction():
            connection.execute(
                "INSERT INTO run (test_id, run_id, uuid, at, build, build_url, metadata, settled)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                (self.test_id, run_id, uuid, at, build, build_url, json.dumps(metadata or {}), settled),
            )
            for metric, value in values.items():
                self._point(connection, metric, run_id, at, value)
            connection.execute("SELECT pg_notify('rigel_points', %s)", (str(self.test_id),))
            connection.execute(TOUCH, (self.test_id,))
        return uuid

    def _point(self, connection, metric, run_id, at, value):
        if value is None:
            return
        series_id = identity(self.name, metric)
        connection.execute(
            "INSERT INTO point (test_id, series_id, run_id, at, value, samples)"
            " VALUES (%s, %s, %s, %s, %s, 1)"
            " ON CONFLICT (test_id, series_id, run_id) DO UPDATE SET value = EXCLUDED.value",
            (self.test_id, series_id, run_id, at, value),
        )
        connection.execute(
            "INSERT INTO analysis_queue (test_id, series_id) VALUES (%s, %s)"
            " ON CONFLICT (test_id, series_id) DO UPDATE SET queued_at = clock_timestamp()",
            (self.test_id, series_id),
        )

    def point(self, uuid, **values):
        """Points of a run that is there: late ones, or changed ones."""
        with self.database.connect() as connection, connection.transaction():
            (at,) = connection.execute(
                "SELECT at FROM run WHERE test_id = %s AND uuid = %s", (self.test_id, uuid)
            ).fetchone()
            for metric, value in values.items():
                self._point(connection, metric, identity(uuid), at, value)
            connection.execute("SELECT pg_notify('rigel_points', %s)", (str(self.test_id),))
            connection.execute(TOUCH, (self.test_id,))

    def fill(self, **columns):
        """A run a value, day by day; the columns are equally long."""
        for values in zip(*columns.values(), strict=True):
            self.run(**dict(zip(columns, values, strict=True)))

    def fill_settled(self, **columns):
        """The same in one transaction, with nothing queued: for what only reads histories."""
        runs = [
            (self.test_id, identity(self.name, str(i)), f"{self.name}-{i:03d}", START + i * DAY)
            for i in range(len(next(iter(columns.values()))))
        ]
        points = [
            (*run[:2], identity(self.name, metric), run[3], value)
            for metric, values in columns.items()
            for run, value in zip(runs, values, strict=True)
            if value is not None
        ]
        with self.database.connect() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO run (test_id, run_id, uuid, at, metadata, settled) VALUES (%s, %s, %s, %s, '{}', true)",
                runs,
            )
            cursor.executemany(
                "INSERT INTO point (test_id, run_id, series_id, at, value, samples) VALUES (%s, %s, %s, %s, %s, 1)",
                points,
            )

    def change_points(self, algorithm="edivisive"):
        """(metric, uuid, dropped_by), by metric and time."""
        return self.database.query(
            "SELECT s.metric, r.uuid, c.dropped_by FROM change_point c"
            " JOIN series s USING (test_id, series_id) JOIN run r USING (test_id, run_id)"
            " WHERE c.test_id = %s AND c.algorithm = %s ORDER BY s.metric, r.at",
            (self.test_id, algorithm),
        )

    def regressions(self):
        """(regression_id, uuid, metrics, state) of those that stand or that people touched, by time."""
        return self.database.query(
            "SELECT regression_id, uuid, metrics, state FROM regression"
            " WHERE test_id = %s AND state <> 'faded' ORDER BY at",
            (self.test_id,),
        )


def everything(database):
    """All that analysis and triage wrote, without wall-clock times: comparable between databases. What
    faded is left out: it is what was found before."""
    return {
        table: database.query(f"SELECT {columns} FROM {table} AS t {which} ORDER BY {columns}")
        for table, which, columns in (
            ("change_point", "", "t::text"),
            ("analysis", "", "t::text"),
            ("analysis_queue", "", "t.test_id, t.series_id"),
            (
                "regression",
                "WHERE t.metrics > 0",
                "t.test_id, t.regression_id, t.run_id, t.at, t.uuid, t.build, t.build_url,"
                " t.previous_uuid, t.previous_build, t.previous_build_url, t.percent, t.pvalue, t.metrics,"
                " t.state",
            ),
        )
    }
