"""What tests of marketplaces have in common."""

import uuid

from harness import wait_until


def finder(stack):
    """Asks the catalogue itself."""
    def ask(query, **more):
        answer = stack.copy("catalog").client.post("/search", json={"query": query, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()
    return ask


def status(answer, name):
    return next(one for one in answer["sources"] if one["name"] == name)["status"]


def theirs(answer):
    """The ids of what only marketplaces have."""
    return [one["product_id"] for one in answer.get("candidates", []) if ":" in one["product_id"]]


def word():
    """That nobody has asked for: no answer to it is kept."""
    return "zorp" + uuid.uuid4().hex[:10].translate(str.maketrans("0123456789", "ghijklmnop"))


def offer(number, title, price, **more):
    return {"id": str(number), "title": title, "price": price, **more}


def asks_again(find, name):
    """Until its breaker lets a trial through, and it is answered."""
    wait_until(lambda: status(find(word()), name) == "OK", 60, f"{name} is asked again", every=0.3)
