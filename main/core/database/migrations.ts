/**
 * The schema of the database, as the list of migrations that create it. Each database stores how many of them it has been
 * through.
 */
import type { Db } from './connection.ts';
import { textsIntoParts } from './texts-into-parts.ts';

/**
 * SQL, or a function if SQL is not enough. It runs in one transaction with the change of the version number, and with foreign
 * keys off, so that it can copy a table and drop it.
 */
type Migration = string | ((db: Db) => void);

/**
 * The first entry creates version 1. Entries are only added at the end and never changed, because databases exist that they
 * created.
 */
const migrations: Migration[] = [
  `
  CREATE TABLE chats (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- The last message of the path that is shown.
    tip_id TEXT,
    -- Set while the deletion can still be undone.
    deleted_at INTEGER
  ) STRICT;

  -- A chat's messages form a tree: an edited question or a regenerated answer is a sibling of the first one.
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
    -- JSON of Timings in shared/contract/message.ts.
    timings TEXT,
    -- The answer's tokens as 32-bit integers, little-endian, and the model that they belong to.
    tokens BLOB,
    tokens_model TEXT
  ) STRICT;
  CREATE INDEX messages_by_chat ON messages (chat_id);
  CREATE INDEX messages_by_parent ON messages (parent_id);

  -- Values are JSON.
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  `
  -- What to do when the context is full: 'shift', 'stop' or 'summary'.
  ALTER TABLE chats ADD COLUMN overflow TEXT NOT NULL DEFAULT 'shift';
  -- The first message that the model still sees; those before it on the path were dropped to make room.
  ALTER TABLE chats ADD COLUMN first_kept_id TEXT;
  `,
  `
  -- JSON of Anatomy in shared/contract/anatomy.ts without its gaps, which are 32-bit floats, little-endian, in ms.
  ALTER TABLE messages ADD COLUMN anatomy TEXT;
  ALTER TABLE messages ADD COLUMN gaps BLOB;
  -- All that the statistics need, so that they read no texts: with 50,000 answers 12 ms rather than 125.
  CREATE INDEX answers_by_time ON messages (created_at, chat_id, model_name, timings)
    WHERE role = 'model' AND ending IS NOT NULL AND timings IS NOT NULL AND model_name IS NOT NULL;

  -- What each backend and device of this machine can do at most; JSON of Ceilings in shared/contract/measuring.ts.
  CREATE TABLE ceilings (
    backend TEXT NOT NULL,
    device TEXT NOT NULL,
    ceilings TEXT NOT NULL,
    PRIMARY KEY (backend, device)
  ) STRICT;

  -- JSON of BenchmarkRun in shared/contract/measuring.ts.
  CREATE TABLE benchmark_runs (id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, run TEXT NOT NULL) STRICT;
  `,
  `
  -- What Hearth sent to other machines: OutgoingRequest in shared/contract/network.ts, with nothing secret in it.
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
  `,
  `
  -- What the headers of model files say: JSON of FileFacts in core/library/file-facts.ts, as long as the stamp is the file's.
  CREATE TABLE model_files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, facts TEXT NOT NULL) STRICT;

  -- Where the user wants models to be looked for.
  CREATE TABLE model_places (
    path TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('folder', 'file'))
  ) STRICT;
  `,
  `
  -- Models that are being downloaded, oldest first; the files beside each target have the progress.
  CREATE TABLE downloads (
    id TEXT PRIMARY KEY,
    repository TEXT NOT NULL,
    revision TEXT NOT NULL,
    licence TEXT,
    folder TEXT NOT NULL,
    -- JSON of Part[] in core/downloads/partial-file.ts.
    parts TEXT NOT NULL,
    wish TEXT NOT NULL CHECK (wish IN ('go', 'paused', 'failed', 'done')),
    problem TEXT,
    refetched_bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- What was typed and not sent, by place: Draft in shared/contract/chats.ts. The text is JSON, which takes every character.
  CREATE TABLE drafts (
    place TEXT PRIMARY KEY,
    -- NULL for the new chat.
    chat_id TEXT REFERENCES chats (id) ON DELETE CASCADE,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX drafts_by_chat ON drafts (chat_id);
  `,
  `
  -- JSON of Thinking in shared/contract/engine.ts; NULL: as was chosen for the model last.
  ALTER TABLE chats ADD COLUMN thinking TEXT;
  `,
  `
  -- The model that wrote an answer: ModelId in shared/contract/model.ts; NULL in earlier answers and without an identity.
  ALTER TABLE messages ADD COLUMN model_id TEXT;
  -- The same index with it; the statistics still read nothing else.
  DROP INDEX answers_by_time;
  CREATE INDEX answers_by_time ON messages (created_at, chat_id, model_name, model_id, timings)
    WHERE role = 'model' AND ending IS NOT NULL AND timings IS NOT NULL AND model_name IS NOT NULL;

  -- The models that wrote answers: JSON of ModelFacts in shared/contract/model.ts.
  CREATE TABLE models (id TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT;

  -- Results that took reading or inspecting a model file, as JSON; they hold as long as the stamp is the file's.
  CREATE TABLE file_notes (
    path TEXT NOT NULL,
    topic TEXT NOT NULL,
    stamp TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (path, topic)
  ) STRICT;
  `,
  textsIntoParts,
  `
  -- Folders of chats, in the order that the user gave them.
  CREATE TABLE folders (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  -- Presets: how a chat is answered, under a name. The values are JSON of ValuesIn<'preset'> in shared/settings/registry.ts.
  CREATE TABLE presets (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- The model that it asks for; NULL: whichever is loaded.
    model_id TEXT,
    settings TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;

  -- The prompt library: texts to insert into the message box, with their variables in double braces.
  CREATE TABLE prompts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;

  -- NULL: in no folder.
  ALTER TABLE chats ADD COLUMN folder_id TEXT REFERENCES folders (id) ON DELETE SET NULL;
  -- When it was pinned and when it was archived; NULL: it is not.
  ALTER TABLE chats ADD COLUMN pinned_at INTEGER;
  ALTER TABLE chats ADD COLUMN archived_at INTEGER;
  -- Who wrote the title: 'question' (its beginning), 'model' or 'user'. Titles of earlier versions count as the user's.
  ALTER TABLE chats ADD COLUMN titled_by TEXT NOT NULL DEFAULT 'user';
  -- The values that are set for this chat alone: JSON of ValuesIn<'chat'> in shared/settings/registry.ts; NULL: none.
  ALTER TABLE chats ADD COLUMN settings TEXT;
  ALTER TABLE chats ADD COLUMN preset_id TEXT REFERENCES presets (id) ON DELETE SET NULL;
  -- About how long its prompt is, so that a start reads no messages: JSON of Estimate in core/chats/warmth.ts; NULL: not known.
  ALTER TABLE chats ADD COLUMN estimate TEXT;
  -- The message of another chat with which the path of this fork begins to differ; NULL: it is no fork.
  ALTER TABLE chats ADD COLUMN forked_from TEXT;
  -- Where an imported chat or message comes from: the program and the id that it has there, as in 'chatgpt:1f0c'.
  ALTER TABLE chats ADD COLUMN source TEXT;
  CREATE UNIQUE INDEX chats_by_source ON chats (source) WHERE source IS NOT NULL;
  ALTER TABLE messages ADD COLUMN source TEXT;
  -- When it was deleted together with all that follows it; NULL: it was not. It can be restored until its chat is purged.
  ALTER TABLE messages ADD COLUMN deleted_at INTEGER;
  `,
  `
  -- Messages that wait for the answer before them, in the order of position: QueuedMessage in shared/contract/queue.ts.
  CREATE TABLE queued_messages (
    id TEXT PRIMARY KEY,
    chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- JSON of MessagePart[] in shared/contract/parts.ts.
    parts TEXT NOT NULL
  ) STRICT;
  CREATE INDEX queued_messages_by_chat ON queued_messages (chat_id, position);
  `,
  `
  -- What the search index has not taken yet: chats (their titles) and messages that were added, changed or deleted, by kind,
  -- 'chat' or 'message', and id. Triggers write it, so no change can be left out; core/search deletes what the index has taken.
  CREATE TABLE search_changes (kind TEXT NOT NULL, id TEXT NOT NULL) STRICT;

  CREATE TRIGGER search_part_added AFTER INSERT ON parts
    BEGIN INSERT INTO search_changes (kind, id) VALUES ('message', NEW.message_id); END;
  CREATE TRIGGER search_part_changed AFTER UPDATE ON parts
    WHEN NEW.text IS NOT OLD.text OR NEW.kind IS NOT OLD.kind OR NEW.message_id IS NOT OLD.message_id
    BEGIN INSERT INTO search_changes (kind, id) VALUES ('message', OLD.message_id), ('message', NEW.message_id); END;
  CREATE TRIGGER search_part_deleted AFTER DELETE ON parts
    BEGIN INSERT INTO search_changes (kind, id) VALUES ('message', OLD.message_id); END;
  CREATE TRIGGER search_message_moved AFTER UPDATE OF chat_id, created_at ON messages
    WHEN NEW.chat_id IS NOT OLD.chat_id OR NEW.created_at IS NOT OLD.created_at
    BEGIN INSERT INTO search_changes (kind, id) VALUES ('message', NEW.id); END;
  CREATE TRIGGER search_message_deleted AFTER DELETE ON messages
    BEGIN INSERT INTO search_changes (kind, id) VALUES ('message', OLD.id); END;
  CREATE TRIGGER search_chat_added AFTER INSERT ON chats
    BEGIN INSERT INTO search_changes (kind, id) VALUES ('chat', NEW.id); END;
  CREATE TRIGGER search_chat_renamed AFTER UPDATE OF title ON chats WHEN NEW.title IS NOT OLD.title
    BEGIN INSERT INTO search_changes (kind, id) VALUES ('chat', NEW.id); END;
  CREATE TRIGGER search_chat_deleted AFTER DELETE ON chats
    BEGIN INSERT INTO search_changes (kind, id) VALUES ('chat', OLD.id); END;

  -- The chats in which messages are deleted; few.
  CREATE INDEX deleted_messages ON messages (chat_id) WHERE deleted_at IS NOT NULL;
  `,
  `
  -- The same index without imported answers, whose speeds are those of another machine.
  DROP INDEX answers_by_time;
  CREATE INDEX answers_by_time ON messages (created_at, chat_id, model_name, model_id, timings)
    WHERE role = 'model' AND ending IS NOT NULL AND timings IS NOT NULL AND model_name IS NOT NULL AND source IS NULL;
  `,
  `
  -- What the user wants an answer to begin with; NULL: nothing.
  ALTER TABLE messages ADD COLUMN beginning TEXT;
  ALTER TABLE queued_messages ADD COLUMN beginning TEXT;
  `,
  `
  -- Documents; their files are in the folder documents/ID: core/documents/document-files.ts.
  CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- Where it was attached from; NULL: it was uploaded.
    path TEXT,
    -- SHA-256 of the original in hex; of a folder, of its text; NULL: not known yet.
    digest TEXT,
    -- Of the original.
    bytes INTEGER NOT NULL,
    -- Of the file at \`path\` when it was read, in ms since the epoch; NULL for a folder.
    modified_at INTEGER,
    added_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    -- JSON of DocumentFacts in shared/contract/documents.ts; NULL: its text was not extracted.
    facts TEXT,
    -- Why its text was not extracted, as writeTold writes it; NULL: it was, or will be.
    problem TEXT
  ) STRICT;
  CREATE INDEX documents_by_digest ON documents (digest);
  CREATE INDEX parts_of_documents 
    ON parts (json_extract(iif(json_valid(data), data, '{}'), '$.documentId')) WHERE kind = 'document';
  `,
  `
  -- Which models have read a document, so that Hearth can say why one reads it again.
  CREATE TABLE document_reads (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    model_id TEXT NOT NULL,
    -- CacheState.key in shared/engine/engine.ts.
    state_key TEXT NOT NULL,
    -- textVersion of the document in the prompt.
    version TEXT NOT NULL,
    -- 1 if the state was on the disk.
    was_kept INTEGER NOT NULL,
    PRIMARY KEY (document_id, model_id, state_key, version)
  ) STRICT;
  `,
  `
  -- Keys of other programs. Their secrets are not stored.
  CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- SHA-256 of the secret in hex.
    digest TEXT NOT NULL,
    -- The last four characters of the secret.
    ending TEXT NOT NULL,
    -- JSON of ApiRightName[] in shared/contract/api.ts.
    rights TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- NULL: never.
    used_at INTEGER,
    -- NULL: it does not expire.
    expires_at INTEGER
  ) STRICT;
  -- Requests of other programs that have ended.
  CREATE TABLE api_requests (
    id TEXT PRIMARY KEY,
    started_at INTEGER NOT NULL,
    key_name TEXT,
    client TEXT NOT NULL,
    -- JSON of the other fields of ApiRequestEntry in shared/contract/api.ts, without \`content\`.
    entry TEXT NOT NULL,
    -- JSON of \`content\`; NULL: it is not kept.
    content TEXT
  ) STRICT;
  -- The tokens of answers to other programs, which go into the next prompt of their conversations.
  CREATE TABLE api_answers (
    -- A digest of the model, the conversation and the text of the answer.
    digest TEXT PRIMARY KEY,
    -- JSON of KnownAnswer in core/api/known-answers.ts.
    answer TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- This machine among those that share a sync folder; one row, or none if a sync folder was never chosen. core/sync has the rest.
  CREATE TABLE sync_self (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    is_on INTEGER NOT NULL,
    folder TEXT NOT NULL,
    -- Random, and the name that the user gave.
    machine TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The last stamp that was given or seen.
    clock TEXT NOT NULL,
    -- Of the next segment that it writes.
    generation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    -- A purge removed text that own segments still have.
    must_compact INTEGER NOT NULL
  ) STRICT;
  -- Which version of each field of a row is here: JSON of Shadow in core/sync/shadows.ts. It has digests, no content.
  CREATE TABLE sync_rows (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    fields TEXT NOT NULL,
    -- 1: some field is not in a segment of this machine yet.
    is_due INTEGER NOT NULL,
    -- 1: some segment of this machine has a field of it.
    is_own INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT;
  CREATE INDEX due_sync_rows ON sync_rows (kind) WHERE is_due = 1;
  -- Rows that were added, changed or deleted since they were compared with sync_rows. Triggers write it as soon as there is a machine.
  -- Each row once; there is no constraint, because a statement with a conflict clause of its own would fail by it.
  CREATE TABLE sync_changes (kind TEXT NOT NULL, id TEXT NOT NULL) STRICT;
  CREATE INDEX sync_changes_by_row ON sync_changes (kind, id);
  -- Segments that were read, by their path in the sync folder. 'waits': it names rows that have not come yet.
  CREATE TABLE sync_segments (
    path TEXT PRIMARY KEY,
    stamp TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'waits', 'refused')),
    -- As writeTold writes it; NULL unless it is refused.
    problem TEXT
  ) STRICT;

  CREATE TRIGGER sync_chat_added AFTER INSERT ON chats WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'chat', NEW.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'chat' AND id = NEW.id); END;
  CREATE TRIGGER sync_chat_changed AFTER UPDATE OF title, titled_by, updated_at, folder_id, pinned_at, archived_at, overflow,
      thinking, settings, preset_id, deleted_at ON chats WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'chat', NEW.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'chat' AND id = NEW.id); END;
  CREATE TRIGGER sync_chat_deleted AFTER DELETE ON chats WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'chat', OLD.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'chat' AND id = OLD.id); END;
  CREATE TRIGGER sync_message_added AFTER INSERT ON messages WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'message', NEW.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'message' AND id = NEW.id); END;
  CREATE TRIGGER sync_message_changed AFTER UPDATE OF ending, timings, model_name, deleted_at ON messages
      WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'message', NEW.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'message' AND id = NEW.id); END;
  CREATE TRIGGER sync_message_deleted AFTER DELETE ON messages WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'message', OLD.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'message' AND id = OLD.id); END;
  CREATE TRIGGER sync_part_added AFTER INSERT ON parts WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'message', NEW.message_id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'message' AND id = NEW.message_id); END;
  CREATE TRIGGER sync_part_changed AFTER UPDATE ON parts WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'message', NEW.message_id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'message' AND id = NEW.message_id); END;
  CREATE TRIGGER sync_part_deleted AFTER DELETE ON parts WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'message', OLD.message_id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'message' AND id = OLD.message_id); END;
  CREATE TRIGGER sync_folder_added AFTER INSERT ON folders WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'folder', NEW.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'folder' AND id = NEW.id); END;
  CREATE TRIGGER sync_folder_changed AFTER UPDATE ON folders WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'folder', NEW.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'folder' AND id = NEW.id); END;
  CREATE TRIGGER sync_folder_deleted AFTER DELETE ON folders WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'folder', OLD.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'folder' AND id = OLD.id); END;
  CREATE TRIGGER sync_prompt_added AFTER INSERT ON prompts WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'prompt', NEW.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'prompt' AND id = NEW.id); END;
  CREATE TRIGGER sync_prompt_changed AFTER UPDATE ON prompts WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'prompt', NEW.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'prompt' AND id = NEW.id); END;
  CREATE TRIGGER sync_prompt_deleted AFTER DELETE ON prompts WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'prompt', OLD.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'prompt' AND id = OLD.id); END;
  CREATE TRIGGER sync_preset_added AFTER INSERT ON presets WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'preset', NEW.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'preset' AND id = NEW.id); END;
  CREATE TRIGGER sync_preset_changed AFTER UPDATE ON presets WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'preset', NEW.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'preset' AND id = NEW.id); END;
  CREATE TRIGGER sync_preset_deleted AFTER DELETE ON presets WHEN EXISTS (SELECT 1 FROM sync_self)
    BEGIN INSERT INTO sync_changes SELECT 'preset', OLD.id
      WHERE NOT EXISTS (SELECT 1 FROM sync_changes WHERE kind = 'preset' AND id = OLD.id); END;
  `,
];

/** The version of the schema after all migrations. */
export const newestVersion = migrations.length;

/** Migrates `db` from the version before `version` to `version`. */
export const applyMigration = (db: Db, version: number): void => {
  const migration = migrations[version - 1]!;
  if (typeof migration === 'string') db.exec(migration);
  else migration(db);
};
