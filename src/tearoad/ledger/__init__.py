"""Double entry: accounts, transfers of four kinds, holds, and the exchange of currencies."""
