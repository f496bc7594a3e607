-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists over all tests come newest first and in pages by key: without these each page would sort
-- the whole table.
CREATE INDEX run_newest ON run (at, test_id, run_id);
CREATE INDEX change_point_newest ON change_point (at, test_id, run_id, series_id, algorithm);
