"""Notices as mail in files: one .eml each, in a folder of each account, as a demo's post office would have them."""

import os
import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from tearoad.operations.notices import Notice
from tearoad.terms.refusal import BadInput

DOMAIN = "tearoad.invalid"  # RFC 2606: mail to it goes nowhere
SENDER = "road"
HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
LANGUAGES = {"ru": "ru", "zh": "zh-Hans", "en": "en"}


class FolderOfMail:
    """Implements the port `Notices`. A notice that is sent twice is one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, notice: Notice) -> None:
        """Whole or not at all, for the owner's eyes alone."""
        if not HANDLE.fullmatch(notice.to):
            raise BadInput(f"{notice.to[:70]!r} is no name of an account")
        folder = self.folder / notice.to
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = folder / f".{notice.notice_id}.{os.getpid()}"
        to, sender = Address("", notice.to, DOMAIN), Address("Tearoad", SENDER, DOMAIN)
        new.write_bytes(mail_of(notice, to, sender, notice.at).as_bytes())
        new.chmod(0o600)
        new.replace(folder / f"{notice.notice_id}.eml")


def mail_of(notice: Notice, to: Address, sender: Address, at: int) -> EmailMessage:
    """Plain text in UTF-8; its id is the same each time, so that who gets it twice may know."""
    mail = EmailMessage(policy=SMTP)
    mail.set_content(notice.text)
    mail["Date"] = datetime.fromtimestamp(at, UTC)
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = " ".join(notice.subject.split())
    mail["Message-ID"] = f"<{notice.notice_id}@{sender.domain}>"
    mail["Content-Language"] = LANGUAGES[notice.language]
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    return mail
