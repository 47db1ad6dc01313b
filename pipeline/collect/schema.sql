-- The pool's tables, version 4.
CREATE TABLE feeds (
  url TEXT PRIMARY KEY, etag BLOB NOT NULL, modified BLOB NOT NULL, body TEXT NOT NULL,
  tried_at INTEGER, ok_at INTEGER, full_at INTEGER, changed_at INTEGER, due_at INTEGER,
  ttl_minutes INTEGER, failures INTEGER NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL, gone INTEGER NOT NULL,
  moved_to TEXT NOT NULL, moved_days INTEGER NOT NULL, moved_at INTEGER, skips TEXT NOT NULL,
  broken TEXT NOT NULL, told TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE articles (
  feed TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, summary TEXT NOT NULL,
  text TEXT NOT NULL, author TEXT NOT NULL, lang TEXT NOT NULL, words INTEGER NOT NULL,
  published INTEGER, dated INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
  body TEXT NOT NULL, place INTEGER NOT NULL, home TEXT NOT NULL DEFAULT '', PRIMARY KEY (feed, key)
);
CREATE TABLE hosts (host TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
