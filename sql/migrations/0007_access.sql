-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may do what, and who did.

CREATE TABLE token (
    token_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    hash bytea NOT NULL UNIQUE,
    role text NOT NULL CHECK (role IN ('read', 'push', 'triage', 'admin')),
    projects text[] CHECK (cardinality(projects) > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL DEFAULT '',
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);
CREATE UNIQUE INDEX token_by_name ON token (name) WHERE revoked_at IS NULL;
COMMENT ON TABLE token IS 'Bearer tokens of the API. The token itself is told once, when it is made.';
COMMENT ON COLUMN token.hash IS 'SHA-256 of the token, which is 256 random bits';
COMMENT ON COLUMN token.projects IS 'the projects it is bound to; NULL: all';
COMMENT ON COLUMN token.last_used_at IS 'to the minute';
COMMENT ON COLUMN token.revoked_at IS 'NULL: not revoked; the row of a revoked one stays, its name is free again';

CREATE TABLE audit (
    audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    who text NOT NULL,
    address text NOT NULL DEFAULT '',
    action text NOT NULL,
    subject text NOT NULL,
    detail json
);
CREATE INDEX audit_by_time ON audit (at, audit_id);
COMMENT ON TABLE audit IS 'Every change that somebody asked for: who, when, what, from where.';
COMMENT ON COLUMN audit.who IS 'name of the token, or "command line" for rigel token and the like';
