/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/audit.h"
#include "api/change_points.h"
#include "api/compare.h"
#include "api/detector_audits.h"
#include "api/documents.h"
#include "api/events.h"
#include "api/explain.h"
#include "api/health.h"
#include "api/index.h"
#include "api/ledger.h"
#include "api/openapi.h"
#include "api/points.h"
#include "api/regressions.h"
#include "api/route.h"
#include "api/run_patch.h"
#include "api/runs.h"
#include "api/series.h"
#include "api/tests.h"
#include "api/tokens.h"
#include "api/verdict.h"
#include "api/verdict_past.h"
#include "base/attributes.h"
#include "base/limits.h"

#define PAGE (TAKES(LIMIT) | TAKES(CURSOR))
#define LIST (PAGE | TAKES(FIELDS) | TAKES(FORMAT))
#define SPAN (TAKES(SINCE) | TAKES(UNTIL))
#define PUSH                                                                                       \
    (TAKES(TOOL) | TAKES(RUN) | TAKES(BUILD) | TAKES(BUILD_URL) | TAKES(CONFIRM) | TAKES(AT) |     \
     TAKES(INDEX) | TAKES(METADATA_INDEX) | TAKES(SOURCE))

const struct route routes[] = {
    {METHOD_GET, "/healthz", ROLE_OPEN, false, 0, 0, health_alive, "The process is alive"},
    {METHOD_GET, "/readyz", ROLE_OPEN, false, 0, 0, health_ready, "The service can do its work"},
    {METHOD_GET, "/metrics", ROLE_OPEN, false, 0, 0, health_metrics,
     "Figures in the Prometheus text format"},
    {METHOD_GET, "/api/v1", ROLE_READ, false, 0, 0, index_get, "This list of routes"},
    {METHOD_GET, "/api/v1/openapi.json", ROLE_OPEN, false, 0, 0, openapi_get,
     "This interface as an OpenAPI 3.1 document"},
    {METHOD_GET, "/api/v1/problems/{slug}", ROLE_OPEN, false, 0, 0, index_problem,
     "What an error type means"},
    {METHOD_GET, "/api/v1/tests", ROLE_READ, true, LIST, 0, tests_list, "Tests by name"},
    {METHOD_GET, "/api/v1/tests/{test}", ROLE_READ, true, 0, 0, tests_get,
     "One test with its definition"},
    {METHOD_GET, "/api/v1/tests/{test}/series", ROLE_READ, true, LIST, 0, series_list,
     "Series of a test in configuration order"},
    {METHOD_GET, "/api/v1/tests/{test}/series/{metric}", ROLE_READ, true, 0, 0, series_get,
     "One series: definition and state of analysis"},
    {METHOD_GET, "/api/v1/tests/{test}/series/{metric}/points", ROLE_READ, true, SPAN | LIST, 0,
     points_list, "Values of a series, oldest first, every run of the test"},
    {METHOD_GET, "/api/v1/tests/{test}/series/{metric}/change_points", ROLE_READ, true,
     TAKES(ALGORITHM) | SPAN | LIST, 0, change_points_of_series, "Change points of a series"},
    {METHOD_GET, "/api/v1/tests/{test}/series/{metric}/ledger", ROLE_READ, true,
     TAKES(PINNED) | SPAN, 0, ledger_get,
     "Where the level of now comes from: steps and drift since a pinned release"},
    {METHOD_GET, "/api/v1/tests/{test}/audit", ROLE_READ, true, 0, 0, detector_audits_get,
     "How good the detector is on the series of a test"},
    {METHOD_GET, "/api/v1/detector_audits", ROLE_READ, true, LIST, 0, detector_audits_list,
     "How good the detector is on each test"},
    {METHOD_GET, "/api/v1/tests/{test}/series/{metric}/explain", ROLE_READ, true,
     TAKES(BUILD) | TAKES(RUN) | TAKES(FORMAT), 0, explain_get,
     "Why a build is or is not a change of a series"},
    {METHOD_GET, "/api/v1/runs", ROLE_READ, true, TAKES(TEST) | TAKES(BUILD) | SPAN | LIST, 0,
     runs_list, "Runs, newest first"},
    {METHOD_GET, "/api/v1/runs/{uuid}", ROLE_READ, true, TAKES(TEST), 0, runs_get,
     "One run in every test that takes it, with its values"},
    {METHOD_PATCH, "/api/v1/runs/{uuid}", ROLE_TRIAGE, true, TAKES(TEST), RUN_PATCH_MOST, run_patch,
     "Take a run out of baselines, or say that it confirms another"},
    {METHOD_POST, "/api/v1/runs/{uuid}/ingest", ROLE_PUSH, true, TAKES(TEST), 0, run_ingest,
     "Look for this run at once"},
    {METHOD_GET, "/api/v1/runs/{uuid}/verdict", ROLE_READ, false,
     TAKES(TEST) | TAKES(WAIT) | TAKES(STRICT) | TAKES(FORMAT) | TAKES(AS_OF) | TAKES(REBUILD), 0,
     verdict_get, "Is this run a regression?"},
    {METHOD_GET, "/api/v1/runs/{uuid}/verdicts", ROLE_READ, true,
     TAKES(TEST) | TAKES(FIELDS) | TAKES(FORMAT), 0, verdicts_told,
     "What was told of this run over time"},
    {METHOD_GET, "/api/v1/change_points", ROLE_READ, true,
     TAKES(TEST) | TAKES(METRIC) | TAKES(ALGORITHM) | SPAN | LIST, 0, change_points_list,
     "Change points, newest first"},
    {METHOD_GET, "/api/v1/compare", ROLE_READ, true,
     TAKES(BASE) | TAKES(HEAD) | TAKES(BASE_RUN) | TAKES(HEAD_RUN) | TAKES(PULL) |
         TAKES(ORGANIZATION) | TAKES(REPOSITORY) | TAKES(TEST) | TAKES(FIELDS) | TAKES(FORMAT),
     0, compare_get, "Two builds, runs or a pull request compared, metric by metric"},
    {METHOD_GET, "/api/v1/regressions", ROLE_READ, true,
     TAKES(TEST) | TAKES(BUILD) | TAKES(STATE) | SPAN | LIST, 0, regressions_list,
     "Regressions, newest first"},
    {METHOD_GET, "/api/v1/regressions/{id}", ROLE_READ, true, 0, 0, regressions_get,
     "One regression with the change points in it"},
    {METHOD_GET, "/api/v1/tokens", ROLE_ADMIN, true, PAGE, 0, tokens_get, "Access tokens by name"},
    {METHOD_POST, "/api/v1/tokens", ROLE_ADMIN, true, 0, LIMIT_ACCESS_BODY, tokens_post,
     "Make an access token; the answer tells it once"},
    {METHOD_DELETE, "/api/v1/tokens/{name}", ROLE_ADMIN, true, 0, 0, tokens_delete,
     "Revoke an access token"},
    {METHOD_GET, "/api/v1/audit", ROLE_ADMIN, true, SPAN | PAGE, 0, audit_get,
     "Changes that somebody asked for, newest first"},
    {METHOD_GET, "/api/v1/events", ROLE_READ, true, TAKES(TEST) | TAKES(KIND) | TAKES(AFTER), 0,
     events_get, "What happens, as server-sent events"},
    {METHOD_POST, "/api/v1/documents", ROLE_PUSH, true, PUSH, LIMIT_HTTP_BODY, documents_post,
     "Documents of runs, or the output of a tool that is turned into them"},
};

const size_t route_count = ARRAY_LEN(routes);
