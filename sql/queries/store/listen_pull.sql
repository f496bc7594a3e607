-- No parameters, no result
LISTEN rigel_pull
