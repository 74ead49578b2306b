"""The journey of a consignment on its three tracks; the only room that knows two rooms."""
