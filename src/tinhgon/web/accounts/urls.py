"""Addresses of these pages. Of django-allauth's only those named here exist, under its own route names."""

from __future__ import annotations

from django.urls import path, re_path

from tinhgon.web.accounts import logs, managing, own
from tinhgon.web.accounts import sign_in_views as signing

_IN = "sign-in/"
_OWN = "tai-khoan/"
_ALL = "quan-tri/tai-khoan/"

urlpatterns = [
    path(_IN, signing.sign_in, name="account_login"),
    path("sign-out/", signing.sign_out, name="account_logout"),
    path(f"{_IN}ma/", signing.code, name="mfa_authenticate"),
    re_path(
        rf"^{_IN}mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signing.new_password,
        name="account_reset_password_from_key",
    ),
    path(f"{_IN}mat-khau/xong/", signing.new_password_set, name="account_reset_password_from_key_done"),
    path(f"{_IN}lien-ket/<str:provider_id>/", signing.outside_sign_in, name="openid_connect_login"),
    path(f"{_IN}lien-ket/<str:provider_id>/tra-ve/", signing.outside_callback, name="openid_connect_callback"),
    path(f"{_IN}lien-ket-huy/", signing.outside_cancelled, name="socialaccount_login_cancelled"),
    path(f"{_IN}lien-ket-loi/", signing.outside_error, name="socialaccount_login_error"),
    path(f"{_OWN}xac-nhan/", signing.confirm_password, name="account_reauthenticate"),
    path(f"{_OWN}xac-nhan/ma/", signing.confirm_code, name="mfa_reauthenticate"),
    path(f"{_OWN}mat-khau/", signing.change_password, name="account_change_password"),
    path(f"{_OWN}mat-khau/dat/", signing.set_password, name="account_set_password"),
    path(f"{_OWN}lien-ket/", signing.outside_accounts, name="socialaccount_connections"),
    path(f"{_OWN}hai-lop/", signing.second_factor, name="mfa_index"),
    path(f"{_OWN}hai-lop/bat/", signing.activate_second_factor, name="mfa_activate_totp"),
    path(f"{_OWN}hai-lop/tat/", signing.deactivate_second_factor, name="mfa_deactivate_totp"),
    path(f"{_OWN}hai-lop/ma-du-phong/", signing.recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{_OWN}hai-lop/ma-du-phong/moi/", signing.make_recovery_codes, name="mfa_generate_recovery_codes"),
    path(f"{_OWN}hai-lop/ma-du-phong/tep/", signing.download_recovery_codes, name="mfa_download_recovery_codes"),
    path(_OWN, own.own_account, name="own_account"),
    path(f"{_OWN}ngon-ngu/", own.own_language, name="own-language"),
    path(f"{_OWN}phien/cham-dut/", own.own_sessions_end, name="own-sessions-end"),
    path(f"{_OWN}khoa/", own.own_token_new, name="own-token-new"),
    path(f"{_OWN}khoa/<int:token_id>/thu-hoi/", own.own_token_revoke, name="own-token-revoke"),
    path(_ALL, managing.accounts, name="accounts"),
    path(f"{_ALL}moi/", managing.account_new, name="account-new"),
    path(f"{_ALL}pham-vi/", managing.account_scopes, name="account-scopes"),
    path(f"{_ALL}<int:account_id>/", managing.account_edit, name="account-edit"),
    path(f"{_ALL}<int:account_id>/mat-khau/", managing.account_password, name="account-password"),
    path(f"{_ALL}<int:account_id>/hoat-dong/", managing.account_active, name="account-active"),
    path(f"{_ALL}<int:account_id>/hai-lop/", managing.account_second_factor, name="account-second-factor"),
    path(f"{_ALL}<int:account_id>/vai-tro/", managing.account_grants, name="account-grants"),
    path(f"{_ALL}vai-tro/<int:grant_id>/cham-dut/", managing.account_grant_end, name="account-grant-end"),
    path("nhat-ky/xem/", logs.looks, name="looks"),
    path("nhat-ky/dang-nhap/", logs.sign_ins, name="looks-sign-ins"),
]
