"""The history of the schema, as Django wrote it."""
