-- SPDX-License-Identifier: GPL-3.0-or-later
-- An analysis reads only the series that were touched; of the others it must know that the runs it
-- looks at are the runs they were analysed with.

ALTER TABLE test_state ADD COLUMN analysed_runs bigint;
COMMENT ON COLUMN test_state.analysed_runs IS 'hash of the run_ids, in order, that the last analysis saw; NULL: none did';
