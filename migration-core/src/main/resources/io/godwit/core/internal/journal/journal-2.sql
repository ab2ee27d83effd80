-- When what a session keeps of the destination as it was is given up: from then on it cannot be undone.
ALTER TABLE session ADD COLUMN cleaned_at INTEGER;
