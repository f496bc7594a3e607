-- No parameters
UPDATE test_state SET revision = revision + 1
