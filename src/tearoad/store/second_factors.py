"""Devices of second factors whose secrets are sealed at rest."""

from django_otp.plugins.otp_totp.models import TOTPDevice  # type: ignore[import-untyped]


class SealedDevice(TOTPDevice):  # type: ignore[misc]
    """A device whose column `key` is sealed. Whoever looks at a code sets `secret` to what it was sealed from, and
    the column stays as it is."""

    secret: bytes

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The secret in the clear, for as long as this object lives."""
        return self.secret
