"""A service away: the edge answers without it, or says that it cannot."""

import pytest
from checks import accepted, completed
from harness import wait_until

pytestmark = pytest.mark.breaks


def test_composer_away_results_come_unranked(stack, search):
    stack.copy("response-composer").kill()
    content = completed(search("usb c cable", headers={"Prefer": "wait=30"}))
    assert content["degraded"] is True and content["products"]


def test_catalog_away_the_request_fails_and_may_be_tried_again(stack, edge, search):
    stack.copy("catalog").kill()
    place = accepted(search("usb c cable", headers={"Prefer": "respond-async"}))
    content = wait_until(lambda: (got := edge.get(place).json()).get("status") == "FAILED" and got, 40, "it has failed")
    assert content["problem"]["retryable"] is True
