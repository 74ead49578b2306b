"""One module a kind of fault; `campaign` knows them all."""
