-- How documents and statements stand to each other, as `link` works it out. All of it can be worked out anew from the rest.

CREATE TABLE linked (                                        -- documents that `link` has been through
    document INTEGER PRIMARY KEY REFERENCES documents (number) ON DELETE CASCADE,
    words    INTEGER NOT NULL REFERENCES documents (number), -- whose words it prints: its own, or those of the first of its copies
    opening  BLOB NOT NULL                                   -- the vector of its headline and first lines, 384 signed bytes
) STRICT;

CREATE INDEX linked_by_words ON linked (words);

CREATE TABLE link_keys (                                     -- two texts, or two quotations, are compared where they share a key
    kind TEXT NOT NULL CHECK (kind IN ('text', 'quotation')),
    key  INTEGER NOT NULL,
    item INTEGER NOT NULL,                                   -- a document, a quotation
    PRIMARY KEY (kind, key, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE reprints (                                      -- what a document has word for word of one that was linked before it
    document    INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    other       INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    share       REAL NOT NULL CHECK (share BETWEEN 0 AND 1), -- the part of its words that stands in the other
    share_other REAL NOT NULL CHECK (share_other BETWEEN 0 AND 1),
    whole       INTEGER NOT NULL CHECK (whole IN (0, 1)),    -- one stands nearly all in the other
    runs        TEXT NOT NULL,                               -- JSON: [[start, end, start in the other, end there], ...]
    PRIMARY KEY (document, other)
) STRICT, WITHOUT ROWID;

CREATE INDEX reprints_by_other ON reprints (other);

CREATE TABLE propositions (                                  -- what statements assert, equal ones once
    number   INTEGER PRIMARY KEY,
    sha256   BLOB NOT NULL UNIQUE,                           -- of the fields that follow
    text     TEXT NOT NULL,
    negative INTEGER NOT NULL CHECK (negative IN (0, 1)),    -- it is held not to be so
    by_cue   INTEGER NOT NULL CHECK (by_cue IN (0, 1)),      -- the cue alone says so: "denied that"
    force    TEXT NOT NULL CHECK (force IN ('assert', 'judge', 'direct', 'commit')),
    names    TEXT NOT NULL,                                  -- JSON: names of the entities that it speaks of
    days     TEXT NOT NULL,                                  -- JSON: [[first, last], ...]
    claim    INTEGER NOT NULL REFERENCES propositions (number), -- the first to assert the same; itself where it is the first
    score    REAL NOT NULL                                   -- how sure it is that both assert the same
) STRICT;

CREATE INDEX propositions_by_claim ON propositions (claim);

CREATE TABLE claims (                                        -- propositions that were the first of their kind
    number     INTEGER PRIMARY KEY REFERENCES propositions (number),
    vector     BLOB NOT NULL,                                -- 384 signed bytes
    statements INTEGER NOT NULL DEFAULT 0,
    documents  INTEGER NOT NULL DEFAULT 0,                   -- copies of one text count once
    contested  INTEGER NOT NULL DEFAULT 0 CHECK (contested IN (0, 1)), -- denied, or contradicted by another claim
    first      TEXT,                                         -- days between which it was said, or published
    last       TEXT
) STRICT;

CREATE INDEX claims_by_rank ON claims (documents DESC, statements DESC, number);
CREATE INDEX claims_contested ON claims (documents DESC, statements DESC, number) WHERE contested = 1;

CREATE TABLE asserted (
    statement   INTEGER PRIMARY KEY REFERENCES statements (number) ON DELETE CASCADE,
    proposition INTEGER NOT NULL REFERENCES propositions (number)
) STRICT;

CREATE INDEX asserted_by_proposition ON asserted (proposition);

CREATE TABLE contradictions (                                -- claims that cannot both be so
    claim INTEGER NOT NULL REFERENCES claims (number),       -- the later
    other INTEGER NOT NULL REFERENCES claims (number),
    score REAL NOT NULL,
    PRIMARY KEY (claim, other)
) STRICT, WITHOUT ROWID;

CREATE INDEX contradictions_by_other ON contradictions (other);

CREATE TABLE replies (                                       -- a statement that answers another in the same article: "denied the allegation"
    statement INTEGER NOT NULL REFERENCES statements (number) ON DELETE CASCADE,
    other     INTEGER NOT NULL REFERENCES statements (number) ON DELETE CASCADE,
    kind      TEXT NOT NULL CHECK (kind IN ('denies', 'supports')),
    PRIMARY KEY (statement, other)
) STRICT, WITHOUT ROWID;

CREATE INDEX replies_by_other ON replies (other);

CREATE TABLE quotations (                                    -- what stands between quotation marks, equal words of one speaker once
    number    INTEGER PRIMARY KEY,
    sha256    BLOB NOT NULL UNIQUE,                          -- of the folded words and the speaker
    text      TEXT NOT NULL,
    speaker   INTEGER REFERENCES entities (number),          -- NULL where not known
    speaker_name TEXT,                                       -- as its article has it
    utterance INTEGER NOT NULL REFERENCES quotations (number), -- the first to print it; itself where it is the first
    score     REAL NOT NULL,
    altered   INTEGER NOT NULL DEFAULT 0 CHECK (altered IN (0, 1)), -- words that say something differ, and nothing tells the reader
    opposed   INTEGER NOT NULL DEFAULT 0 CHECK (opposed IN (0, 1)), -- a number or a negation differs
    differences TEXT NOT NULL DEFAULT '[]'                    -- JSON: [[kind, words of the first, words of this one], ...]
) STRICT;

CREATE INDEX quotations_by_utterance ON quotations (utterance);

CREATE TABLE quoted (
    statement INTEGER PRIMARY KEY REFERENCES statements (number) ON DELETE CASCADE,
    quotation INTEGER NOT NULL REFERENCES quotations (number)
) STRICT;

CREATE INDEX quoted_by_quotation ON quoted (quotation);
