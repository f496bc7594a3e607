-- state text, regressions bigint
SELECT g.state, count(*) FROM regression g GROUP BY g.state ORDER BY g.state
