"""What people type at the door, cleaned; each fault is a code for which texts/accounts.toml has the words."""

import re

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tearoad.boot.demo_people import PREFIX
from tearoad.boot.mailbox import LONGEST_ADDRESS, is_address

HANDLE = re.compile(r"[a-z0-9._-]{3,40}")
LONGEST_PASSWORD = 256
LONGEST_TITLE = 60
MOST_SCOPES = 100


class _Form(forms.Form):
    """Faults by field, as codes; 'form' is the form as a whole."""

    def faults(self) -> dict[str, list[str]]:
        """Of each field its codes."""
        found = self.errors.as_data().items()
        return {name.replace("__all__", "form"): [one.code or "invalid" for one in each] for name, each in found}


class SignInForm(_Form):
    """Anything may be typed: what is no handle is wrong, and is told no more than what is."""

    name = forms.CharField(max_length=200)
    password = forms.CharField(max_length=LONGEST_PASSWORD, strip=False)

    def clean_name(self) -> str:
        """In the case in which handles are kept."""
        return str(self.cleaned_data["name"]).lower()


class NewPasswordForm(_Form):
    """A new password, twice."""

    password = forms.CharField(max_length=LONGEST_PASSWORD, strip=False)
    again = forms.CharField(max_length=LONGEST_PASSWORD, strip=False)

    def judge(self, user: object) -> None:
        """Adds what is wrong with the new password of `user`."""
        self.full_clean()
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password is None:
            return
        if again is not None and again != password:
            self.add_error("again", ValidationError("differs", code="differs"))
        try:
            validate_password(password, user)  # type: ignore[arg-type]
        except ValidationError as error:
            self.add_error("password", error)


class RegisterForm(NewPasswordForm):
    """A new buyer."""

    name = forms.CharField(max_length=200)

    def clean_name(self) -> str:
        """A handle in lower case."""
        name = str(self.cleaned_data["name"]).lower()
        if not HANDLE.fullmatch(name):
            raise ValidationError("no handle", code="no_handle")
        if name.startswith(PREFIX):
            raise ValidationError("taken", code="taken")
        return name


class ChangePasswordForm(NewPasswordForm):
    """The old one, and the new one twice."""

    old = forms.CharField(max_length=LONGEST_PASSWORD, strip=False)


class CodeForm(_Form):
    """Six digits of a device, or a recovery code; spaces and hyphens do not count."""

    code = forms.CharField(max_length=40)

    def clean_code(self) -> str:
        """Without what people type between the groups."""
        return re.sub(r"[\s-]", "", str(self.cleaned_data["code"])).lower()


class KeyForm(_Form):
    """A key's title and scopes; `once` is the page's own word for this wish."""

    title = forms.CharField(max_length=LONGEST_TITLE)
    once = forms.RegexField(r"^[0-9a-f]{32}$")
    scopes = forms.MultipleChoiceField()

    def __init__(self, data: object, allowed: list[str]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [(scope, scope) for scope in allowed]


class MailForm(_Form):
    """An address of mail in ASCII, and the password: who has the mail may set a new one."""

    password = forms.CharField(max_length=LONGEST_PASSWORD, strip=False)
    address = forms.CharField(max_length=LONGEST_ADDRESS)

    def clean_address(self) -> str:
        """As it was typed."""
        address = str(self.cleaned_data["address"])
        if not is_address(address):
            raise ValidationError("no address", code="no_address")
        return address
