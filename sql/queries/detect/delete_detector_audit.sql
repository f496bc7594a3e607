-- Forgets what was measured of a test.
-- $1 bigint: test_id
DELETE FROM detector_audit WHERE test_id = $1
