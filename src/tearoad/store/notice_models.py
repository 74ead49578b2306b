"""The tables of sales that banks are told of: letters, and what the banks say of what they can take."""

# mypy: disable-error-code="var-annotated"
# Django's fields; its plug-in would need a settings module of its own.

from django.db import models


class Sale(models.Model):
    """`opens` are seconds from the beginning of `day` in Moscow; `orders` are expected on that day."""

    pk = models.CompositePrimaryKey("cell_id", "name")
    cell_id = models.SmallIntegerField()
    name = models.TextField()
    day = models.DateField()
    opens = models.IntegerField()
    orders = models.BigIntegerField()
    planned_at = models.DateTimeField()

    class Meta:
        db_table = "sale"


class BankLetter(models.Model):
    """Written, or passed over since a later one was due already."""

    pk = models.CompositePrimaryKey("cell_id", "sale", "bank", "method", "days_before")
    cell_id = models.SmallIntegerField()
    sale = models.TextField()
    bank = models.TextField()
    method = models.TextField()
    days_before = models.SmallIntegerField()
    passed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "bank_letter"


class BankCapacity(models.Model):
    """What a bank declared, for a sale or, as sale 'standing', for any. Rows are only added; the last number counts."""

    pk = models.CompositePrimaryKey("cell_id", "sale", "bank", "method", "number")
    cell_id = models.SmallIntegerField()
    sale = models.TextField()
    bank = models.TextField()
    method = models.TextField()
    number = models.IntegerField()
    a_minute = models.IntegerField()
    declared_by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "bank_capacity"


class BankKey(models.Model):
    """The Ed25519 key of a bank, 64 hex digits; no two banks have the same."""

    pk = models.CompositePrimaryKey("cell_id", "bank")
    cell_id = models.SmallIntegerField()
    bank = models.TextField()
    public_key = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "bank_key"
        constraints = (models.UniqueConstraint(fields=("cell_id", "public_key"), name="bank_key_once"),)


class BankTest(models.Model):
    """A result that a bank signed, by the SHA-256 of its document; the one that was tested last counts.

    `public_key` is the bank's as it was then: with the document, the signature can be proved again.
    """

    pk = models.CompositePrimaryKey("cell_id", "sha256")
    cell_id = models.SmallIntegerField()
    sha256 = models.TextField()
    sale = models.TextField()
    bank = models.TextField()
    method = models.TextField()
    a_minute = models.IntegerField()
    refused_share = models.FloatField()
    p99_ms = models.FloatField()
    tested_at = models.DateTimeField()
    public_key = models.TextField()
    signature = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "bank_test"
        indexes = (models.Index(fields=("cell_id", "sale", "bank", "method", "tested_at"), name="bank_test_of"),)
