"""Post: what identifies items, dispatches and receptacles."""
