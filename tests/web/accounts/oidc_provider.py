"""An OpenID Connect provider for tests, on this machine: discovery, authorize, token, keys, userinfo.

It keeps to the authorization code flow with PKCE (S256) as OpenID Connect Core 1.0 and RFC 7636 describe it,
and refuses whatever asks otherwise. Who is at its sign-in page is set beforehand; nobody types a password.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT_ID = "tinh-gon"
CLIENT_SECRET = "bi-mat-cua-tinh-gon"
RETURN_TO = "http://testserver/sign-in/lien-ket/oidc/tra-ve/"
KEY_ID, OTHER_KEY = "khoa-1", "khoa-2"
REALM = "/co-quan"  # an issuer's address may have a path
Claims = dict[str, object]


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """A key that stays the same for a name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Session:
    """What was asked for with a code, and who is given."""

    redirect_uri: str
    challenge: str
    nonce: str | None
    person: Claims


@dataclass
class Provider:
    """The state of the provider. A test sets who is there and what the provider does wrong."""

    issuer: str
    person: Claims = field(default_factory=dict)
    """The claims of who is at the sign-in page."""
    denies: str = ""
    """The error that the person's answer, or the provider's, is: `access_denied`."""
    claims: Claims = field(default_factory=dict)
    """What the token says instead; None leaves a claim out."""
    signed_by: str = KEY_ID
    """The name of the key that signs."""
    named_key: str = KEY_ID
    """The key that the token names; none if empty."""
    published: tuple[str, ...] = (KEY_ID,)
    """The keys by which tokens can be checked."""
    algorithm: str = "RS256"
    userinfo: Claims = field(default_factory=dict)
    """What the person's entry says instead."""
    discovery: Claims = field(default_factory=dict)
    """What the description says instead; None leaves a field out."""
    broken: set[str] = field(default_factory=set)
    """Paths that answer with an error of the server."""
    senseless: set[str] = field(default_factory=set)
    """Paths that answer with something that is no JSON."""
    asked: list[dict[str, str]] = field(default_factory=list)
    """What came to the sign-in page."""
    codes: dict[str, Session] = field(default_factory=dict)
    tokens: dict[str, Claims] = field(default_factory=dict)

    def description(self) -> Claims:
        """The document of discovery."""
        return _instead(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            },
            self.discovery,
        )

    def keys(self) -> Claims:
        """The keys by which tokens are checked."""
        written = {name: jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key(name).public_key()) for name in self.published}
        return {"keys": [json.loads(key) | {"kid": name, "use": "sig"} for name, key in written.items()]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to. Raises ValueError for what may not be answered by a redirect."""
        self.asked.append(asked)
        if asked.get("client_id") != CLIENT_ID or asked.get("redirect_uri") != RETURN_TO:
            raise ValueError("unknown client or address to return to")
        answer = {"state": asked["state"]} if "state" in asked else {}
        if error := self.denies or _fault(asked):
            return f"{RETURN_TO}?{urlencode(answer | {'error': error})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = Session(RETURN_TO, asked["code_challenge"], asked.get("nonce"), dict(self.person))
        return f"{RETURN_TO}?{urlencode(answer | {'code': code})}"

    def exchange(self, asked: dict[str, str], client: tuple[str, str] | None) -> tuple[int, Claims]:
        """A code for tokens: status and answer."""
        if client != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        session = self.codes.pop(asked.get("code", ""), None)
        right = session is not None and (session.redirect_uri, session.challenge) == (
            asked.get("redirect_uri"),
            _challenge(asked.get("code_verifier", "")),
        )
        if session is None or not right or asked.get("grant_type") != "authorization_code":
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        self.tokens[access] = session.person
        return 200, {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self._id_token(session),
        }

    def entry(self, token: str) -> tuple[int, Claims]:
        """The person's entry for a token: status and answer."""
        found = self.tokens.get(token)
        return (401, {"error": "invalid_token"}) if found is None else (200, _instead(found, self.userinfo))

    def _id_token(self, session: Session) -> str:
        now = int(time.time())
        claims: Claims = {
            "iss": self.issuer,
            "sub": session.person["sub"],
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": session.nonce,
        }
        keys: dict[str, Any] = {
            "RS256": rsa_key(self.signed_by),
            "ES256": ec.generate_private_key(ec.SECP256R1()),
            "HS256": CLIENT_SECRET.ljust(32, "x"),
            "none": None,
        }
        said = _instead(claims, self.claims)
        names = {"kid": self.named_key} if self.named_key else {}
        return jwt.encode(said, keys[self.algorithm], algorithm=self.algorithm, headers=names)


def _instead(said: Claims, other: Claims) -> Claims:
    return {name: value for name, value in (said | other).items() if value is not None}


def _fault(asked: dict[str, str]) -> str:
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in asked.get("scope", "").split():
        return "invalid_scope"
    proven = asked.get("code_challenge_method") == "S256" and asked.get("code_challenge")
    return "" if proven else "invalid_request"


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    provider: Provider
    wbufsize = -1  # an answer goes out as a whole: its second part would wait for word of the first

    def do_GET(self) -> None:
        path, asked = self._path(), _fields(urlsplit(self.path).query)
        if path == "/authorize":
            self._send_back(asked)
        elif path == "/.well-known/openid-configuration":
            self._answer(200, self.provider.description())
        elif path == "/keys":
            self._answer(200, self.provider.keys())
        elif path == "/userinfo":
            kind, _, token = self.headers.get("Authorization", "").partition(" ")
            self._answer(*self.provider.entry(token if kind == "Bearer" else ""))
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        asked = _fields(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self._path() == "/token":
            self._answer(*self.provider.exchange(asked, self._client(asked)))
        else:
            self._answer(404, {})

    def _path(self) -> str:
        """What is asked for, below the issuer's address."""
        path = urlsplit(self.path).path
        return path.removeprefix(REALM) if path.startswith(REALM) else "elsewhere"

    def _client(self, asked: dict[str, str]) -> tuple[str, str] | None:
        """Who asks, in the way that is announced: by HTTP Basic where none is."""
        if self.provider.discovery.get("token_endpoint_auth_methods_supported") == ["client_secret_post"]:
            return asked.get("client_id", ""), asked.get("client_secret", "")
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return None
        name, _, secret = base64.b64decode(given).decode().partition(":")
        return unquote(name), unquote(secret)

    def _send_back(self, asked: dict[str, str]) -> None:
        try:
            address = self.provider.authorize(asked)
        except ValueError as error:
            self._answer(400, {"error": str(error)})
            return
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def _answer(self, status: int, found: Claims) -> None:
        body = b"<html>" if self._path() in self.provider.senseless else json.dumps(found).encode()
        self.send_response(503 if self._path() in self.provider.broken else status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing is written to the screen."""


def _fields(encoded: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(encoded).items()}


@contextmanager
def serving() -> Iterator[Provider]:
    """A provider that answers at its issuer's address."""
    for name in (KEY_ID, OTHER_KEY):
        rsa_key(name)  # making one takes too long for an answer
    with ThreadingHTTPServer(("127.0.0.1", 0), None) as server:  # type: ignore[arg-type]
        provider = Provider(f"http://127.0.0.1:{server.server_port}{REALM}")
        server.RequestHandlerClass = type("Handler", (_Handler,), {"provider": provider})
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
