# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents in the table of pushed ones, as a push leaves them there."""

import json


def documents(folder):
    """(index, id, document) of each line pair of a fleet's bulk files, in their order."""
    for file in sorted(folder.glob("bulk-*.ndjson")):
        lines = iter(file.read_text().splitlines())
        for action in lines:
            place = json.loads(action)["index"]
            yield place["_index"], place["_id"], json.loads(next(lines))


def push(database, items, source="main", ask=()):
    """Writes (index, id, document) triples in one transaction; asks for the runs of `ask` with it."""
    with database.connect() as connection, connection.transaction():
        cursor = connection.cursor()
        cursor.executemany(
            "INSERT INTO pushed_document (source, run_uuid, index_name, document_id, body) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (source, run_uuid, index_name, document_id) DO UPDATE"
            " SET body = EXCLUDED.body, sequence = DEFAULT, pushed_at = now()",
            [(source, document["uuid"], index, name, json.dumps(document)) for index, name, document in items],
        )
        for uuid in ask:
            cursor.execute("INSERT INTO ingest_request (uuid) VALUES (%s)", [uuid])
            cursor.execute("SELECT pg_notify('rigel_pull', %s)", [uuid])
