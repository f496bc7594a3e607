-- The runs of one side of a comparison, by test and time. Excluded runs never count; $8 leaves
-- repetitions out as well.
-- $1 text: build (NULL: any), $2 text: uuid (NULL: any), $3 text: number of a pull request (NULL:
-- any), $4 text: its organization (NULL: any), $5 text: its repository (NULL: any), $6 bigint:
-- test_id (NULL: any), $7 text[]: projects that may be seen (NULL: all), $8 boolean: only runs that
-- are in baselines, $9 bigint: most rows
-- test_id bigint, test text, run_id bigint, uuid text, at timestamptz, build text, build_url text
SELECT r.test_id, t.name, r.run_id, r.uuid, r.at, r.build, r.build_url
FROM run r
JOIN test t ON t.test_id = r.test_id
WHERE ($1::text IS NULL OR r.build = $1::text)
    AND ($2::text IS NULL OR r.uuid = $2::text)
    AND ($3::text IS NULL
        OR (r.metadata ->> 'pullNumber' <> '0' AND r.metadata ->> 'pullNumber' = $3::text))
    AND ($4::text IS NULL OR r.metadata ->> 'organization' = $4::text)
    AND ($5::text IS NULL OR r.metadata ->> 'repository' = $5::text)
    AND ($6::bigint IS NULL OR r.test_id = $6::bigint)
    AND ($7::text[] IS NULL OR t.project = ANY ($7::text[]))
    AND r.excluded IS NULL AND (r.in_baseline OR NOT $8::boolean)
ORDER BY t.name COLLATE "C", r.at, r.run_id
LIMIT $9::bigint
