"""Search, chat, the page and live progress, through a Service and a NodePort."""

import uuid

import httpx
from cluster import ready_pods
from local import services


def test_every_service_runs_and_is_ready(edge):
    for service in services.NAMES:
        assert ready_pods(service), service


def test_a_search(edge):
    answer = httpx.post(f"{edge}/api/v1/search", json={"query": "wireless headphones under 100", "limit": 3}, timeout=20).json()
    assert answer["status"] == "COMPLETED" and len(answer["products"]) == 3
    assert all(one["price"]["amount_minor"] < 10000 for one in answer["products"])


def test_a_conversation_of_two_turns(edge):
    session = str(uuid.uuid4())
    for message in ("show me gaming laptops", "under 1500"):
        answer = httpx.post(f"{edge}/api/v1/chat", json={"session_id": session, "message": message}, timeout=20).json()
        assert answer["status"] in ("COMPLETED", "CLARIFICATION")
    turns = httpx.get(f"{edge}/api/v1/sessions/{session}", timeout=20).json()
    assert len(turns["requests"]) == 2


def test_the_page_and_the_documents(edge):
    assert "<html" in httpx.get(f"{edge}/", timeout=20).text
    assert httpx.get(f"{edge}/openapi.json", timeout=20).json()["openapi"].startswith("3.1")


def test_nobody_changes_anything_without_a_key(edge):
    assert httpx.get(f"{edge}/api/v1/keys", timeout=20).status_code in (401, 403)
