-- state text, regressions bigint
SELECT g.state, count(*) FROM regression g WHERE g.faded_at IS NULL GROUP BY g.state ORDER BY g.state
