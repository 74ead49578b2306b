"""The pages of accounts in a real browser: reachable by all, none wider than a phone, nothing that the policy stops."""

import pytest
from browser import (
    DESKTOP,
    PHONE,
    Theme,
    a_browser,
    assert_accessible,
    assert_large_targets,
    assert_no_sideways_scroll,
    assert_quiet,
    keep_picture,
    needs_browser,
    page_of,
)
from sites import PASSWORD, Site
from test_accounts_keys import code_of

SEND = "main form.form button"


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize(("language", "size", "theme"), [("ru", PHONE, "light"), ("zh", DESKTOP, "dark")])
def test_from_registering_to_a_key_and_a_second_factor(
    demo_site: Site, language: str, size: tuple[int, int], theme: Theme
) -> None:
    with a_browser() as browser:
        opened = page_of(browser, f"{demo_site.url}/register", language, size, theme)
        page = opened.page

        def seen(name: str) -> None:
            page.wait_for_load_state()
            keep_picture(page, f"{name}-{language}")
            assert_accessible(page)
            assert_no_sideways_scroll(page)
            assert_large_targets(page)
            opened.said[:] = [said for said in opened.said if "422" not in said]  # a form that was not taken
            assert_quiet(opened)

        def send(**typed: str) -> None:
            for name, text in typed.items():
                page.fill(f"#{name}", text)
            page.click(SEND)

        seen("register")
        send(name="茶🫖", password="short", again="other")
        seen("register-wrong")
        name = f"browser-{language}"
        send(name=name, password=PASSWORD, again=PASSWORD)
        page.goto(f"{demo_site.url}/account")
        page.fill("#title", "Касса 收银台")
        page.check("input[value='order:read']")
        page.click("form[action='/account/keys'] button")
        seen("key-made")
        page.goto(f"{demo_site.url}/account")
        assert page.locator("li.line").count() == 1
        seen("account")
        page.goto(f"{demo_site.url}/account/second-factor/new")
        seen("enrol")
        send(code=code_of(page.inner_text("code.secret").replace(" ", "")))
        assert page.locator("code.secret").count() == 10
        seen("recovery-codes")
        page.context.clear_cookies()
        page.goto(f"{demo_site.url}/sign-in")
        send(name=name, password="a wrong one")
        seen("sign-in-wrong")
        send(password=PASSWORD)
        assert page.url.endswith("/account/second-factor")
        seen("second-factor")
        page.context.clear_cookies()
        page.goto(f"{demo_site.url}/demo")
        seen("demo")
        page.click("button[value=operator]")
        page.goto(f"{demo_site.url}/control-room")
        assert page.locator("svg use.land").count() == 1
        opened.close()
