"""Tokens of a real OpenID provider are accepted, and forged ones are not."""

import base64
import json
import time

import pytest
from checks import problem
from harness import wait_until
from local import ports

ALGS = ["RS256", "PS256", "ES256", "EdDSA"]
NOW = int(time.time())  # when the tests were read: they may run hours later


@pytest.fixture(scope="module")
def catalog(stack, issuer):
    """It trusts the provider, and answers nobody without a credential."""
    settings = {"STEWARD_ANONYMOUS": "never", "STEWARD_JWT_ISSUERS": f"https://other.example {issuer.url}"}
    with stack.one_more("catalog", settings) as copy:
        yield copy


def ask(copy, token, path="/products", method="GET"):
    return copy.client.request(method, path, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("alg", ALGS)
def test_what_the_provider_issues_is_accepted(catalog, issuer, alg):
    token = issuer.issue(alg, "search catalog:read")
    assert ask(catalog, token).status_code == 200
    assert "catalog:write" in problem(ask(catalog, token, "/products/none", "DELETE"), 403)["detail"]


@pytest.mark.parametrize("alg", ALGS)
def test_what_is_like_it_is_accepted_too(catalog, issuer, alg):
    assert ask(catalog, issuer.forge(alg)).status_code == 200
    assert ask(catalog, issuer.forge(alg, aud=["other", "steward"], nbf=NOW - 5)).status_code == 200


def test_a_little_too_early_or_late_is_forgiven(catalog, issuer):
    assert ask(catalog, issuer.forge(exp=int(time.time()) - 5)).status_code == 200
    assert ask(catalog, issuer.forge(nbf=int(time.time()) + 30)).status_code == 200


FORGED = {
    "alg none": ({"alg": "none"}, "signature"),
    "the public key as a password": ({"alg": "HS256", "secret": "RS256", "header": {"kid": "of-RS256"}}, "alg"),
    "another issuer": ({"iss": "https://evil.example"}, "issuer"),
    "an issuer that is trusted, and silent": ({"iss": "https://other.example"}, None),
    "another audience": ({"aud": "other"}, "audience"),
    "no audience": ({"aud": None}, "audience"),
    "expired": ({"exp": NOW - 3600}, "expired"),
    "without an end": ({"exp": None}, "exp"),
    "an end that is text": ({"exp": "never"}, "exp"),
    "not good yet": ({"nbf": NOW + 365 * 86400}, "not good yet"),
    "an ID token": ({"header": {"typ": "JWT"}}, "typ"),
    "no type": ({"header": {"typ": ""}}, "typ"),
    "the key of another algorithm": ({"alg": "RS256", "header": {"kid": "of-PS256"}}, "not signed"),
    "the key of another kind": ({"alg": "RS256", "header": {"kid": "of-ES256"}}, "not signed"),
    "a key that is not there": ({"header": {"kid": "nobody"}}, "no such key"),
    "no key named": ({"header": {"kid": ""}}, "kid"),
    "a key from elsewhere": ({"header": {"jku": "https://evil.example/keys"}}, "jku"),
    "a key of its own": ({"header": {"jwk": {"kty": "RSA"}}}, "jwk"),
    "a certificate from elsewhere": ({"header": {"x5u": "https://evil.example/cert"}}, "x5u"),
    "without a subject": ({"sub": ""}, "sub"),
    "a subject with control characters": ({"sub": "a\u0000b"}, "sub"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_forged_is_refused(catalog, issuer, name):
    forged, why = FORGED[name]
    answer = ask(catalog, issuer.forge(**forged))
    if why is None:
        assert problem(answer, 503)["type"] == "/problems/issuer-silent"
        return
    content = problem(answer, 401)
    assert content["type"] == "/problems/invalid-credential" and why in content["detail"], content
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def text(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_what_was_changed_is_refused(catalog, issuer):
    token = issuer.forge()
    header, claims, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    for changed in (f"{header}.{text({**said, 'sub': 'eve'})}.{signature}", f"{header}.{claims}.{signature[:-8]}",
                    f"{header}.{claims}.", f"{header}.{claims}", token + ".x", token + "=", f"{claims}.{header}.{signature}",
                    f"{header}.{claims}.{signature[:100]}", token[:-1], f"{header}.{text([])}.{signature}",
                    f"{header}.{text({**said, 'more': 'x' * 9000})}.{signature}"):
        problem(ask(catalog, changed), 401)
    es256 = issuer.forge("ES256").rsplit(".", 1)
    for signature in ("A" * 86, "_" * 86, base64.urlsafe_b64encode(b"\x30\x06\x02\x01\x01\x02\x01\x01").decode().rstrip("=")):
        problem(ask(catalog, f"{es256[0]}.{signature}"), 401)


def test_claims_say_tenant_and_role(stack, issuer):
    settings = {"STEWARD_ANONYMOUS": "never", "STEWARD_JWT_ISSUERS": issuer.url, "STEWARD_JWT_TENANT_CLAIM": "tenant",
                "STEWARD_JWT_ROLE_CLAIM": "realm_access.roles", "STEWARD_JWT_ROLE": "none"}
    with stack.one_more("orchestrator", settings) as copy:
        said = ask(copy, issuer.issue("ES256", "search chat"), "/api/v1/me").json()
        assert (said["tenant_id"], said["role"], said["kind"]) == ("acme", "operator", "token")
        assert said["subject"] == "the-shop" and set(said["scopes"]) == {"search", "chat"} and said["expires_at"]
        said = ask(copy, issuer.forge(tenant="acme", realm_access={"roles": ["viewer"]}), "/api/v1/me").json()
        assert said["role"] == "viewer" and "catalog:read" in said["scopes"] and "catalog:write" not in said["scopes"]
        assert "tenant" in problem(ask(copy, issuer.forge(realm_access={"roles": ["viewer"]}), "/api/v1/me"), 401)["detail"]
        problem(ask(copy, issuer.forge(tenant="acme"), "/api/v1/me"), 403)


def test_while_the_issuer_is_away_it_says_so(stack):
    silent = f"http://127.0.0.1:{ports.free(1)[0]}"
    claims = {"iss": silent, "aud": "steward", "sub": "anna", "exp": int(time.time()) + 600}
    token = f"{text({'alg': 'RS256', 'typ': 'at+jwt', 'kid': 'x'})}.{text(claims)}.AAAA"
    with stack.one_more("catalog", {"STEWARD_ANONYMOUS": "never", "STEWARD_JWT_ISSUERS": silent}) as copy:
        for _ in range(7):  # the breaker opens, too
            answer = ask(copy, token)
            assert problem(answer, 503)["type"] == "/problems/issuer-silent" and answer.headers["retry-after"]
        wait_until(lambda: copy.get("/healthz").status_code == 200, 20)


def test_an_issuer_without_tls_ends_the_process(stack):
    copy = stack.refused("media", {"STEWARD_JWT_ISSUERS": "http://login.example"})
    assert copy.exit_code == 1
    assert "STEWARD_JWT_ISSUERS" in copy.log()
