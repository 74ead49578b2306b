"""Notices over SMTP: what arrives, what is tried again, what never can be, and what is never said in the clear."""

import email
import socket
import ssl
from email.policy import default
from pathlib import Path

import pytest
from mail_servers import CUT, mail_server
from receivers import certified

from tearoad.operations.notices import Notice
from tearoad.terms.refusal import BadInput
from tearoad.wire import smtp
from tearoad.wire.smtp import PASSWORD, PAUSE_SECONDS, SENDER, SERVER, Server, Smtp, is_address, server_of

NOW = 1_900_000_000.0
TO = "anna@example.com"
NOTICE = Notice("a" * 32, "anna", "ru", 1_800_000_000, "Посылка\n🍵", "Здравствуйте!\n\n.\nчай\n", TO)


def server(port: int, kind: str = "smtp", user: str = "", password: str = "") -> Server:
    return Server(kind, "127.0.0.1", port, user, password, "road@tearoad.example")


def test_a_notice_arrives_as_it_was_written() -> None:
    with mail_server() as post:
        Smtp(server(post.port), lambda: NOW).send(NOTICE)
    (body,) = post.mails
    mail = email.message_from_bytes(body, policy=default)
    assert mail["Subject"] == "Посылка 🍵"
    assert mail["From"].addresses[0].addr_spec == "road@tearoad.example"
    assert [one.addr_spec for one in mail["To"].addresses] == [TO]
    assert mail["Message-ID"] == f"<{'a' * 32}@tearoad.example>"
    assert mail["Date"].datetime.timestamp() == NOW, "by the wall clock, not the road's"
    assert mail.get_content().replace("\r\n", "\n") == NOTICE.text
    assert [one[5:] for one in post.told if one.upper().startswith("RCPT")] == [f"TO:<{TO}>"]


@pytest.mark.parametrize("starts_tls", [True, False])
def test_the_password_goes_by_tls_alone(tmp_path: Path, starts_tls: bool) -> None:
    certificate, file = certified(tmp_path)
    kind = "smtp+starttls" if starts_tls else "smtps"
    with mail_server(certificate=certificate, starts_tls=starts_tls) as post:
        trusting = Smtp(
            server(post.port, kind, "road", "green tea"), lambda: NOW, ssl.create_default_context(cafile=str(file))
        )
        trusting.send(NOTICE)
        assert post.passwords() == ["\0road\0green tea"]
        assert len(post.mails) == 1
        with pytest.raises(OSError, match="does not answer"):  # to whom it does not trust it says nothing
            Smtp(server(post.port, kind, "road", "secret"), lambda: NOW).send(NOTICE)
        assert len(post.mails) == len(post.passwords()) == 1


def test_a_server_without_tls_gets_neither_password_nor_mail() -> None:
    with mail_server() as post:
        with pytest.raises(OSError, match="did not take it"):
            Smtp(server(post.port, "smtp+starttls", "road", "secret"), lambda: NOW).send(NOTICE)
        assert post.passwords() == post.mails == []


@pytest.mark.parametrize(
    ("answers", "error", "said"),
    [
        ({"RCPT": "450 greylisted"}, OSError, "450 greylisted"),
        ({"RCPT": "550 no such box"}, BadInput, "550 no such box"),
        ({"MAIL": "452 full"}, OSError, "452"),
        ({"MAIL": "550 sender not allowed"}, OSError, "550 sender"),
        ({"MAIL": "530 authentication required"}, OSError, "530"),
        ({"DATA": "554 no"}, BadInput, "554"),
        ({"TAKEN": "451 later"}, OSError, "451"),
        ({"TAKEN": "552 too large"}, BadInput, "552"),
        ({"HELLO": "421 busy"}, OSError, "did not take it"),
        ({"EHLO": CUT}, OSError, "mail server"),
        ({"DATA": CUT}, OSError, "mail server"),
    ],
)
def test_later_and_never_are_told_apart(answers: dict[str, str], error: type[Exception], said: str) -> None:
    with mail_server(answers) as post, pytest.raises(error, match=said) as told:
        Smtp(server(post.port), lambda: NOW).send(NOTICE)
    assert isinstance(told.value, OSError) == (error is OSError)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("goodbye", ["421 closing", "502 what", CUT])
def test_what_was_taken_was_taken_whatever_the_goodbye(goodbye: str) -> None:
    with mail_server({"QUIT": goodbye}) as post:
        Smtp(server(post.port), lambda: NOW).send(NOTICE)
    assert len(post.mails) == 1


def test_a_wrong_password_is_later(tmp_path: Path) -> None:
    """It is the installation's fault, and not the mail's."""
    with mail_server({"AUTH": "535 wrong"}) as post, pytest.raises(OSError, match="535"):
        Smtp(server(post.port, "smtp", "road", "x"), lambda: NOW).send(NOTICE)


def test_who_does_not_answer_is_left_alone_for_a_while() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    now = [NOW]
    silent = Smtp(server(port), lambda: now[0])
    with pytest.raises(OSError, match="does not answer"):
        silent.send(NOTICE)
    with pytest.raises(OSError, match="a moment ago"):
        silent.send(NOTICE)
    now[0] += PAUSE_SECONDS
    with pytest.raises(OSError, match="does not answer"):
        silent.answers()


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(OSError, match="does not answer"):
        Smtp(server(mute.getsockname()[1]), lambda: NOW).send(NOTICE)


@pytest.mark.parametrize(
    "address",
    ["", "anna", "anna@", "@example.com", "anna@example", "an na@example.com", "anna@example.com\nBcc: x@example.com",
     "a@b.com,c@d.com", "анна@example.com", "<a@b.com>", "a" * 250 + "@b.com", "a..b@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_sent_nothing(address: str) -> None:
    assert not is_address(address)
    with mail_server() as post, pytest.raises(BadInput):
        Smtp(server(post.port), lambda: NOW).send(NOTICE._replace(address=address))
    assert post.told == []


def environment(folder: Path, **more: str) -> dict[str, str]:
    secret = folder / "password"
    secret.write_text("tea\n")
    secret.chmod(0o600)
    said = {SERVER: "smtps://road@mail.example", SENDER: "road@tearoad.example", PASSWORD: str(secret)}
    return {**said, **more}


def test_the_environment_names_the_server(tmp_path: Path) -> None:
    assert server_of({}) is None
    found = server_of(environment(tmp_path))
    assert found == Server("smtps", "mail.example", 465, "road", "tea", "road@tearoad.example")
    assert "tea" not in repr(found).replace("tearoad", "")
    other = server_of({SERVER: "smtp+starttls://r%40x@mail.example:2525", **_rest(environment(tmp_path))})
    assert other == Server("smtp+starttls", "mail.example", 2525, "r@x", "tea", "road@tearoad.example")
    assert server_of({SERVER: "smtp://127.0.0.1", SENDER: "a@b.com"}) == Server(
        "smtp", "127.0.0.1", 25, "", "", "a@b.com"
    )


def _rest(said: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in said.items() if name != SERVER}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({SERVER: "mail.example"}, "expected smtps"),
        ({SERVER: "http://mail.example"}, "expected smtps"),
        ({SERVER: "smtps://mail.example:x"}, "expected smtps"),
        ({SERVER: "smtps://mail.example/path"}, "expected smtps"),
        ({SERVER: "smtp://mail.example"}, "this very machine only"),
        ({SERVER: "smtps://road:secret@mail.example"}, "belongs into the file"),
        ({SENDER: ""}, "address that mail comes from"),
        ({PASSWORD: ""}, "is to name a file"),
        ({PASSWORD: "/no/such/file"}, "No such file"),
        ({PASSWORD: "/"}, "can be read by others"),
    ],
)
def test_what_names_no_server_is_told(tmp_path: Path, more: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said) as told:
        server_of(environment(tmp_path, **more))
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_password_that_others_can_read_is_refused(tmp_path: Path) -> None:
    said = environment(tmp_path)
    (tmp_path / "password").chmod(0o644)
    with pytest.raises(BadInput, match="can be read by others"):
        server_of(said)
