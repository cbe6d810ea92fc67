-- Who spoke, what kind of act it was, and when; and what the user says of who is who.
-- Days are YYYY-MM-DD. Spans that are read only with their document are JSON: [[start, end], ...].

ALTER TABLE statements ADD COLUMN speaker_type TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE statements ADD COLUMN act TEXT;                              -- NULL where nobody has judged
ALTER TABLE statements ADD COLUMN denies INTEGER NOT NULL DEFAULT 0 CHECK (denies IN (0, 1));
ALTER TABLE statements ADD COLUMN hedged INTEGER NOT NULL DEFAULT 0 CHECK (hedged IN (0, 1));
ALTER TABLE statements ADD COLUMN evidence TEXT;
ALTER TABLE statements ADD COLUMN said_start TEXT;                       -- NULL: open, or not told
ALTER TABLE statements ADD COLUMN said_end TEXT;
ALTER TABLE statements ADD COLUMN said_precision TEXT;                   -- NULL where the article does not tell when
ALTER TABLE statements ADD COLUMN said_on TEXT NOT NULL DEFAULT '';      -- the words that tell when, and their spans
ALTER TABLE statements ADD COLUMN said_on_spans TEXT NOT NULL DEFAULT '[]';
ALTER TABLE statements ADD COLUMN said_at TEXT NOT NULL DEFAULT '';      -- the words that tell where, and their spans
ALTER TABLE statements ADD COLUMN said_at_spans TEXT NOT NULL DEFAULT '[]';

CREATE INDEX statements_by_act ON statements (act) WHERE act IS NOT NULL;
CREATE INDEX statements_that_deny ON statements (document) WHERE denies = 1;

CREATE TABLE entities (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    stands_for INTEGER NOT NULL REFERENCES entities (number)  -- itself, or the one into which the user merged it
) STRICT;

CREATE INDEX entities_by_whom_they_stand_for ON entities (stands_for);

CREATE TABLE appearances (                                    -- an entity as one document has it
    number     INTEGER PRIMARY KEY,
    document   INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    position   INTEGER NOT NULL,                              -- order in the document, from 0
    entity     INTEGER NOT NULL REFERENCES entities (number), -- as it was annotated
    stands_for INTEGER NOT NULL REFERENCES entities (number), -- the same, or the one that the user split off
    name       TEXT NOT NULL,
    type       TEXT NOT NULL,
    country    TEXT,                                          -- ISO 3166-1 alpha-3
    role       TEXT,
    aliases    TEXT NOT NULL,                                 -- a JSON list
    UNIQUE (document, position)
) STRICT;

CREATE INDEX appearances_by_entity ON appearances (entity);
CREATE INDEX appearances_by_whom_they_stand_for ON appearances (stands_for, name);
CREATE INDEX appearances_split_off ON appearances (document) WHERE stands_for <> entity;

CREATE TABLE names (                                          -- what an entity is looked for by, over all documents
    key    TEXT NOT NULL,                                     -- in small letters, without accents and marks
    entity INTEGER NOT NULL REFERENCES entities (number),
    PRIMARY KEY (key, entity)
) STRICT, WITHOUT ROWID;

CREATE INDEX names_by_entity ON names (entity);

CREATE TABLE statement_entities (
    statement  INTEGER NOT NULL REFERENCES statements (number) ON DELETE CASCADE,
    role       TEXT NOT NULL CHECK (role IN ('speaker', 'addressee', 'about')),
    position   INTEGER NOT NULL,
    appearance INTEGER NOT NULL REFERENCES appearances (number) ON DELETE CASCADE,
    PRIMARY KEY (statement, role, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX statement_entities_by_appearance ON statement_entities (appearance, role);

CREATE TABLE mentions (
    appearance INTEGER NOT NULL REFERENCES appearances (number) ON DELETE CASCADE,
    position   INTEGER NOT NULL,                              -- order in the document, from 0
    start      INTEGER NOT NULL CHECK (start >= 0),
    "end"      INTEGER NOT NULL CHECK ("end" > start),
    form       TEXT NOT NULL CHECK (form IN ('name', 'pronoun', 'nominal')),
    PRIMARY KEY (appearance, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE times (
    document  INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    start     TEXT,                                           -- NULL: open
    "end"     TEXT,
    precision TEXT NOT NULL,
    spans     TEXT NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE corrections (                                    -- what the user said of who is who; only ever added to
    number   INTEGER PRIMARY KEY,
    what     TEXT NOT NULL CHECK (what IN ('merge', 'split', 'undo')),
    entity   TEXT,                                            -- merge, split: the entity's id
    "into"   TEXT,                                            -- merge: the id of the other; split: the new id
    document TEXT,                                            -- split: the document's id
    undoes   INTEGER REFERENCES corrections (number),         -- undo: which one
    made     TEXT NOT NULL,                                   -- UTC
    CHECK ((what = 'undo') = (undoes IS NOT NULL) AND (what = 'undo') = (entity IS NULL)),
    CHECK ((what = 'undo') = ("into" IS NULL) AND (what = 'split') = (document IS NOT NULL))
) STRICT;

CREATE INDEX corrections_by_document ON corrections (document);

CREATE TRIGGER corrections_stay BEFORE UPDATE ON corrections BEGIN
    SELECT RAISE(ABORT, 'corrections are only added to');
END;

CREATE TRIGGER corrections_are_kept BEFORE DELETE ON corrections BEGIN
    SELECT RAISE(ABORT, 'corrections are only added to');
END;
