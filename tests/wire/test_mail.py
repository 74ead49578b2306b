"""Notices as mail in files: readable by any mail program, one file each, nowhere but in the account's folder."""

import email
from email.policy import default
from pathlib import Path

import pytest

from tearoad.operations.notices import Notice
from tearoad.terms.refusal import BadInput
from tearoad.wire.mail import FolderOfMail

NOTICE = Notice("a" * 32, "demo-buyer", "zh", 1_800_000_000, "包裹已送达\n🍵", "您好！\n\n谢谢。 Спасибо.\n")


def test_a_notice_is_one_file_that_mail_programs_read(tmp_path: Path) -> None:
    folder = FolderOfMail(tmp_path / "notices")
    folder.send(NOTICE)
    folder.send(NOTICE)
    (file,) = (tmp_path / "notices" / "demo-buyer").iterdir()
    assert file.name == f"{'a' * 32}.eml"
    assert file.stat().st_mode & 0o077 == 0
    mail = email.message_from_bytes(file.read_bytes(), policy=default)
    assert mail["Subject"] == "包裹已送达 🍵"
    assert mail["To"].addresses[0].username == "demo-buyer"
    assert mail["Date"].datetime.timestamp() == 1_800_000_000
    assert mail["Content-Language"] == "zh-Hans"
    assert mail.get_content().replace("\r\n", "\n") == NOTICE.text
    assert mail.defects == []


@pytest.mark.parametrize("to", ["", "..", "../x", "a/b", "A", "a\nb", "a" * 65, ".hidden"])
def test_no_name_leads_out_of_the_folder(to: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        FolderOfMail(tmp_path).send(NOTICE._replace(to=to))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "demo-buyer").write_text("in the way")
    with pytest.raises(OSError, match="exists"):
        FolderOfMail(tmp_path).send(NOTICE)
