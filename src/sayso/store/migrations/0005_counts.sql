-- What a listing of entities shows, kept beside the rows that it is counted from; and the order in which statements are found.

CREATE TABLE entity_counts (                                  -- of whole entities, after the user's merges and splits
    entity     INTEGER PRIMARY KEY REFERENCES entities (number),
    statements INTEGER NOT NULL,                              -- how many it is the speaker of
    denies     INTEGER NOT NULL,                              -- how many of these deny
    documents  INTEGER NOT NULL,                              -- in how many it appears
    first      TEXT,                                          -- the first and the last day of its statements
    last       TEXT
) STRICT;

CREATE INDEX entity_counts_by_rank ON entity_counts (statements DESC, documents DESC, entity);

CREATE TABLE entity_acts (                                    -- how many statements of a whole entity are of an act
    entity     INTEGER NOT NULL REFERENCES entities (number),
    act        TEXT NOT NULL,
    statements INTEGER NOT NULL,
    PRIMARY KEY (entity, act)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity_about (                                   -- in how many a whole entity speaks of another
    entity     INTEGER NOT NULL REFERENCES entities (number),
    about      INTEGER NOT NULL REFERENCES entities (number),
    statements INTEGER NOT NULL,
    PRIMARY KEY (entity, about)
) STRICT, WITHOUT ROWID;

CREATE INDEX entity_about_by_rank ON entity_about (entity, statements DESC, about);
CREATE INDEX entity_about_whom ON entity_about (about);

CREATE TABLE entity_forms (                                   -- how documents name an entity; after splits, before merges
    entity      INTEGER NOT NULL REFERENCES entities (number),
    name        TEXT NOT NULL,
    aliases     TEXT NOT NULL,                                -- a JSON list
    type        TEXT NOT NULL,
    country     TEXT,
    appearances INTEGER NOT NULL,                             -- how many have all four as they are here
    first       INTEGER NOT NULL                              -- the number of the first of these
) STRICT;

CREATE UNIQUE INDEX entity_forms_once ON entity_forms (entity, name, aliases, type, coalesce(country, ''), country IS NULL);

INSERT INTO entity_counts
SELECT e.stands_for, count(DISTINCT s.number), count(DISTINCT CASE WHEN s.denies THEN s.number END), count(DISTINCT a.document),
    min(CASE WHEN s.said_precision IS NOT NULL THEN coalesce(s.said_start, s.said_end)
        WHEN s.number IS NOT NULL THEN d.published_first END),
    max(CASE WHEN s.said_precision IS NOT NULL THEN coalesce(s.said_end, s.said_start)
        WHEN s.number IS NOT NULL THEN d.published_last END)
FROM entities e JOIN appearances a ON a.stands_for = e.number JOIN documents d ON d.number = a.document
LEFT JOIN statement_entities r ON r.appearance = a.number AND r.role = 'speaker' LEFT JOIN statements s ON s.number = r.statement
GROUP BY 1;

INSERT INTO entity_acts
SELECT e.stands_for, s.act, count(DISTINCT s.number)
FROM entities e JOIN appearances a ON a.stands_for = e.number
JOIN statement_entities r ON r.appearance = a.number AND r.role = 'speaker' JOIN statements s ON s.number = r.statement
WHERE s.act IS NOT NULL GROUP BY 1, 2;

INSERT INTO entity_about
SELECT e.stands_for, oe.stands_for, count(DISTINCT r.statement)
FROM entities e JOIN appearances a ON a.stands_for = e.number
JOIN statement_entities r ON r.appearance = a.number AND r.role = 'speaker'
JOIN statement_entities o ON o.statement = r.statement AND o.role = 'about'
JOIN appearances oa ON oa.number = o.appearance JOIN entities oe ON oe.number = oa.stands_for
GROUP BY 1, 2;

INSERT INTO entity_forms
SELECT stands_for, name, aliases, type, country, count(*), min(number) FROM appearances GROUP BY 1, 2, 3, 4, 5;

CREATE INDEX documents_newest_first ON documents (published_first DESC, published DESC, number);
