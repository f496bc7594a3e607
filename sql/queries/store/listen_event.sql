-- No parameters, no result
LISTEN rigel_event
