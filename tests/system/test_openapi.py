# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI document against the routes and against real answers."""

import copy
import json
import re
import urllib.parse

import jsonschema
import openapi_spec_validator
import pytest
import servers

DEMO_TEST = "aws-4.19-payload-control-plane-6nodes"
# The service that all of them ask is started once.
pytestmark = pytest.mark.xdist_group("openapi")
TYPES = {"application/json": "json", "text/csv": "csv", "text/plain": "text", "application/xml": "junit"}


@pytest.fixture(scope="module")
def database(postgres):
    database = postgres.create()
    yield database
    postgres.drop(database)


@pytest.fixture(scope="module")
def api(database, rigel_session, tmp_path_factory):
    """The demo's documents and tests, and a run of each kind."""
    config = tmp_path_factory.mktemp("openapi") / "rigel.yaml"
    config.write_text(
        f"database:\n  conninfo: {database.conninfo}\n"
        f"sources:\n- {{name: demo, kind: files, path: {servers.DATA / 'fixtures' / 'opensearch'}}}\n"
        "- {name: pushed, kind: push}\n"
        f"tests:\n  files: [{servers.ROOT / 'demo' / 'tests' / '*.yaml'}]\n  variables: {{version: '4.19'}}\n"
        "ingest:\n  retention: 0s\napi:\n  listen: 127.0.0.1\n  port: 0\n"
    )
    database.migrate(rigel_session)
    rigel_session.run("ingest", "--config", config, "--once")
    rigel_session.run("analyse", "--config", config, "--once")
    rigel_session.run("audit", "--config", config, "--samples", "2")
    database.query("UPDATE run SET excluded = 'the disk was full' WHERE uuid = '2d6b598f64d5c98e4236'")
    database.query(
        "UPDATE run SET confirms = (SELECT run_id FROM run WHERE uuid = '391817f4557cd13bd32e' LIMIT 1)"
        " WHERE uuid = 'made-up-after-05'"
    )
    with rigel_session.serve(config, "--role", "api") as service:
        service.authorize("admin")
        yield service


@pytest.fixture(scope="module")
def document(api):
    return api.json("/api/v1/openapi.json")


def ends(operation):
    """A stream of events does not; test_events.py reads it."""
    return "text/event-stream" not in operation["responses"]["200"].get("content", {})


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def descriptions():
    """What the files of web/openapi say, all together."""
    found = {"operations": {}, "schemas": {}}
    for file in sorted((servers.ROOT / "web" / "openapi").glob("*.json")):
        for kind, members in json.loads(file.read_text()).items():
            assert not found[kind].keys() & members.keys(), f"{file.name} tells of what another file tells of"
            found[kind].update(members)
    return found


def test_it_is_a_valid_openapi_document(document):
    assert document["openapi"].startswith("3.1.")
    openapi_spec_validator.validate(document)


def test_it_has_the_routes_of_the_service_and_no_others(api, document):
    routes = {(route["method"], route["path"]): route for route in api.json("/api/v1")["routes"]}
    told = {(method, path): operation for method, path, operation in operations(document)}
    assert told.keys() == routes.keys()
    for key, operation in told.items():
        assert operation["summary"] == routes[key]["summary"]
        assert operation.get("x-role", "") == routes[key]["role"]
        assert [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"] == list(
            routes[key]["parameters"]
        )


def test_every_route_is_described(document):
    described = descriptions()["operations"]
    routes = {f"{method} {path}" for method, path, _ in operations(document)}
    missing = routes - described.keys()
    assert not missing, (
        f"no file of web/openapi has the operations {sorted(missing)}: openapi.h tells what belongs there"
    )
    assert described.keys() <= routes, "an operation of web/openapi is no route"
    names = [operation["id"] for operation in described.values()]
    assert len(names) == len(set(names))
    for method, path, operation in operations(document):
        if method in ("POST", "PUT", "PATCH"):
            assert operation.get("x-body-bytes", 0) == 0 or "requestBody" in operation, f"{method} {path}: no body"


def test_every_schema_is_used(document):
    used = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert used == document["components"]["schemas"].keys()


def test_every_number_and_time_has_its_unit_in_its_name_or_description(document):
    """Numbers that are neither counts nor in the unit of a metric say what they are."""
    plain = re.compile(
        r"(limit_)?(min|max)|value|sum|(\w+_)?(mean|median|spread)|(mean|stddev)(_\w+)?"
        r"|t|(\w+_)?(evidence|energy|log_ratio|autocorrelation|score)"
        r"|(\w+_)?(pvalue|percent|budget|level|difference|slope|seconds|bytes|runs|per_1000)"
    )
    for name, schema in walk(document["components"]["schemas"]):
        kinds = schema.get("type", [])
        if "number" in ([kinds] if isinstance(kinds, str) else kinds):
            assert plain.fullmatch(name), f"{name} is a number without a unit"
        if schema.get("format") == "date-time":
            assert name == "at" or name.endswith("_at"), f"{name} is a time"
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name), f"{name} is not snake_case"


def walk(tree):
    """(name, schema) of each member of any object."""
    if isinstance(tree, dict):
        for name, schema in tree.get("properties", {}).items():
            if isinstance(schema, dict):
                yield name, schema
        for member in tree.values():
            yield from walk(member)
    elif isinstance(tree, list):
        for member in tree:
            yield from walk(member)


def closed(tree):
    """The schemas with every object closed: a member that no schema tells of is a fault."""
    if isinstance(tree, list):
        return [closed(member) for member in tree]
    if not isinstance(tree, dict):
        return tree
    tree = {key: closed(member) for key, member in tree.items()}
    if "properties" in tree and tree.get("type") == "object" and "additionalProperties" not in tree:
        tree["unevaluatedProperties"] = False
    return tree


class Judge:
    """Holds answers against the document."""

    def __init__(self, document):
        self.document = document
        components = copy.deepcopy(document["components"])
        components["schemas"] = {name: closed(schema) for name, schema in components["schemas"].items()}
        for operation in descriptions()["operations"].values():
            if "rows" in operation:  # nothing is left out where `fields` does not choose
                rows = components["schemas"][operation["rows"]]
                rows["required"] = list(rows["properties"])
        self.root = {"components": components}

    def check(self, method, pattern, answer):
        operation = self.document["paths"][pattern][method.lower()]
        what = f"{method} {answer.request.url}: {answer.status_code}"
        told = operation["responses"].get(str(answer.status_code))
        assert told, f"{what} is not told of; {answer.text[:300]}"
        if "$ref" in told:
            told = self.document["components"]["responses"][told["$ref"].rsplit("/", 1)[1]]
        kind = answer.headers.get("content-type", "").split(";")[0]
        if not answer.content:
            assert not told.get("content") or answer.status_code == 304, f"{what} is empty"
            return
        assert kind in told["content"], f"{what}: {kind} is not told of"
        if kind.endswith("json"):
            schema = {**self.root, **closed(told["content"][kind]["schema"])}
            errors = list(
                jsonschema.Draft202012Validator(
                    schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
                ).iter_errors(answer.json())
            )
            assert not errors, f"{what}: " + "; ".join(
                f"{error.json_path}: {error.message[:300]}" for error in errors[:5]
            )


def quoted(text):
    return urllib.parse.quote(text, safe="")


@pytest.fixture(scope="module")
def names(api):
    """Values for the {names} of patterns, from the service's own answers."""
    return {
        "test": [test["name"] for test in api.json("/api/v1/tests")["tests"]],
        "metric": [row["metric"] for row in api.json(f"/api/v1/tests/{DEMO_TEST}/series")["series"]],
        "uuid": ["2d6b598f64d5c98e4236", "391817f4557cd13bd32e", "made-up-after-05"],
        "id": [row["id"] for row in api.json("/api/v1/regressions")["regressions"]],
        "slug": ["parameter", "database"],
    }


def targets(pattern, names):
    """Addresses of a pattern, one for each value of its last name."""
    holes = re.findall(r"{(\w+)}", pattern)
    for hole in holes:
        assert hole in names, f"{pattern}: the fixture names has no example of {hole}"
    if "metric" in holes:
        names = {**names, "test": [DEMO_TEST]}
    for value in names[holes[-1]] if holes else [""]:
        target = pattern
        for hole in holes:
            target = target.replace(f"{{{hole}}}", quoted(value if hole == holes[-1] else names[hole][0]))
        yield target


def test_real_answers_of_every_route_fit_their_schema(api, document, names):
    judge = Judge(document)
    for method, pattern, operation in operations(document):
        if method != "GET" or not ends(operation):
            continue
        forms = [TYPES.get(kind) for kind in operation["responses"]["200"].get("content", {})]
        for target in targets(pattern, names):
            answer = api.get(target)
            judge.check("GET", pattern, answer)
            assert answer.status_code == 200, f"{target}: {answer.text}"
            for name in [parameter["name"] for parameter in operation["parameters"]]:
                if name == "format":
                    for form in filter(None, forms):
                        judge.check("GET", pattern, api.get(f"{target}?format={form}"))
            judge.check("GET", pattern, api.get(f"{target}?nobody=1"))
            if "ETag" in operation["responses"]["200"].get("headers", {}):
                again = api.get(target, headers={"If-None-Match": answer.headers["etag"]})
                assert again.status_code == 304
                judge.check("GET", pattern, again)


# What is sent to routes that change something, in this order: address, body, status.
CHANGES = {
    "POST /api/v1/tokens": [
        ("/api/v1/tokens", {"name": "schema", "role": "read", "expires": "90d"}, 201),
        ("/api/v1/tokens", {"name": "schema", "role": "read"}, 409),
        ("/api/v1/tokens", {"name": "schema"}, 400),
    ],
    "DELETE /api/v1/tokens/{name}": [("/api/v1/tokens/schema", None, 204), ("/api/v1/tokens/nobody", None, 404)],
    "PATCH /api/v1/runs/{uuid}": [
        ("/api/v1/runs/made-up-after-05", {"excluded": "the disk was full"}, 200),
        ("/api/v1/runs/made-up-after-05", {"excluded": None}, 200),
        ("/api/v1/runs/made-up-after-05", {"nothing": 1}, 400),
        ("/api/v1/runs/nobody", {"excluded": "x"}, 404),
    ],
    "POST /api/v1/runs/{uuid}/ingest": [("/api/v1/runs/made-up-after-05/ingest", None, 202)],
    "POST /api/v1/documents": [
        ("/api/v1/documents?source=pushed", "{", 400),
        ("/api/v1/documents?source=nobody", "{}", 400),
    ],
}


def test_real_answers_of_routes_that_change_something_fit_their_schema(api, document):
    judge = Judge(document)
    for method, pattern, _ in operations(document):
        if method == "GET":
            continue
        name = f"{method} {pattern}"
        assert name in CHANGES, f"CHANGES has no request for {name}"
        for target, body, status in CHANGES[name]:
            kind = "application/x-ndjson" if isinstance(body, str) else "application/json"
            content = {} if body is None else {"data": body if isinstance(body, str) else json.dumps(body)}
            answer = api.request(method, target, headers={"Content-Type": kind} if content else {}, **content)
            judge.check(method, pattern, answer)
            assert answer.status_code == status, f"{name}: {answer.status_code} {answer.text}"


def test_the_parameters_of_the_document_are_those_that_are_taken(api, document):
    """Each value of an enum is taken, and each field may be chosen alone."""
    for method, pattern, operation in operations(document):
        if method != "GET" or "{" in pattern or not ends(operation):
            continue
        for parameter in operation["parameters"]:
            schema = parameter["schema"]
            for value in schema.get("enum", []) + schema.get("items", {}).get("enum", []):
                answer = api.get(pattern, params={parameter["name"]: value})
                assert answer.status_code == 200, f"{answer.request.url}: {answer.text}"
