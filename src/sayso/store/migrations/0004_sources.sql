-- Where a date was read, where else the same words appeared, what servers gave to ask again with, what failures are read from.

ALTER TABLE documents ADD COLUMN date_source TEXT;           -- where published was read
ALTER TABLE documents ADD COLUMN words_hash TEXT;            -- SHA-256 of the words, one space between them

UPDATE documents SET words_hash = words_hash_of(CAST(text AS BLOB));

CREATE INDEX documents_by_words ON documents (words_hash);
CREATE INDEX documents_by_url ON documents (url);

CREATE TABLE copies (                                        -- the same words as an article elsewhere
    number          INTEGER PRIMARY KEY,
    document        INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    url             TEXT,
    outlet          TEXT,
    byline          TEXT,
    published       TEXT,                                    -- ISO 8601, to the precision known
    date_source     TEXT,
    retrieved       TEXT,
    source_id       TEXT                                     -- the id under which it was handed in
) STRICT;

CREATE INDEX copies_by_document ON copies (document);
CREATE INDEX copies_by_url ON copies (url);
CREATE INDEX copies_by_outlet ON copies (outlet COLLATE NOCASE);
CREATE INDEX copies_by_source_id ON copies (source_id);

CREATE TABLE fetched (                                       -- addresses that were asked, and what they led to
    url      TEXT PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    etag     TEXT,
    modified TEXT                                            -- Last-Modified, as sent
) STRICT, WITHOUT ROWID;

CREATE INDEX fetched_by_document ON fetched (document);

ALTER TABLE failures ADD COLUMN source TEXT;                 -- what to read again; NULL where it is gone

CREATE INDEX failures_by_source ON failures (source);
