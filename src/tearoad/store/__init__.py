"""PostgreSQL, and nothing else in the house knows it: the schema, and one module of SQL per room."""
