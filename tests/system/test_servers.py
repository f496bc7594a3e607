# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that the other tests stand on."""


def test_each_database_is_empty_and_alone(postgres, database):
    other = postgres.create()
    database.query("CREATE TABLE seen (n int)")
    assert database.value("SELECT count(*) FROM seen") == 0
    assert other.query("SELECT 1 FROM pg_tables WHERE tablename = 'seen'") == []
    postgres.drop(other)


def test_fixture_documents_load_into_indices_of_the_test(search_server):
    search_server.load_fixtures("perf_scale_ci")
    found = search_server.request("GET", f"{search_server.prefix}perf_scale_ci/_count")
    assert found["count"] == 15
