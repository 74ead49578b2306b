"""The shop: what is found, what is chosen, what is ordered, and where it is now."""
