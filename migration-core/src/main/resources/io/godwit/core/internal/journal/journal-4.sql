-- How many commits there were: a copy that is torn has fewer than the file beside the journal tells.
CREATE TABLE progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    commits INTEGER NOT NULL
) STRICT;

INSERT INTO progress (id, commits) VALUES (1, 0);
