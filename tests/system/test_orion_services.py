# SPDX-License-Identifier: GPL-3.0-or-later
"""The outside services of Orion's command line against stand-ins: what is asked, what becomes of the answers, and that
a failure is told, bounded in time and, but for the pull-request service without --correct, no more than a warning."""

import json
import time

import pytest
from service_standin import PULLS, GitHub, Jira, PayloadService, Shortener, Standin

# The two changes of configs/lab/basic.yaml: run, version, the version before.
CPU_RUN = "6f504134-1338-522e-aaa2-26d08666f576"
CPU_VERSIONS = ("4.19.0-0.nightly-2025-06-11-183710", "4.19.0-0.nightly-2025-06-12-191410")
LATENCY_VERSIONS = ("4.19.0-0.nightly-2025-06-12-191410", "4.19.0-0.nightly-2025-06-13-190110")
SECRET = "s3cr3t-not-to-be-shown"
ANSWERS = [401, 403, 404, 429, 500, 503]
BROKEN = ["absent", "cut", "html", "truncated"]


def warnings_of(call):
    return [line for line in call.stderr.splitlines() if " warning " in line and " failed" in line]


def check_no_secret(call):
    texts = [call.stdout, call.stderr, *call.files.values()]
    assert not any(SECRET in text for text in texts), call


def check_only_warned(call, name, most=1):
    """The report as without the service, and a few warnings that name it."""
    assert call.status == 2 and "Regression(s) found" in call.stdout, call
    assert 1 <= len(warnings_of(call)) <= most and all(name in line for line in warnings_of(call)), call
    check_no_secret(call)


# The pull-request service


def test_each_build_is_asked_for_once_and_its_pull_requests_shown(orion):
    with PayloadService("prs") as service:
        call = orion.hunt("basic", "--pr-service-url", service.url, "-o", "json")
        rows = call.json()
        asked = [path for _, path, _, _ in service.requests]
        assert len(asked) == len(set(asked)) >= len({row["ocpVersion"] for row in rows})
    assert all(row["prs"] == [PULLS[0]["url"], PULLS[1]["url"], PULLS[3]["url"]] for row in rows)


def test_the_difference_of_two_payloads_replaces_the_list_where_there_is_one(orion):
    difference = [{"url": f"https://github.com/openshift/{name}/pull/7"} for name in ("a", "b", "a")]
    with PayloadService("prs", differences={CPU_VERSIONS: difference}) as service:
        call = orion.hunt("basic", "--sippy-pr-search", env={"RIGEL_PR_SERVICE_URL": service.url})
        pairs = [path.split("?")[1] for _, path, _, _ in service.requests if "/diff?" in path]
    assert pairs == [f"fromPayload={older}&toPayload={newer}" for older, newer in (CPU_VERSIONS, LATENCY_VERSIONS)]
    first, second = call.stdout.split("Test: lab-basic:")[1:]
    assert "Other PRs in payload (2):" in first and "/b/pull/7" in first and "/1101" not in first, call
    assert "Other PRs in payload (3):" in second and "/1101" in second, call


@pytest.mark.parametrize("status", ANSWERS)
def test_a_status_of_the_pull_request_service_is_a_warning(orion, status):
    with PayloadService(fault=status) as service:
        call = orion.hunt("basic", "--pr-service-url", service.url)
    check_only_warned(call, "pull-request service")
    assert "Related PRs:\nN/A\n" in call.stdout


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_pull_request_service_ends_the_command_unless_correct(orion, fault):
    with PayloadService("absent" if fault == "absent" else "prs", fault=fault) as service:
        orion.hunt("basic", "--pr-service-url", service.url).one_clear_line(service.url)
        check_only_warned(orion.hunt("basic", "--correct", "--pr-service-url", service.url), "pull-request service")


@pytest.mark.parametrize("entries", [{"message": "no"}, ["text"], [{"title": "x"}], [{"url": None}], 7])
def test_entries_of_another_shape_are_told_with_their_place(orion, entries):
    with PayloadService("prs") as service:
        service.answer = lambda *_: (200, entries)
        call = orion.hunt("basic", "--pr-service-url", service.url)
        call.one_clear_line("pull_requests", "expected")
        check_only_warned(orion.hunt("basic", "--correct", "--pr-service-url", service.url), "pull-request service")


def test_a_hanging_service_costs_its_time_limit_once(orion):
    with PayloadService("prs", fault="hang") as service:
        begun = time.monotonic()
        call = orion.hunt("basic", "--correct", "--pr-service-url", service.url, timeout=50)
        assert 14 < time.monotonic() - begun < 25
        assert len(service.requests) == 1
    check_only_warned(call, "pull-request service failed and is not asked again")


# GitHub


def commit(number, date):
    author = {"name": "A", "email": "a@example.com", "date": date}
    return {
        "sha": "x",
        "html_url": f"https://h/{number}",
        "commit": {"message": f"m{number}\n\nmore", "author": author},
    }


def test_changed_rows_get_commits_and_releases_since_the_run_before(orion):
    commits = [
        commit(number, f"2025-06-12T12:{59 - number // 60:02d}:{59 - number % 60:02d}Z") for number in range(150)
    ]
    release = {"name": "v1", "html_url": "https://h/v1", "published_at": "2025-06-12T20:00:00Z", "body": "not shown"}
    earlier = {"name": "v0", "html_url": "https://h/v0", "published_at": "2025-06-01T00:00:00Z"}
    data = {
        "commits": {"o/r": [*commits, commit(200, "2025-06-01T00:00:00Z")]},
        "releases": {"o/r": [release, earlier]},
    }
    with GitHub(token=SECRET, **data) as github:
        arguments = ("--github-repos", "o/r,o/unknown", "--github-url", github.url)
        call = orion.hunt("basic", *arguments, "-o", "json", env={"GITHUB_TOKEN": SECRET})
        asked = len(github.requests)
    changed = [row for row in call.json() if row["is_changepoint"]]
    assert ["github_context" in row for row in call.json()] == [row["is_changepoint"] for row in call.json()]
    context = changed[0]["github_context"]
    assert list(context) == [
        "previous_timestamp",
        "current_timestamp",
        "previous_version",
        "current_version",
        "repositories",
    ]
    assert context["previous_timestamp"] == "2025-06-12T03:37:39Z"
    assert context["current_timestamp"] == "2025-06-13T04:14:37Z"
    assert (context["previous_version"], context["current_version"]) == CPU_VERSIONS
    found = context["repositories"]["o/r"]
    assert found["releases"]["items"] == [
        {
            "name": "v1",
            "html_url": "https://h/v1",
            "published_at": "2025-06-12T20:00:00Z",
            "created_at": None,
            "target_commitish": None,
        }
    ]
    assert found["commits"]["count"] == len(found["commits"]["items"]) == 150
    assert found["commits"]["items"][0] == {
        "html_url": "https://h/0",
        "commit_author": {"name": "A", "email": "a@example.com"},
        "commit_timestamp": "2025-06-12T12:59:59Z",
        "message": "m0\n\nmore",
    }
    assert context["repositories"]["o/unknown"]["commits"]["reason"] == "not found (404)"
    assert changed[1]["github_context"]["repositories"]["o/r"]["commits"]["reason"] == "no commits between timestamps"
    # Two intervals of two repositories; the commits of the first are two pages in both.
    assert asked == 2 * (1 + 2) + 2 * 2
    check_no_secret(call)


@pytest.mark.parametrize("fault", ANSWERS + BROKEN)
def test_a_failure_of_github_is_a_reason_and_a_warning(orion, fault):
    with GitHub(fault=fault, commits={"o/r": [commit(1, "2025-06-12T12:00:00Z")]}, releases={"o/r": [{}]}) as github:
        arguments = ("--github-repos", "o/r", "--github-url", github.url)
        environment = {"GITHUB_TOKEN": SECRET, "PROW_JOB_ID": "1"}
        call = orion.hunt("basic", *arguments, "--debug", env=environment)
    check_only_warned(call, "GitHub", most=4)
    rows = json.loads(call.files["output_lab-basic.json"])
    reasons = {
        entry["reason"]
        for row in rows
        if row["is_changepoint"]
        for entry in row["github_context"]["repositories"]["o/r"].values()
    }
    words = {401: "unexpected status 401", 403: "rate limited", 404: "not found (404)", 429: "status 429"}
    words |= {500: "status 500", 503: "status 503", "html": "invalid JSON payload", "truncated": "invalid JSON payload"}
    assert len(reasons) <= 2 and all(words.get(fault, "request failed") in reason for reason in reasons), reasons


def test_a_used_up_quota_is_not_asked_on(orion):
    with GitHub(limited=True) as github:
        arguments = ("--github-repos", "o/r,o/s", "--github-url", github.url)
        call = orion.hunt("basic", *arguments, "-o", "json")
        assert len(github.requests) == 1
    assert call.stdout.count("rate limited or forbidden (remaining=0, reset=1795300000)") == 8


def test_a_pull_requests_creation_begins_the_time_range_of_its_runs(orion):
    environment = {"JOBTYPE": "pull", "PULL_NUMBER": "4242", "ORGANIZATION": "openshift", "REPOSITORY": "origin"}
    shown = {}
    for created in ("2025-01-01T00:00:00Z", "2099-01-01T00:00:00Z"):
        with GitHub(pulls={("openshift/origin", 4242): {"number": 4242, "created_at": created}}) as github:
            call = orion.hunt("basic", "--pr-analysis", "-o", "json", "--github-url", github.url, env=environment)
            assert github.paths() == ["/repos/openshift/origin/pulls/4242"], call
        shown[created[:4]] = sum(len(pull["data"]) for pull in call.json()["pulls"] if pull["data"])
    assert shown["2025"] > 0 and shown["2099"] == 0, shown


def test_credentials_do_not_follow_a_redirect(orion):
    class Elsewhere(Standin):
        def answer(self, *_):
            return 200, []

    with Elsewhere() as elsewhere, GitHub() as github:
        github.answer = lambda *_: (302, {}, {"Location": elsewhere.url})
        arguments = ("--github-repos", "o/r", "--github-url", github.url)
        check_only_warned(orion.hunt("basic", *arguments, env={"GH_TOKEN": SECRET}), "GitHub", most=4)
        assert elsewhere.requests == []


# The link shortener


@pytest.mark.parametrize("fault", ANSWERS + BROKEN)
def test_a_failure_of_the_shortener_leaves_the_long_urls(orion, fault):
    plain = orion.hunt("basic").stdout
    with Shortener(fault=fault) as shortener:
        call = orion.hunt("basic", "--convert-tinyurl", "--shortener-url", shortener.url)
    if fault == "truncated":  # half a short link still is a URL
        assert call.status == 2
        return
    check_only_warned(call, "link shortener")
    assert call.stdout == plain


def test_one_url_that_is_refused_leaves_the_others_short(orion):
    long = "https://prow.example/lab/r03"
    with Shortener(refused=[long]) as shortener:
        call = orion.hunt("basic", "--correct", "--convert-tinyurl", "--shortener-url", shortener.url)
        sent = [path for _, path, _, _ in shortener.requests]
    assert len(sent) == len(set(sent)) and not any("N%2FA" in path for path in sent)
    check_only_warned(call, "link shortener")
    assert call.stdout.count(long) == 1 and call.stdout.count("https://tinyurl.com/") > 15


# Jira


def jira_arguments(jira, *more):
    return ("--jira-ack", "--jira-url", jira.url, *more)


JIRA_LOGIN = {"JIRA_TOKEN": SECRET, "JIRA_EMAIL": "ci@example.com"}


@pytest.mark.parametrize("cloud", [False, True], ids=["server", "cloud"])
def test_issues_that_were_made_acknowledge_the_next_run(orion, cloud):
    with Jira(cloud=cloud, token=SECRET) as jira:
        create = jira_arguments(jira, "--jira-auto-create")
        first = orion.hunt("basic", *create, env=JIRA_LOGIN)
        assert first.status == 2, first
        made = [issue["fields"] for issue in jira.issues]
        assert [fields["summary"] for fields in made] == [
            "Regression in kubernetesCPU_avg (4.19)",
            "Regression in podReadyLatency_P99 (4.19)",
        ]
        assert f"*UUID:* {{{{{CPU_RUN}}}}}" in made[0]["description"]
        assert made[0]["components"] == [{"name": "CPT_ISSUES"}]
        second = orion.hunt("basic", *create, env=JIRA_LOGIN)
        assert second.status == 0 and "No regressions found" in second.stdout, second
        assert len(jira.issues) == 2
    check_no_secret(first)
    check_no_secret(second)


def test_issues_of_another_status_do_not_acknowledge_and_are_not_made_again(orion):
    with Jira(token=SECRET) as jira:
        create = jira_arguments(jira, "--jira-auto-create", "--jira-status-filter", "Done,In Progress")
        orion.hunt("basic", *create, env=JIRA_LOGIN)
        assert orion.hunt("basic", *create, env=JIRA_LOGIN).status == 2
        assert len(jira.issues) == 2
        jira.categories = {"PERFSCALE-1": "Done", "PERFSCALE-2": "In Progress"}
        assert orion.hunt("basic", *create, env=JIRA_LOGIN).status == 0


def test_many_issues_come_page_by_page(orion):
    fields = {"components": [{"name": "CPT_ISSUES"}], "summary": "known", "labels": ["cluster-density-v2"]}
    others = [
        {"key": f"X-{number}", "fields": {**fields, "project": "PERFSCALE", "description": f"UUID: {{r{number}}}"}}
        for number in range(7)
    ]
    for number, metric in enumerate(("kubernetesCPU_avg", "podReadyLatency_P99")):
        runs = (CPU_RUN, "29ff1228-b5ce-509d-9801-c60b6ddd5fef")
        labels = ["4.19", "cluster-density-v2", metric]
        others.append(
            {"key": f"Y-{number}", "fields": {**fields, "labels": labels, "description": f"see {runs[number]}"}}
        )
    for cloud in (False, True):
        with Jira(cloud=cloud, token=SECRET, issues=others, page=4) as jira:
            call = orion.hunt("basic", *jira_arguments(jira), env=JIRA_LOGIN)
            assert call.status == 0, call
            assert len([path for path in jira.paths() if "search" in path]) == 3


@pytest.mark.parametrize("fault", ANSWERS + BROKEN)
def test_a_failure_of_jira_is_a_warning(orion, fault):
    with Jira(fault=fault) as jira:
        call = orion.hunt("basic", *jira_arguments(jira, "--jira-auto-create", "--debug"), env=JIRA_LOGIN)
    check_only_warned(call, "Jira")
    assert jira.issues == []


def test_a_refused_login_and_a_refusal_to_create_are_warnings(orion):
    with Jira(token="another") as jira:
        check_only_warned(orion.hunt("basic", *jira_arguments(jira), env=JIRA_LOGIN), "Jira")
    with Jira(token=SECRET, may_create=False) as jira:
        call = orion.hunt("basic", *jira_arguments(jira, "--jira-auto-create"), env=JIRA_LOGIN)
        check_only_warned(call, "Jira")
        assert "permission" in call.stderr and jira.paths().count("/rest/api/2/issue") == 1


def test_a_component_that_the_project_lacks_is_left_out(orion):
    with Jira(token=SECRET) as jira:
        call = orion.hunt(
            "basic", *jira_arguments(jira, "--jira-auto-create", "--jira-component", "Lost"), env=JIRA_LOGIN
        )
        assert call.status == 2 and "no such component" in call.stderr
        assert len(jira.issues) == 2 and "components" not in jira.issues[0]["fields"]


# All of them


def test_nobody_is_asked_unless_an_option_says_so(orion):
    with PayloadService("prs") as pulls, GitHub() as github, Shortener() as shortener, Jira() as jira:
        arguments = ("--github-url", github.url, "--shortener-url", shortener.url, "--jira-url", jira.url)
        call = orion.hunt("basic", *arguments, env={**JIRA_LOGIN, "GITHUB_TOKEN": SECRET})
        assert call.status == 2
        assert [service.requests for service in (pulls, github, shortener, jira)] == [[], [], [], []]


@pytest.mark.parametrize("option", ["--pr-service-url", "--github-url", "--shortener-url", "--jira-url"])
def test_an_address_that_is_no_url_is_told(orion, option):
    asking = ("--github-repos", "o/r", "--convert-tinyurl", "--jira-ack")
    with GitHub() as github, Shortener() as shortener, Jira(token=SECRET) as jira:
        urls = {"--github-url": github.url, "--shortener-url": shortener.url, "--jira-url": jira.url}
        urls[option] = f"sippy://user:{SECRET}@nowhere"
        arguments = [word for pair in urls.items() for word in pair]
        call = orion.hunt("basic", *asking, *arguments, env=JIRA_LOGIN)
    assert option in call.stderr
    assert call.status == (2 if option == "--jira-url" else 1)
    check_no_secret(call)
