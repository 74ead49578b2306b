"""The machines' door: JSON over HTTP under /api/v1. Its addresses stand in `urls`; who starts the site gives it what it
answers from (`provider`)."""
