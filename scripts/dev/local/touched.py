"""Which tests a change touches: a guess by folders, for while one works on it. What no folder speaks for may touch any of them."""

import fnmatch
import re

from . import paths

SYSTEM = paths.ROOT / "tests/system"

# The first that a path begins with says which files of system tests are about it, by what follows test_ in their names.
AREAS = (
    ("docs/", "documents dev_links examples"),
    ("examples/", "examples"),
    ("web/", "page* documents shown_and_told sign_in"),
    ("cli/", "cli* backup keys audit operations"),
    ("scripts/dev/", "dev_*"),
    ("deploy/", "manifests bundle kafka_acls"),
    ("data/demo/", "search_http conversations filters suggest texts"),
    ("services/catalog/chat/", "conversations* texts language_model bad_input shown_and_told"),
    ("services/catalog/texts/", "conversations* texts language_model"),
    ("services/catalog/offers/", "sources* currencies secrets live"),
    ("services/catalog/shopify/", "shopify* cli_shopify"),
    ("services/catalog/pictures/", "found_by_photo pictures*"),
    ("services/catalog/", "search_* filters suggest queries merchandising conversations services_direct found_by_photo sources"),
    ("services/media/speech/", "transcribe* live_voice shown_and_told media"),
    ("services/media/picture/", "pictures* found_by_photo shown_and_told media"),
    ("services/media/store/", "media* shown_and_told"),
    ("services/media/", "media* pictures* transcribe* live_voice shown_and_told found_by_photo"),
    ("services/orchestrator/live/", "live* page_journeys"),
    ("services/orchestrator/edge/", "search_* bad_input edge_headers idempotency sessions keys sign_in openapi media_given access tenants"),
    ("services/orchestrator/session/", "search_* sessions conversations persons takeover learning shown_and_told media_given"),
    ("services/response-composer/", "conversations texts explanation learning* language_model search_http services_direct"),
    ("services/monitoring/", "monitoring observability"),
    ("services/device-adapter/", "two_services_ready openapi"),
    ("tests/conversations/", "conversations*"),
    ("common/http/", "bad_input edge_headers https openapi overload live* drain media_uploads"),
    ("common/bus/", "search_kafka takeover drain joining dependencies_* secure_kafka kafka_acls tenant_topics traces"),
    ("common/store/", "dependencies_* secure_stores takeover rate_limit prepare"),
    ("common/secrets/", "secrets settings"),
    ("common/audit/", "audit"),
    ("common/llm/", "language_model"),
)
NO_SYSTEM_TEST = ("tests/unit/", "tests/fuzz/", "tests/bench/", "tests/chaos/", "tests/offers/", "README.md", "CONTRIBUTING.md")


def area_of(path):
    """None: it may touch anything."""
    if path.startswith(NO_SYSTEM_TEST):
        return ""
    return next((about for folder, about in AREAS if path.startswith(folder)), None)


def system_tests(changed):
    """Files of system tests, from the root; None: all of them."""
    found = set()
    for path in changed:
        if re.fullmatch(r"tests/system/test_\w+\.py", path):
            found |= {path} if (paths.ROOT / path).exists() else set()
            continue
        about = area_of(path)
        if about is None:
            return None
        found |= {str(file.relative_to(paths.ROOT)) for file in SYSTEM.glob("test_*.py")
                  if any(fnmatch.fnmatch(file.stem, f"test_{name}") for name in about.split())}
    return sorted(found)


def unit_tests(changed):
    """What the names of unit tests match, for ctest; "": all of them. A service's code is in no other's tests."""
    folders = set()
    for path in changed:
        if path.endswith((".c", ".h")):
            owner = re.match(r"(?:services|tests/unit)/([\w-]+)/|(cli)/", path)
            if not owner:
                return ""
            folders.add(owner[1] or owner[2])
        elif not path.endswith((".md", ".py", ".ts", ".tsx", ".css", ".yaml", ".html")):
            return ""
    return f"^({'|'.join(sorted(folders))})/" if folders else "^$"
