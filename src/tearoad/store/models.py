"""The schema. Every hot table has `cell_id` first in its key; ids are made by the caller from content."""

from django.db import models


class Road(models.Model):
    """One row per cell: the road clock, which only moves forward, the seed of its luck, whether all is but a demo."""

    cell_id = models.SmallIntegerField(primary_key=True)
    name = models.TextField()
    seed = models.BigIntegerField()
    clock_at = models.DateTimeField()
    demo = models.BooleanField(db_default=False)

    class Meta:
        db_table = "road"


class Product(models.Model):
    """What is sold. `classified` is false for goods admitted from an orders file without an HS code.

    Offers of one `model` are the same goods by different merchants. The column `search`, a tsvector, is SQL's alone.
    """

    pk = models.CompositePrimaryKey("cell_id", "sku")
    cell_id = models.SmallIntegerField()
    sku = models.TextField()
    merchant = models.TextField()
    origin = models.TextField()
    title_ru = models.TextField()
    title_zh = models.TextField()
    title_en = models.TextField()
    hs6 = models.TextField(null=True)
    classified = models.BooleanField()
    weight_grams = models.IntegerField()
    weight_assumed = models.BooleanField()
    price_minor = models.BigIntegerField(null=True)
    currency = models.TextField(null=True)
    length_cm = models.IntegerField(null=True)
    width_cm = models.IntegerField(null=True)
    height_cm = models.IntegerField(null=True)
    model = models.TextField()

    class Meta:
        db_table = "product"
        indexes = (models.Index(fields=("cell_id", "model"), name="product_model"),)


class Stock(models.Model):
    """Units of one product; `made_to_order` goods are never out of stock."""

    pk = models.CompositePrimaryKey("cell_id", "sku")
    cell_id = models.SmallIntegerField()
    sku = models.TextField()
    on_hand = models.BigIntegerField()
    reserved = models.BigIntegerField()
    restock_to = models.BigIntegerField()
    made_to_order = models.BooleanField()

    class Meta:
        db_table = "stock"
        constraints = (
            models.CheckConstraint(
                name="stock_not_negative",
                condition=models.Q(on_hand__gte=0, reserved__gte=0)
                & (models.Q(on_hand__gte=models.F("reserved")) | models.Q(made_to_order=True)),
            ),
        )


class Order(models.Model):
    """What a buyer asked for in one go; `content` is the digest that makes a repeated order answer as before."""

    pk = models.CompositePrimaryKey("cell_id", "order_id")
    cell_id = models.SmallIntegerField()
    order_id = models.TextField()
    buyer = models.TextField()
    destination = models.TextField()
    payment = models.TextField()
    currency = models.TextField()
    placed_at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        db_table = "orders"
        indexes = (
            models.Index(fields=("cell_id", "buyer"), name="orders_buyer"),
            models.Index(fields=("cell_id", "placed_at", "order_id"), name="orders_placed"),
        )


class OrderLine(models.Model):
    """One line with its verdict; a negative quantity is a return."""

    pk = models.CompositePrimaryKey("cell_id", "order_id", "line")
    cell_id = models.SmallIntegerField()
    order_id = models.TextField()
    line = models.IntegerField()
    sku = models.TextField()
    quantity = models.IntegerField()
    unit_price_minor = models.BigIntegerField()
    verdict = models.TextField()
    consignment_id = models.UUIDField(null=True)
    returned = models.IntegerField()

    class Meta:
        db_table = "order_line"
        constraints = (
            models.CheckConstraint(
                name="order_line_returned",
                condition=models.Q(returned=0) | models.Q(returned__gt=0, returned__lte=models.F("quantity")),
            ),
        )


class Consignment(models.Model):
    """What travels: the lines of one order that share merchant and origin, on three tracks.

    `hold_id` is the base of the ids of the holds on goods, fee and margin; `due` and `due_at` are its one timer. Where
    `payout_currency` is set the merchant is owed that: `rate_top` of it for `rate_bottom` of the buyer's currency.
    `payer` is the account that paid, null for that of payments elsewhere. `coupon_funder` pays `coupon_minor` of the
    goods, and promised `coupon_given_minor` when they were worth `coupon_goods_minor`. `moved_at` is the moment of the
    post's scan that moved it last, null where its way is played. `renewed_on` is the day that was promised last, null
    where it is still the first (`Promise` has all).
    """

    pk = models.CompositePrimaryKey("cell_id", "consignment_id")
    cell_id = models.SmallIntegerField()
    consignment_id = models.UUIDField()
    order_id = models.TextField()
    merchant = models.TextField()
    origin = models.TextField()
    destination = models.TextField()
    lane = models.TextField()
    office = models.TextField(null=True)
    cash_on_delivery = models.BooleanField()
    currency = models.TextField()
    goods_minor = models.BigIntegerField()
    postage_minor = models.BigIntegerField()
    duty_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField()
    weight_grams = models.BigIntegerField()
    money = models.SmallIntegerField()
    border = models.SmallIntegerField()
    carriage = models.SmallIntegerField()
    inspect = models.BooleanField()
    attempts = models.SmallIntegerField()
    s10 = models.TextField(null=True)
    hold_id = models.UUIDField()
    duty_rule = models.TextField(null=True)
    assessed_minor = models.BigIntegerField(null=True)
    assessed_tax_minor = models.BigIntegerField(null=True)
    payout_currency = models.TextField(null=True)
    rate_top = models.BigIntegerField(default=0)
    rate_bottom = models.BigIntegerField(default=0)
    fx_margin = models.BigIntegerField(default=0)
    rate_locked_at = models.DateTimeField(null=True)
    rate_until = models.DateTimeField(null=True)
    placed_at = models.DateTimeField()
    promised_on = models.DateField()
    renewed_on = models.DateField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    left_office_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    due = models.SmallIntegerField()
    due_at = models.DateTimeField(null=True)
    payer = models.TextField(null=True)
    coupon_minor = models.BigIntegerField(default=0)
    coupon_funder = models.TextField(null=True)
    coupon_given_minor = models.BigIntegerField(default=0)
    coupon_goods_minor = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    claimed = models.BooleanField(db_default=False)

    class Meta:
        db_table = "consignment"
        indexes = (
            models.Index(
                fields=("cell_id", "due_at"), name="consignment_due", condition=models.Q(due_at__isnull=False)
            ),
            models.Index(fields=("cell_id", "order_id"), name="consignment_order"),
            models.Index(fields=("cell_id", "s10"), name="consignment_s10", condition=models.Q(s10__isnull=False)),
            models.Index(fields=("cell_id", "merchant", "placed_at", "consignment_id"), name="consignment_merchant"),
            models.Index(
                fields=("cell_id", "office", "placed_at", "consignment_id"),
                name="consignment_office",
                condition=models.Q(office__isnull=False),
            ),
            # The post's scans change no column of theirs, so that they update rows in place; by state none is indexed.
            models.Index(
                fields=("cell_id", "dispatched_at"),
                name="consignment_dispatched",
                condition=models.Q(office__isnull=False),
            ),
            models.Index(
                fields=("cell_id", "promised_on"),
                name="consignment_open",
                condition=models.Q(settled_at__isnull=True) | models.Q(money=4),
            ),
            models.Index(
                fields=("cell_id", "delivered_at"),
                name="consignment_delivered",
                condition=models.Q(delivered_at__isnull=False),
            ),
        )


class Scan(models.Model):
    """One EMSEVT event of a consignment; the same event at the same moment is the same scan."""

    pk = models.CompositePrimaryKey("cell_id", "consignment_id", "at", "event")
    cell_id = models.SmallIntegerField()
    consignment_id = models.UUIDField()
    event = models.TextField()
    place = models.TextField()
    at = models.DateTimeField()
    reason = models.TextField(null=True)

    class Meta:
        db_table = "scan"


class OfficeState(models.Model):
    """When each line of an exchange office is free again, in seconds since 1970: the queue between two steps."""

    pk = models.CompositePrimaryKey("cell_id", "office")
    cell_id = models.SmallIntegerField()
    office = models.TextField()
    free_at = models.JSONField()

    class Meta:
        db_table = "office_state"


class Account(models.Model):
    """One side of the books; the four sums are a cache of the journal, and `tearoad check` recomputes them.

    `account_id` is a hash of the name (`ledger.chart.account_id`). Floor and ceiling bound credits less debits.
    """

    pk = models.CompositePrimaryKey("cell_id", "account_id")
    cell_id = models.SmallIntegerField()
    account_id = models.BigIntegerField()
    account = models.TextField()
    currency = models.TextField()
    floor = models.BigIntegerField(null=True)
    ceiling = models.BigIntegerField(null=True)
    closed = models.BooleanField(default=False)
    debits = models.BigIntegerField(default=0)
    credits = models.BigIntegerField(default=0)
    debits_pending = models.BigIntegerField(default=0)
    credits_pending = models.BigIntegerField(default=0)

    class Meta:
        db_table = "account"
        constraints = (
            models.UniqueConstraint(fields=("cell_id", "account"), name="account_name"),
            models.CheckConstraint(
                name="account_above_floor",
                condition=models.Q(floor__isnull=True)
                | models.Q(floor__lte=models.F("credits") - models.F("debits") - models.F("debits_pending")),
            ),
            models.CheckConstraint(
                name="account_below_ceiling",
                condition=models.Q(ceiling__isnull=True)
                | models.Q(ceiling__gte=models.F("credits") + models.F("credits_pending") - models.F("debits")),
            ),
        )


class Transfer(models.Model):
    """Every transfer that was ever offered, with its verdict; the view `journal` has those that are done.

    A row is a debit and its credit. Kinds and verdicts are numbers of `ledger.transfer` and `ledger.verdict`.
    """

    pk = models.CompositePrimaryKey("cell_id", "transfer_id")
    cell_id = models.SmallIntegerField()
    transfer_id = models.UUIDField()
    kind = models.SmallIntegerField()
    verdict = models.SmallIntegerField()
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    hold_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    group_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField(null=True)
    batch = models.BigIntegerField()
    nr = models.IntegerField()

    class Meta:
        db_table = "transfer"
        constraints = (
            models.CheckConstraint(
                name="transfer_amount",
                condition=models.Q(amount_minor__gt=0) | models.Q(kind=3, amount_minor=0) | models.Q(verdict__gt=0),
            ),
            models.UniqueConstraint(
                fields=("cell_id", "hold_id"),
                name="transfer_hold_once",
                condition=models.Q(hold_id__isnull=False, verdict=0),
            ),
        )


class JournalBatch(models.Model):
    """The chain: `digest` covers the batch before and everything that this one wrote."""

    pk = models.CompositePrimaryKey("cell_id", "batch")
    cell_id = models.SmallIntegerField()
    batch = models.BigIntegerField()
    row_count = models.IntegerField()
    digest = models.BinaryField()

    class Meta:
        db_table = "journal_batch"


class Book(models.Model):
    """One row per cell, once a period was closed: nothing may be dated before it any more."""

    cell_id = models.SmallIntegerField(primary_key=True)
    closed_before = models.DateTimeField()

    class Meta:
        db_table = "book"


class Timer(models.Model):
    """Something that is to happen once, when its time has come; the row goes in the transaction in which it does.

    `kind` says what (`operations.fire_timers`), `about` of which thing.
    """

    pk = models.CompositePrimaryKey("cell_id", "timer_id")
    cell_id = models.SmallIntegerField()
    timer_id = models.UUIDField()
    due_at = models.DateTimeField()
    kind = models.SmallIntegerField()
    about = models.UUIDField()

    class Meta:
        db_table = "timer"
        indexes = (models.Index(fields=("cell_id", "due_at", "timer_id"), name="timer_due"),)


# Django looks for models here.
from tearoad.store.bank_models import BankCall, BankLoad, CallMaker, ProviderOperation  # noqa: E402, F401
from tearoad.store.claim_models import Claim  # noqa: E402, F401
from tearoad.store.coupon_models import Coupon, CouponUse, ProductLimit  # noqa: E402, F401
from tearoad.store.delivery_models import Delivery, PersonalDataView  # noqa: E402, F401
from tearoad.store.dispatch_models import (  # noqa: E402, F401
    Dispatch,
    Receptacle,
    ReceptacleIrregularity,
    ReceptacleItem,
)
from tearoad.store.duty_models import ItemDuty  # noqa: E402, F401
from tearoad.store.event_models import Event, Message, Webhook  # noqa: E402, F401
from tearoad.store.item_models import ItemDeclaration, ItemDeclarationEvent, ItemDeclarationView  # noqa: E402, F401
from tearoad.store.notice_models import BankCapacity, BankKey, BankLetter, BankTest, Sale  # noqa: E402, F401
from tearoad.store.number_models import S10Note, S10Range, S10Run  # noqa: E402, F401
from tearoad.store.office_models import OfficeAssignment, OfficeClosure  # noqa: E402, F401
from tearoad.store.paper_models import ItemDocument, ItemLink  # noqa: E402, F401
from tearoad.store.payment_models import Basket, Campaign, Payment  # noqa: E402, F401
from tearoad.store.people import ApiKey, MailAddress, PersonChange, User  # noqa: E402, F401
from tearoad.store.promise_models import Promise, PromiseLately, PromiseOutlook  # noqa: E402, F401
from tearoad.store.reconcile_models import (  # noqa: E402, F401
    BankAccount,
    BankEntry,
    BankStatement,
    BreakItem,
    Reconciliation,
    RegisterRow,
    SignOff,
)
from tearoad.store.scan_models import ScanAside  # noqa: E402, F401
from tearoad.store.second_factors import SealedDevice  # noqa: E402, F401
from tearoad.store.top_up_models import Bonus, TopUp  # noqa: E402, F401
from tearoad.store.undeclared_models import ItemUndeclared  # noqa: E402, F401
