"""Labels of items and receptacles, and lists of dispatches, in volume: layouts assumed, not certified."""
