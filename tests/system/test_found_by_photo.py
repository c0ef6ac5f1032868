"""Who sends a photo of a product's picture finds that product, where the catalogue may have pictures looked at."""

import io
import random

import drawn
import measure
import pytest
from checks import completed, ids, warm
from harness import Dependencies, Stack, wait_until
from harness.far import Far

SETTINGS = {"catalog": {"STEWARD_CATALOG_PICTURES": "true", "STEWARD_CATALOG_POLL_MS": 200},
            "media": {"STEWARD_FETCH_HTTP": "true", "STEWARD_FETCH_INSIDE": "127.0.0.1"}}
TITLES = ("Copper Kettle", "Garden Lantern", "Desk Globe", "Bread Basket", "Wall Clock", "Oak Stool")
PICTURES = [drawn.draw(f"shop {i}", (600, 600)).picture for i in range(len(TITLES) + 1)]
STRANGER = drawn.draw("nobody's", (600, 600)).picture


def in_file(picture, kind="jpeg"):
    to = io.BytesIO()
    picture.save(to, kind, quality=80)
    return to.getvalue()


def product(number, picture):
    return {"product_id": f"L-{number}", "title": TITLES[number], "image_url": picture}


@pytest.fixture(scope="module")
def far():
    with Far({f"/{i}.jpg": in_file(picture) for i, picture in enumerate(PICTURES)}) as server:
        yield server


@pytest.fixture(scope="module")
def shop(far):
    with Dependencies(safe=False) as dependencies, Stack(dependencies, settings=SETTINGS) as stack:
        stack.wait_ready()
        warm(stack.copy("media"))
        products = [product(i, far.url(f"/{i}.jpg")) for i in range(len(TITLES))]
        products.append({"product_id": "L-404", "title": "Picture Frame", "image_url": far.url("/none.jpg")})
        assert stack.copy("catalog").client.put("/products", json={"products": products}).json()["accepted"] == len(products)
        wait_until(lambda: found(stack, PICTURES[0])["message"].startswith("I know"), 30)
        yield stack


def found(shop, picture):
    edge = shop.copy("orchestrator").client
    kept = edge.post("/api/v1/media", content=in_file(picture))
    assert kept.status_code == 201, kept.text
    return completed(edge.post("/api/v1/search", json={"media": [{"media_id": kept.json()["media_id"]}]}))


@pytest.mark.parametrize("number", range(len(TITLES)))
def test_each_is_found_by_a_photo_of_its_picture(shop, number):
    photo = measure.CHANGES["all of it"](PICTURES[number], random.Random(number))
    content = wait_until(lambda: (said := found(shop, photo)) and TITLES[number] in said["message"] and said)
    assert ids(content)[0] == f"L-{number}"


def test_what_is_not_there_is_not_found(shop):
    message = found(shop, STRANGER)["message"]
    assert not [title for title in TITLES if title in message], message


def test_another_copy_knows_them_without_looking(shop, far):
    far.seen.clear()
    shop.copy("catalog").stop()
    shop.copy("catalog").start()
    shop.wait_ready()
    wait_until(lambda: TITLES[3] in found(shop, PICTURES[3])["message"])
    assert not [path for path, _ in far.seen if path != "/none.jpg"]


def test_a_product_with_another_picture(shop, far):
    new = PICTURES[-1]
    catalog = shop.copy("catalog").client
    assert catalog.put("/products/L-2", json=product(2, far.url(f"/{len(TITLES)}.jpg"))).status_code == 200
    wait_until(lambda: TITLES[2] in found(shop, new)["message"])
    assert TITLES[2] not in found(shop, PICTURES[2])["message"]
    assert catalog.delete("/products/L-2").status_code == 204
    wait_until(lambda: TITLES[2] not in found(shop, new)["message"])
