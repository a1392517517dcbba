"""Going to an OpenID Connect provider and coming back, by the authorization code flow.

django-allauth keeps state and PKCE. Added here is what the standard asks of whoever relies on a provider:
OpenID Connect Discovery 1.0, 4.3 (the issuer is the one configured), Core 1.0, 3.1.3.7 (signature, issuer,
audience, time and nonce of the token) and 5.3.2 (the entry fetched is that of the token's person).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from hashlib import sha256
from typing import Any

import jwt
from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import get_request_param
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from tinhgon.web.accounts.outside_faults import OutsideFault, told, unproven, unreachable

_WELL_KNOWN = "/.well-known/"
_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Those with a key pair: a shared secret would let whoever holds it make tokens."""
_CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"]
_CLOCKS_DIFFER = 60  # seconds
_STATE_LENGTH = 32  # characters

View = Callable[[HttpRequest, str], HttpResponse]


class OpenID(OpenIDConnectOAuth2Adapter):
    """What is asked of the provider, and whether its answers hold."""

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description of itself. Raises OutsideFault if it is another's or lacks something."""
        address: str = self._app.settings["server_url"]
        issuer = address.partition(_WELL_KNOWN)[0].rstrip("/")
        found = _fetched(address if _WELL_KNOWN in address else f"{issuer}{_WELL_KNOWN}openid-configuration")
        if not all(isinstance(found.get(each), str) for each in _NEEDED) or found["issuer"].rstrip("/") != issuer:
            raise unreachable()
        return found

    @property
    def basic_auth(self) -> bool:
        """Whether the client's secret goes into a header: so by default (Discovery 1.0, 3)."""
        return "client_secret_post" not in self.openid_config.get("token_endpoint_auth_methods_supported", [])

    @property
    def redirect_uri_protocol(self) -> str | None:
        """One comes back by HTTPS where the site is reached by it, whatever a proxy told."""
        return "https" if settings.SESSION_COOKIE_SECURE else None

    @property
    def _app(self) -> SocialApp:
        return self.get_provider().app

    def leave(self, process: str, next_url: str | None) -> HttpResponse:
        """Send the browser to the provider's sign-in page. Nothing of the address asked for goes along."""
        provider = self.get_provider()
        client = self.get_client(self.request, provider.app)
        client.state = get_random_string(_STATE_LENGTH)
        sent = provider.get_pkce_params()
        provider.stash_redirect_state(
            self.request,
            process,
            next_url,
            state_id=client.state,
            pkce_code_verifier=sent.pop("code_verifier", None),
        )
        sent["nonce"] = _nonce(client.state)
        return HttpResponseRedirect(client.get_redirect_url(self.authorize_url, provider.get_scope(), sent))

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """The key to the person's entry; it is not kept."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who came back. Raises OutsideFault unless it is proven."""
        state = get_request_param(request, "state")
        claims = self._claims(str(kwargs["response"].get("id_token")), _nonce(state))
        if address := self.openid_config.get("userinfo_endpoint"):
            entry = _fetched(address, Authorization=f"Bearer {token.token}")
            if entry.get("sub") != claims["sub"]:
                raise unproven()
            claims |= entry
        return self.get_provider().sociallogin_from_response(request, _kept(claims, self.openid_config["issuer"]))

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """What the token says, once it is proven to be the provider's, for us, for this sign-in, and still good."""
        keys = _fetched(self.openid_config["jwks_uri"])
        client = self._app.client_id
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                _key(keys, jwt.get_unverified_header(token).get("kid")),
                algorithms=_ALGORITHMS,
                audience=client,
                issuer=self.openid_config["issuer"],
                leeway=_CLOCKS_DIFFER,
                options={"require": _CLAIMS},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:  # the last two of keys that are of another kind
            raise unproven() from error
        if not constant_time_compare(str(claims["nonce"]), nonce) or claims.get("azp", client) != client:
            raise unproven()
        return claims


def _nonce(state: str) -> str:
    """The nonce of a sign-in: bound to its state, which only the browser's session knows, and not to be guessed."""
    return salted_hmac("tinhgon.web.accounts.openid", state, algorithm="sha256").hexdigest()


def _fetched(address: str, **headers: str) -> dict[str, Any]:
    """A JSON object of the provider. Raises RequestException or OutsideFault."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, headers=headers)
        answer.raise_for_status()
        found = answer.json()
    if not isinstance(found, dict):
        raise unreachable()
    return found


def _key(keys: dict[str, Any], name: str | None) -> Any:
    """The key of this name; a token that names none may be signed by the only one there is."""
    found = [each for each in jwt.PyJWKSet.from_dict(keys).keys if each.public_key_use in (None, "sig")]
    if name is not None:
        found = [each for each in found if each.key_id == name]
    if len(found) != 1:
        raise jwt.InvalidKeyError("no such key")
    return found[0].key


def _kept(claims: dict[str, Any], issuer: str) -> dict[str, Any]:
    """What we keep of somebody. A `sub` is one person's only together with its issuer.

    Some providers write `email_verified` as text, and the text "false" would pass for true.
    """
    kept: dict[str, Any] = {
        "sub": sha256(f"{issuer} {claims['sub']}".encode()).hexdigest(),
        "iss": issuer,
        "email_verified": claims.get("email_verified") in (True, "true"),
    }
    named = {each: claims.get(each) for each in ("email", "preferred_username")}
    return kept | {each: name for each, name in named.items() if isinstance(name, str) and name.isprintable()}


def _with_faults(view: View) -> View:
    """The view, with pages for what goes wrong at the provider."""

    @wraps(view)
    def shown(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except RequestException as error:
            return told(request, unreachable(), error)
        except OutsideFault as error:
            return told(request, error)

    return shown


def _links(request: HttpRequest) -> bool:
    return bool(get_request_param(request, "process") == AuthProcess.CONNECT)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_with_faults
@reauthentication_required(allow_get=True, enabled=_links)
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider, to sign in or to link one's account; the button of this page or of the sign-in page."""
    adapter = OpenID(request, provider_id)
    process = AuthProcess.CONNECT if _links(request) else AuthProcess.LOGIN
    if request.method != "POST":
        return render(request, "socialaccount/login.html", {"provider": adapter.get_provider(), "process": process})
    return adapter.leave(process, get_next_redirect_url(request))


@never_cache
@require_safe
@_with_faults
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider with a code."""
    return OAuth2CallbackView.adapter_view(OpenID(request, provider_id))(request)
