-- SPDX-License-Identifier: GPL-3.0-or-later
-- What `steady` says of a change point beside its place: how much evidence, where else it may have
-- happened, how large it is, and whether it can still be taken back. NULL for other algorithms.

ALTER TABLE change_point
    ADD COLUMN evidence double precision,
    ADD COLUMN least_difference double precision,
    ADD COLUMN greatest_difference double precision,
    ADD COLUMN set_first_run_id bigint,
    ADD COLUMN set_last_run_id bigint,
    ADD COLUMN settled boolean;
COMMENT ON COLUMN change_point.evidence IS 'natural log units, the largest so far';
COMMENT ON COLUMN change_point.least_difference IS '90% interval of mean_after - mean_before';
COMMENT ON COLUMN change_point.set_first_run_id IS '90% set of runs that may be the first of the new level: the earliest';
COMMENT ON COLUMN change_point.set_last_run_id IS 'and the latest of the set';
COMMENT ON COLUMN change_point.settled IS 'fresh values have borne it out; it is not taken back any more';
