"""The addresses of accounts."""

from django.urls import path

from tearoad.web.accounts import demo, entry, forgotten, keys, mail, second_factor

urlpatterns = [
    path("sign-in", entry.sign_in, name="sign_in"),
    path("sign-out", entry.sign_out, name="sign_out"),
    path("register", entry.register, name="register"),
    path("account", keys.account, name="account"),
    path("account/password", entry.change_password, name="change_password"),
    path("account/second-factor", second_factor.second_factor, name="second_factor"),
    path("account/second-factor/new", second_factor.enrol, name="enrol_second_factor"),
    path("account/second-factor/codes", second_factor.recovery_codes, name="recovery_codes"),
    path("account/keys", keys.make_key, name="make_key"),
    path("account/keys/<str:prefix>/revoke", keys.revoke_key, name="revoke_key"),
    path("password/forgotten", forgotten.forgotten, name="forgotten_password"),
    path("password/new", forgotten.new_password, name="new_password"),
    path("account/mail", mail.give_mail, name="give_mail"),
    path("account/mail/remove", mail.remove_mail, name="remove_mail"),
    path("account/mail/confirm", mail.confirm_mail, name="confirm_mail"),
    path("demo", demo.demo, name="demo"),
    path("demo/sign-in", demo.demo_sign_in, name="demo_sign_in"),
]
