-- The step behind which everything is being undone; null where all of it is.
ALTER TABLE session ADD COLUMN undo_to TEXT;
