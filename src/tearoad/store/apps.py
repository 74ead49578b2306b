"""The Django application that owns the schema."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Models serve schema and migrations; hot paths are plain SQL beside them."""

    name = "tearoad.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
