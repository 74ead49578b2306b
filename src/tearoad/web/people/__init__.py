"""The operators' desk of accounts: who there is, and who may do what."""
