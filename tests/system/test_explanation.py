"""Why a product is where it is: the shares of its score, as data and in words."""

import uuid

from checks import completed


def adds_up(product):
    shares = product["shares"]
    assert len({share["feature"] for share in shares}) == len(shares)
    assert shares and all(0 <= share.get("share", 0) <= share["most"] + 0.0001 for share in shares)
    return abs(sum(share.get("share", 0) for share in shares) - product["score"]) < 1e-9


def test_a_search_tells_the_shares_when_asked(search):
    plain = completed(search("wireless headphones"))
    assert all(not product.get("shares") for product in plain["products"])
    explained = completed(search("wireless headphones", explain=True))
    assert explained["products"] and all(adds_up(product) for product in explained["products"])
    assert [product["product_id"] for product in explained["products"]] == [
        product["product_id"] for product in plain["products"]]


def test_why_is_told_from_what_was_shown(edge):
    session = f"why-{uuid.uuid4()}"
    shown = completed(edge.post("/api/v1/chat", json={"session_id": session, "message": "wireless headphones"}))["products"]
    assert len(shown) > 1 and all(adds_up(product) for product in shown)
    answer = completed(edge.post("/api/v1/chat", json={"session_id": session, "message": "why is the second one there?"}))
    told = answer["products"][0]
    assert told["product_id"] == shown[1]["product_id"]
    assert told["score"] == shown[1]["score"] and told["shares"] == shown[1]["shares"]
    assert f"{round(told['score'] * 100)} of 100 points" in answer["message"]


def test_the_shortlist_does_not_keep_them(edge):
    session = f"why-{uuid.uuid4()}"
    completed(edge.post("/api/v1/chat", json={"session_id": session, "message": "wireless headphones"}))
    saved = completed(edge.post("/api/v1/chat", json={"session_id": session, "message": "save the first"}))["saved"]
    assert saved and all(not product.get("shares") for product in saved)


def chat(edge, session, message, **more):
    return completed(edge.post("/api/v1/chat", json={"session_id": session, "message": message, **more}))


def liked(answer):
    return [share for product in answer["products"] for share in product["shares"] if share["feature"] == "LIKES"]


def test_what_was_saved_counts_a_little_in_its_session_and_nowhere_else(edge):
    session = f"likes-{uuid.uuid4()}"
    assert not liked(chat(edge, session, "wireless headphones"))
    chat(edge, session, "save the first")
    assert liked(chat(edge, session, "wireless headphones"))
    assert not liked(chat(edge, session, "wireless headphones", impersonal=True))
    assert not liked(chat(edge, f"likes-{uuid.uuid4()}", "wireless headphones"))
