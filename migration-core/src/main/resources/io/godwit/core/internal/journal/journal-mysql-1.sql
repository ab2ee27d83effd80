-- Times are milliseconds since 1970, UTC. JSON stands in columns of type LONGTEXT.

CREATE TABLE IF NOT EXISTS session (
    rowid BIGINT NOT NULL AUTO_INCREMENT UNIQUE,
    id VARCHAR(64) PRIMARY KEY,
    tenant LONGTEXT NOT NULL,
    name LONGTEXT NOT NULL,
    spec LONGTEXT NOT NULL,
    plan LONGTEXT NOT NULL,
    plan_hash VARCHAR(64) NOT NULL,
    status LONGTEXT NOT NULL,
    outcome LONGTEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    approved_by VARCHAR(1000) NOT NULL DEFAULT '',
    approved_at BIGINT,
    is_undoing BOOLEAN NOT NULL DEFAULT FALSE,
    -- what made the engine turn back by itself
    cause LONGTEXT,
    cancel_requested_at BIGINT,
    error LONGTEXT,
    runbook LONGTEXT,
    -- when what a session keeps of the destination as it was is given up
    cleaned_at BIGINT,
    -- the step behind which everything is being undone
    undo_to VARCHAR(255)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

CREATE TABLE IF NOT EXISTS step (
    session VARCHAR(64) NOT NULL,
    position BIGINT NOT NULL,
    name VARCHAR(255) NOT NULL,
    title LONGTEXT NOT NULL,
    type LONGTEXT NOT NULL,
    phase LONGTEXT NOT NULL,
    status LONGTEXT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    undoing_at BIGINT,
    undone_at BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    progress BIGINT NOT NULL DEFAULT 0,
    bytes BIGINT NOT NULL DEFAULT 0,
    items BIGINT NOT NULL DEFAULT 0,
    total_bytes BIGINT NOT NULL DEFAULT 0,
    total_items BIGINT NOT NULL DEFAULT 0,
    error LONGTEXT,
    PRIMARY KEY (session, name),
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

-- A work unit that was begun; done_order is null until it is finished.
CREATE TABLE IF NOT EXISTS unit (
    session VARCHAR(64) NOT NULL,
    ledger VARCHAR(190) NOT NULL,
    unit VARCHAR(500) NOT NULL,
    fence BIGINT NOT NULL,
    done_order BIGINT,
    items BIGINT NOT NULL DEFAULT 0,
    bytes BIGINT NOT NULL DEFAULT 0,
    result LONGTEXT,
    PRIMARY KEY (session, ledger, unit),
    KEY unit_done (session, ledger, done_order),
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

-- What a unit was about to change, written down before.
CREATE TABLE IF NOT EXISTS effect (
    id BIGINT AUTO_INCREMENT PRIMARY KEY,
    session VARCHAR(64) NOT NULL,
    ledger VARCHAR(190) NOT NULL,
    unit VARCHAR(500) NOT NULL,
    kind VARCHAR(100) NOT NULL,
    object LONGTEXT NOT NULL,
    `before` LONGTEXT NOT NULL,
    undone_at BIGINT,
    -- a whole path does not fit into an index
    identity BINARY(32) AS (UNHEX(SHA2(CONCAT_WS(CHAR(10), ledger, unit, kind, object), 256))) STORED,
    KEY effect_open (session, ledger, id),
    UNIQUE (session, identity),
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

CREATE TABLE IF NOT EXISTS checkpoint (
    session VARCHAR(64) NOT NULL,
    step VARCHAR(255) NOT NULL,
    at BIGINT NOT NULL,
    json LONGTEXT NOT NULL,
    PRIMARY KEY (session, step),
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

CREATE TABLE IF NOT EXISTS finding (
    id BIGINT AUTO_INCREMENT PRIMARY KEY,
    session VARCHAR(64) NOT NULL,
    step VARCHAR(255) NOT NULL,
    severity LONGTEXT NOT NULL,
    code LONGTEXT NOT NULL,
    subject LONGTEXT NOT NULL,
    message LONGTEXT NOT NULL,
    evidence LONGTEXT NOT NULL,
    remediation LONGTEXT NOT NULL,
    noticed_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolution VARCHAR(1000) NOT NULL DEFAULT '',
    KEY finding_session (session, step),
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

CREATE TABLE IF NOT EXISTS log (
    id BIGINT AUTO_INCREMENT PRIMARY KEY,
    session VARCHAR(64) NOT NULL,
    step VARCHAR(255) NOT NULL,
    at BIGINT NOT NULL,
    level LONGTEXT NOT NULL,
    message LONGTEXT NOT NULL,
    KEY log_session (session, step),
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

CREATE TABLE IF NOT EXISTS sample (
    id BIGINT AUTO_INCREMENT PRIMARY KEY,
    session VARCHAR(64) NOT NULL,
    step VARCHAR(255) NOT NULL,
    at BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    items BIGINT NOT NULL,
    KEY sample_session (session),
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

CREATE TABLE IF NOT EXISTS backup (
    rowid BIGINT NOT NULL AUTO_INCREMENT UNIQUE,
    id VARCHAR(500) NOT NULL,
    session VARCHAR(64) NOT NULL,
    step VARCHAR(255) NOT NULL,
    kind VARCHAR(100) NOT NULL,
    location LONGTEXT NOT NULL,
    items BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (session, id),
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

CREATE TABLE IF NOT EXISTS report (
    id BIGINT AUTO_INCREMENT PRIMARY KEY,
    session VARCHAR(64) NOT NULL,
    format LONGTEXT NOT NULL,
    path LONGTEXT NOT NULL,
    created_at BIGINT NOT NULL,
    KEY report_session (session),
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

-- What can outlive us somewhere, written down before it exists.
CREATE TABLE IF NOT EXISTS footprint (
    rowid BIGINT NOT NULL AUTO_INCREMENT UNIQUE,
    id VARCHAR(500) NOT NULL,
    session VARCHAR(64) NOT NULL,
    kind VARCHAR(100) NOT NULL,
    place LONGTEXT NOT NULL,
    detail LONGTEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (session, id),
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

-- Who runs a session. The row stays, so that tokens only grow; owner is null while nobody does.
CREATE TABLE IF NOT EXISTS lease (
    session VARCHAR(64) PRIMARY KEY,
    token BIGINT NOT NULL,
    owner LONGTEXT,
    host LONGTEXT NOT NULL,
    boot LONGTEXT NOT NULL,
    pid BIGINT NOT NULL,
    pid_started_at BIGINT NOT NULL,
    acquired_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (session) REFERENCES session (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;

-- Who did what; each row's hash covers the one before.
CREATE TABLE IF NOT EXISTS audit (
    seq BIGINT AUTO_INCREMENT PRIMARY KEY,
    at BIGINT NOT NULL,
    session VARCHAR(64) NOT NULL,
    actor LONGTEXT NOT NULL,
    action LONGTEXT NOT NULL,
    detail LONGTEXT NOT NULL,
    prev_hash VARCHAR(64) NOT NULL,
    hash VARCHAR(64) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE InnoDB;
