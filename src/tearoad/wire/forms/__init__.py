"""Declarations and rulings of customs on paper: CN 22-like, CN 23-like, not certified. Same input, same bytes."""
