-- Statements inside statements: the one in whose content this one stands, NULL for an outermost one.

ALTER TABLE statements ADD COLUMN parent INTEGER REFERENCES statements (number) ON DELETE CASCADE;

CREATE INDEX statements_by_parent ON statements (parent);
