-- The database of schema version 6, as the migrations of that time made it, with one chat.
CREATE TABLE chats (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- The last message of the path that is shown.
    tip_id TEXT,
    -- Set while the deletion can still be undone.
    deleted_at INTEGER
  , overflow TEXT NOT NULL DEFAULT 'shift', first_kept_id TEXT) STRICT;
CREATE TABLE messages (
    id TEXT PRIMARY KEY,
    chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'model')),
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL DEFAULT '',
    model_name TEXT,
    created_at INTEGER NOT NULL,
    -- NULL while the answer is running.
    ending TEXT,
    problem TEXT,
    -- JSON of contract/types.ts Timings.
    timings TEXT,
    -- The answer's tokens as 32-bit integers, little-endian, and the model that they belong to.
    tokens BLOB,
    tokens_model TEXT
  , anatomy TEXT, gaps BLOB) STRICT;
CREATE INDEX messages_by_chat ON messages (chat_id);
CREATE INDEX messages_by_parent ON messages (parent_id);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE INDEX answers_by_time ON messages (created_at, chat_id, model_name, timings)
    WHERE role = 'model' AND ending IS NOT NULL AND timings IS NOT NULL AND model_name IS NOT NULL;
CREATE TABLE ceilings (
    backend TEXT NOT NULL,
    device TEXT NOT NULL,
    ceilings TEXT NOT NULL,
    PRIMARY KEY (backend, device)
  ) STRICT;
CREATE TABLE benchmark_runs (id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, run TEXT NOT NULL) STRICT;
CREATE TABLE outgoing_requests (
    id TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    why TEXT NOT NULL,
    status INTEGER,
    problem TEXT,
    sent_bytes INTEGER NOT NULL,
    received_bytes INTEGER NOT NULL,
    -- NULL while it runs.
    ms INTEGER
  ) STRICT;
CREATE TABLE model_files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, facts TEXT NOT NULL) STRICT;
CREATE TABLE model_places (
    path TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('folder', 'file'))
  ) STRICT;
CREATE TABLE downloads (
    id TEXT PRIMARY KEY,
    repository TEXT NOT NULL,
    revision TEXT NOT NULL,
    licence TEXT,
    folder TEXT NOT NULL,
    -- JSON of Part[] in downloads/partial-file.ts.
    parts TEXT NOT NULL,
    wish TEXT NOT NULL CHECK (wish IN ('go', 'paused', 'failed', 'done')),
    problem TEXT,
    refetched_bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
INSERT INTO chats (id, title, created_at, updated_at, tip_id) VALUES ('11111111-1111-4111-8111-111111111111', 'Old chat', 1700000000000, 1700000001000, '33333333-3333-4333-8333-333333333333');
INSERT INTO messages (id, chat_id, parent_id, role, text, created_at, ending) VALUES ('22222222-2222-4222-8222-222222222222', '11111111-1111-4111-8111-111111111111', NULL, 'user', 'An old question', 1700000000000, 'finished');
INSERT INTO messages (id, chat_id, parent_id, role, text, model_name, created_at, ending, timings, tokens, tokens_model) VALUES ('33333333-3333-4333-8333-333333333333', '11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222', 'model', 'An old answer', 'Model', 1700000001000, 'finished', '{"cachedTokens":1,"newTokens":2,"prefillMs":3,"firstTokenMs":4,"decodeTokens":5,"decodeMs":6}', x'0100000002000000', 'm');
INSERT INTO settings VALUES ('settings', '{"theme":"dark"}');
PRAGMA user_version = 6;
