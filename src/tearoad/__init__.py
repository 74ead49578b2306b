"""Tearoad runs a cross-border trade road and rehearses its festival before it happens."""
