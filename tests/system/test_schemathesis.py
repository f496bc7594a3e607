# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that schemathesis makes from the OpenAPI document, good ones and bad ones, with all of its
checks: a few here; SCHEMATHESIS_EXAMPLES=100 for more, and for every boundary of every parameter (make soak)."""

import os
import pathlib
import subprocess
import sys

import pytest
from test_openapi import api, database  # noqa: F401

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES")
PHASES = "examples,coverage,fuzzing,stateful" if EXAMPLES else "examples,fuzzing,stateful"
# A wait of minutes is a good request, but no test's.
CONFIG = """
[parameters]
"query.wait" = "10ms"
"""
HOOKS = """
import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    return value.encode() if isinstance(value, str) else str(value).encode()


# That one parameter needs another, or excludes it, OpenAPI cannot say.
@schemathesis.hook
def filter_case(ctx, case):
    query = case.query or {}
    if case.operation.path.endswith("/explain") and "build" in query and "run" in query:
        return False
    return "rebuild" not in query or "as_of" in query
"""
# Its answer does not end; test_events.py reads it.
ENDLESS = "/api/v1/events"
# Which lines are good no JSON Schema can tell: of its checks, all but that good ones are taken.
LINES = "/api/v1/documents"


CHOSEN = {
    "all": [f"--exclude-path={ENDLESS}", f"--exclude-path={LINES}"],
    "lines": [f"--include-path={LINES}", "--exclude-checks=positive_data_acceptance"],
}


@pytest.mark.plain
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", CHOSEN if EXAMPLES else ["all"])
def test_no_check_of_schemathesis_fails(api, tmp_path, name):  # noqa: F811
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    (tmp_path / "hooks.py").write_text(HOOKS)
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    done = subprocess.run(
        [
            program,
            "--config-file",
            tmp_path / "schemathesis.toml",
            "run",
            f"{api.url}/api/v1/openapi.json",
            "--checks=all",
            f"--max-examples={EXAMPLES or 3}",
            f"--phases={PHASES}",
            "--request-timeout=20",
            "--no-color",
            "--header",
            f"Authorization: {api.session.headers['Authorization']}",
            *CHOSEN[name],
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert api.get("/healthz").status_code == 200
