"""The operator's door: one command per intention, files in, files or a table out."""
