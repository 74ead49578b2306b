"""Accounts: signing in and out, passwords, the second factor, keys of machines, and the demo's people."""
