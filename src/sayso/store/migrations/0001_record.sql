-- The record of version 1: documents, the statements read off them, and what could not be read.
-- All offsets are Unicode code points into documents.text, half open.

CREATE TABLE documents (
    number          INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,   -- SHA-256 of address and text
    source_id       TEXT,                   -- the id under which it was handed in
    url             TEXT,
    outlet          TEXT,
    title           TEXT,
    byline          TEXT,
    published       TEXT,                   -- ISO 8601, to the precision known
    published_first TEXT,                   -- first and last day that it can mean
    published_last  TEXT,
    language        TEXT,
    text            TEXT NOT NULL,
    retrieved       TEXT,
    media_type      TEXT,
    original        TEXT,                   -- SHA-256 of the bytes read
    extractor       TEXT,                   -- versions of sayso and model; NULL where not annotated
    digest          TEXT NOT NULL,          -- SHA-256 of the document with its statements in their wire form
    added           TEXT NOT NULL           -- when stored, UTC
) STRICT;

CREATE INDEX documents_by_day ON documents (published_first, published_last);
CREATE INDEX documents_by_outlet ON documents (outlet);
CREATE INDEX documents_by_source_id ON documents (source_id);

CREATE TABLE statements (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    document   INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    position   INTEGER NOT NULL,            -- order in the document, from 0
    kind       TEXT NOT NULL CHECK (kind IN ('direct', 'indirect', 'mixed')),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    source     TEXT NOT NULL,               -- the words at the spans, pieces joined by ' … '
    cue        TEXT NOT NULL,
    content    TEXT NOT NULL,
    UNIQUE (document, position)
) STRICT;

CREATE TABLE spans (
    statement INTEGER NOT NULL REFERENCES statements (number) ON DELETE CASCADE,
    role      TEXT NOT NULL CHECK (role IN ('source', 'cue', 'content')),
    start     INTEGER NOT NULL CHECK (start >= 0),
    "end"     INTEGER NOT NULL CHECK ("end" > start),
    PRIMARY KEY (statement, role, start)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE statement_words USING fts5 (
    source, cue, content,
    content = 'statements', content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER statement_words_insert AFTER INSERT ON statements BEGIN
    INSERT INTO statement_words (rowid, source, cue, content) VALUES (new.number, new.source, new.cue, new.content);
END;

CREATE TRIGGER statement_words_delete AFTER DELETE ON statements BEGIN
    INSERT INTO statement_words (statement_words, rowid, source, cue, content)
    VALUES ('delete', old.number, old.source, old.cue, old.content);
END;

CREATE TRIGGER statement_words_update AFTER UPDATE OF source, cue, content ON statements BEGIN
    INSERT INTO statement_words (statement_words, rowid, source, cue, content)
    VALUES ('delete', old.number, old.source, old.cue, old.content);
    INSERT INTO statement_words (rowid, source, cue, content) VALUES (new.number, new.source, new.cue, new.content);
END;

CREATE TABLE failures (
    place  TEXT PRIMARY KEY,                -- file, or file and line
    reason TEXT NOT NULL,
    seen   TEXT NOT NULL                    -- when last met, UTC
) STRICT, WITHOUT ROWID;
