-- What the newest runs of a test say in some metadata fields.
-- $1 bigint: test_id
-- $2 text: names of the fields, separated by commas
-- $3 bigint: how many runs
-- Result: field text, values text[]: of the runs, oldest first; runs bigint[]: their run_ids
SELECT f.field, array_agg(r.metadata ->> f.field ORDER BY r.at, r.run_id),
       array_agg(r.run_id ORDER BY r.at, r.run_id)
FROM (SELECT n.metadata, n.at, n.run_id FROM run AS n
      WHERE n.test_id = $1 AND n.in_baseline
      ORDER BY n.at DESC, n.run_id DESC
      LIMIT $3) AS r
CROSS JOIN (SELECT trim(w.field) AS field, w.place
            FROM unnest(string_to_array($2::text, ',')) WITH ORDINALITY AS w (field, place)) AS f
GROUP BY f.place, f.field
ORDER BY f.place
