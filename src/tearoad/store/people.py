"""Who may sign in, and the keys of their machines. Nothing personal stands here: a person is a handle.

Roles are Django's groups, named as in `operations.rights`; 0006 makes them.
"""
# mypy: disable-error-code="var-annotated, misc"
# Django's fields; its plug-in would need a settings module of its own.

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import connection, models
from django.utils.functional import cached_property

ROLES_OF = """
SELECT g.name FROM person_groups m JOIN auth_group g ON g.id = m.group_id WHERE m.user_id = %s ORDER BY g.name
"""


class People(BaseUserManager["User"]):
    """Finds by handle, in whatever case it was typed."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The one of this handle; User.DoesNotExist where there is none."""
        return self.get(name=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """One who signs in. `merchant` and `office` say whose desk a merchant, an officer or a post worker sits at.

    `demo` people may be anybody, by one click; they are made in a demo data base only.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)
    merchant = models.TextField(null=True)
    office = models.TextField(null=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "name"
    objects = People()

    class Meta:
        db_table = "person"
        constraints = (
            models.CheckConstraint(name="person_name", condition=models.Q(name__regex=r"^[a-z0-9._-]{3,40}$")),
        )

    @cached_property
    def role_names(self) -> tuple[str, ...]:
        """Their groups by name, looked up once. Every page of one who is signed in asks, and to put this question
        together would take Django five times as long as the whole of it takes."""
        with connection.cursor() as cursor:
            cursor.execute(ROLES_OF, [self.pk])
            return tuple(name for (name,) in cursor.fetchall())


class ApiKey(models.Model):
    """A key of one person's machines; the secret itself is shown once and never kept.

    `scopes` are words like 'order:create', parted by spaces.
    """

    pk = models.CompositePrimaryKey("cell_id", "prefix")
    cell_id = models.SmallIntegerField()
    prefix = models.CharField(max_length=8)
    secret_sha256 = models.BinaryField()
    person = models.ForeignKey(User, on_delete=models.CASCADE)
    title = models.TextField()
    scopes = models.TextField()
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"


class PersonChange(models.Model):
    """What somebody might do before, and after, in words, and who said so; never changed nor deleted."""

    change_id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    before = models.TextField()
    after = models.TextField()

    class Meta:
        db_table = "person_change"


class MailAddress(models.Model):
    """Where a person wants notices, sealed; `pending` waits to be confirmed by the link that was sent there."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    address = models.TextField(null=True)
    pending = models.TextField(null=True)
    language = models.TextField()

    class Meta:
        db_table = "mail_address"
