"""The rehearsal: the same journey on a simulated clock, as numbers alone; it knows journey and rooms, no files."""
