"""An authority's OpenID provider: authorization code with PKCE, by authlib, joserfc and httpx."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from time import monotonic
from typing import Any, Final

from frontdoor.services.sign_in_ports import ProviderFault, ProviderRefused
from frontdoor.settings import OpenId

LONGEST: Final = 5.0
"""Seconds that each answer of the provider may take."""

FRESH: Final = 3600.0
"""Seconds for which its addresses and keys are good."""

LEEWAY: Final = 60
"""Seconds by which its clock may differ from ours."""

ALGORITHMS: Final = ["RS256", "PS256", "ES256"]


class OpenIdProvider:
    """Implements `Provider`. What the provider says of itself is asked for when it is needed."""

    def __init__(self, chosen: OpenId) -> None:
        self._chosen = chosen
        self._known: tuple[float, dict[str, Any], dict[str, Any]] | None = None
        self._asking = Lock()

    @property
    def name(self) -> str:
        """What stands after "Sign in with"."""
        return self._chosen.name

    def address(self, *, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where to send someone to sign in. Raises `ProviderFault`."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        described, _ = self._describes_itself()
        address: str = prepare_grant_uri(
            described["authorization_endpoint"],
            client_id=self._chosen.client_id,
            response_type="code",
            redirect_uri=back,
            scope="openid",
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return address

    def identity(self, *, code: str, back: str, nonce: str, verifier: str) -> str:
        """Who came back with a code. Raises `ProviderFault` or `ProviderRefused`."""
        described, keys = self._describes_itself()
        answer = _asked(
            "POST",
            described["token_endpoint"],
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": back,
                "code_verifier": verifier,
                "client_id": self._chosen.client_id,
                "client_secret": self._chosen.client_secret.get_secret_value(),
            },
        )
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderRefused(f"no token: {answer.get('error', 'no reason')}")
        return self._identity_in(token, keys, nonce)

    def _identity_in(self, token: str, keys: Mapping[str, Any], nonce: str) -> str:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        wanted = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self._chosen.issuer},
            aud={"essential": True, "value": self._chosen.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            key_set = KeySet.import_key_set({"keys": list(keys["keys"])})
            claims = jwt.decode(token, key_set, algorithms=ALGORITHMS).claims
            wanted.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            self._known = None  # it may have new keys
            raise ProviderRefused(f"a token not to be trusted: {type(error).__name__}") from None
        identity = claims.get(self._chosen.claim)
        if not isinstance(identity, str) or not identity:
            raise ProviderRefused(f"a token without {self._chosen.claim}")
        return identity

    def _describes_itself(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Its addresses and its keys, as it gives them at the address of the issuer."""
        with self._asking:
            if self._known is None or monotonic() - self._known[0] > FRESH:
                issuer = self._chosen.issuer
                described = _asked("GET", f"{issuer}/.well-known/openid-configuration")
                if described.get("issuer") != issuer:
                    raise ProviderFault(f"it calls itself {described.get('issuer')!r}")
                for key in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                    if not str(described.get(key, "")).startswith(("https://", f"{issuer}/")):
                        raise ProviderFault(f"it gives no address for {key}")
                self._known = (monotonic(), described, _asked("GET", described["jwks_uri"]))
            return self._known[1:]


def _asked(method: str, address: str, data: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the provider answers, which is JSON; a refusal (4xx) is an answer too."""
    import httpx

    try:
        answer = httpx.request(
            method, address, data=data, timeout=LONGEST, headers={"Accept": "application/json"}
        )
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderFault(f"{address}: {type(error).__name__}") from error
    if answer.status_code >= 500 or not isinstance(found, dict):
        raise ProviderFault(f"{address}: status {answer.status_code}")
    return found
