"""The first operator, whom nobody inside can make."""

import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from tearoad.terms.refusal import BadInput, Unavailable
from tearoad.web.accounts.forms import RegisterForm
from tearoad.web.words import CATALOGUE

LANGUAGE = "en"  # of the command line


def make_operator(name: str, password: str) -> str:
    """Makes an operator and returns the handle as it is kept; the site was configured and its data base migrated.

    BadInput on a name that is none or taken, and on a weak password: one line each.
    """
    form = RegisterForm({"name": name, "password": password, "again": password})
    handle = form.cleaned_data.get("name", "") if form.is_valid() else ""
    user: Any = get_user_model()(id=uuid.uuid4(), name=handle, is_staff=True, joined_at=timezone.now())
    form.judge(user)
    faults = [code for codes in form.faults().values() for code in codes]
    if faults:
        raise BadInput(f"{name!r}: {' '.join(CATALOGUE['fault'][code][LANGUAGE] for code in faults)}")
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            user.groups.add(Group.objects.get(name="operator"))
    except IntegrityError:
        raise BadInput(f"{handle!r}: {CATALOGUE['fault']['taken'][LANGUAGE]}") from None
    except OperationalError as error:
        raise Unavailable(f"the data base does not answer: {str(error).splitlines()[0]}") from None
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    return str(handle)
