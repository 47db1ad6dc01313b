-- Keeps an article. An editor sees its first date and first sighting: neither moves with later edits of the feed.
INSERT INTO articles VALUES (:feed, :key, :url, :title, :summary, :text, :author, :lang, :words,
  :published, :dated, :now, :now, :body, :place, :home)
ON CONFLICT (feed, key) DO UPDATE SET
  url = excluded.url, title = excluded.title, summary = excluded.summary, text = excluded.text,
  author = excluded.author, lang = excluded.lang, words = excluded.words, body = excluded.body, place = excluded.place,
  home = excluded.home,
  published = CASE
    WHEN :redate OR excluded.dated > dated THEN excluded.published
    WHEN excluded.dated < dated THEN published
    ELSE min(published, excluded.published) END,
  dated = CASE WHEN :redate THEN excluded.dated ELSE max(dated, excluded.dated) END,
  first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)
