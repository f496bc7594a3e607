-- series bigint
SELECT count(*) FROM analysis_queue
