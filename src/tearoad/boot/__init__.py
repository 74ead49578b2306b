"""Joins the operations' ports to the store and to the wire; the only room that knows the environment."""
