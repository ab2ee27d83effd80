-- Times are milliseconds since 1970, UTC. JSON stands in columns of type TEXT.

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    plan TEXT NOT NULL,
    plan_hash TEXT NOT NULL,
    status TEXT NOT NULL,
    outcome TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    approved_by TEXT NOT NULL DEFAULT '',
    approved_at INTEGER,
    is_undoing INTEGER NOT NULL DEFAULT 0,
    -- what made the engine turn back by itself
    cause TEXT,
    cancel_requested_at INTEGER,
    error TEXT,
    runbook TEXT
) STRICT;

CREATE TABLE step (
    session TEXT NOT NULL REFERENCES session (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    type TEXT NOT NULL,
    phase TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    undoing_at INTEGER,
    undone_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    progress INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    items INTEGER NOT NULL DEFAULT 0,
    total_bytes INTEGER NOT NULL DEFAULT 0,
    total_items INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    PRIMARY KEY (session, name)
) STRICT;

-- A work unit that was begun; done_order is null until it is finished.
CREATE TABLE unit (
    session TEXT NOT NULL REFERENCES session (id),
    ledger TEXT NOT NULL,
    unit TEXT NOT NULL,
    fence INTEGER NOT NULL,
    done_order INTEGER,
    items INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    result TEXT,
    PRIMARY KEY (session, ledger, unit)
) STRICT, WITHOUT ROWID;

CREATE INDEX unit_done ON unit (session, ledger, done_order) WHERE done_order IS NOT NULL;

-- What a unit was about to change, written down before.
CREATE TABLE effect (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session TEXT NOT NULL REFERENCES session (id),
    ledger TEXT NOT NULL,
    unit TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    before TEXT NOT NULL,
    undone_at INTEGER,
    UNIQUE (session, ledger, unit, kind, object)
) STRICT;

CREATE INDEX effect_open ON effect (session, ledger, id) WHERE undone_at IS NULL;

CREATE TABLE checkpoint (
    session TEXT NOT NULL REFERENCES session (id),
    step TEXT NOT NULL,
    at INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (session, step)
) STRICT;

CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    step TEXT NOT NULL,
    severity TEXT NOT NULL,
    code TEXT NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    evidence TEXT NOT NULL,
    remediation TEXT NOT NULL,
    noticed_at INTEGER NOT NULL,
    resolved_at INTEGER,
    resolution TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX finding_session ON finding (session, step);

CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    step TEXT NOT NULL,
    at INTEGER NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL
) STRICT;

CREATE INDEX log_session ON log (session, step);

CREATE TABLE sample (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    step TEXT NOT NULL,
    at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    items INTEGER NOT NULL
) STRICT;

CREATE INDEX sample_session ON sample (session);

CREATE TABLE backup (
    id TEXT NOT NULL,
    session TEXT NOT NULL REFERENCES session (id),
    step TEXT NOT NULL,
    kind TEXT NOT NULL,
    location TEXT NOT NULL,
    items INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER,
    PRIMARY KEY (session, id)
) STRICT;

CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    format TEXT NOT NULL,
    path TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX report_session ON report (session);

-- What can outlive us somewhere, written down before it exists.
CREATE TABLE footprint (
    id TEXT NOT NULL,
    session TEXT NOT NULL REFERENCES session (id),
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    detail TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER,
    PRIMARY KEY (session, id)
) STRICT;

-- Who runs a session. The row stays, so that tokens only grow; owner is null while nobody does.
CREATE TABLE lease (
    session TEXT PRIMARY KEY REFERENCES session (id),
    token INTEGER NOT NULL,
    owner TEXT,
    host TEXT NOT NULL,
    boot TEXT NOT NULL,
    pid INTEGER NOT NULL,
    pid_started_at INTEGER NOT NULL,
    acquired_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- Who did what; each row's hash covers the one before.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    session TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
