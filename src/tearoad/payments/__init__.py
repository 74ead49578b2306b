"""How buyers' money comes in: attempts to pay, by wallet, bank or counter."""
