"""A shop that sells in a currency without hundredths: a limit means what is on the labels."""

import uuid

import pytest
from checks import completed
from harness import wait_until


@pytest.fixture(scope="module")
def yen_shop(stack):
    """Asks a tenant's shop with kettles for 3,000, 5,000 and 60,000 yen: ask("search", query=...)."""
    tenant = {"Steward-Tenant": f"yen-{uuid.uuid4().hex[:8]}"}
    edge, catalog = stack.copy("orchestrator").client, stack.copy("catalog").client
    for yen in (3000, 5000, 60000):
        said = catalog.put(f"/products/kettle-{yen}", headers=tenant, json={
            "product_id": f"kettle-{yen}", "title": f"Kettle for {yen}", "brand": "Fonte", "categories": ["Kitchen"],
            "price": {"currency_code": "JPY", "amount_minor": yen}, "stock": {"quantity": 3}})
        assert said.status_code in (200, 201), said.text

    def ask(what, **body):
        return completed(edge.post(f"/api/v1/{what}", headers=tenant, json=body))

    wait_until(lambda: ask("search", query="kettle")["total"] == 3, 20, "the shop is filled")
    return ask


def ids(answer):
    return {product["product_id"] for product in answer["products"]}


@pytest.mark.parametrize("words, wanted", [
    ("kettle under 4000", {"kettle-3000"}),
    ("kettle under 50000 yen", {"kettle-3000", "kettle-5000"}),
    ("kettle over 10000", {"kettle-60000"}),
    ("kettle between 4000 and 6000", {"kettle-5000"}),
])
def test_a_limit_is_in_the_currency_of_the_shop(yen_shop, words, wanted):
    answer = yen_shop("search", query=words)
    assert ids(answer) == wanted
    price = answer["requirements"]["price"]
    assert {end["currency_code"] for end in price.values() if end} == {"JPY"}


def test_so_it_is_in_a_conversation(yen_shop):
    session = str(uuid.uuid4())
    yen_shop("chat", message="show me a kettle", session_id=session)
    answer = yen_shop("chat", message="under 4000", session_id=session)
    assert ids(answer) == {"kettle-3000"}
    assert "¥4,000" in str(answer) and "400,000" not in str(answer)
