"""A Shopify shop that tells of its products, as Shopify publishes it: POST with the body as JSON, signed with the app's secret in
X-Shopify-Hmac-Sha256 (HMAC-SHA256 over the bytes, in base64), the shop, the topic and the time in headers of their own."""

import base64
import datetime
import hashlib
import hmac
import itertools
import json
import uuid


class ShopifySender:
    def __init__(self, client, shop, secret):
        self.client, self.shop, self.secret = client, shop, secret
        self.clock = itertools.count(1)

    def at(self, second):
        moment = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=-5)))
        return (moment + datetime.timedelta(seconds=second)).isoformat()

    def later(self):
        """An updated_at after all others."""
        return self.at(next(self.clock) * 60)

    def signature(self, body, secret=None):
        return base64.b64encode(hmac.new((secret or self.secret).encode(), body, hashlib.sha256).digest()).decode()

    def delivery(self, topic, payload, **changed):
        """(body, headers); headers that are changed to None are left out."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        headers = {"Content-Type": "application/json", "X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": self.signature(body),
                   "X-Shopify-Shop-Domain": self.shop, "X-Shopify-API-Version": "2026-07", "X-Shopify-Webhook-Id": str(uuid.uuid4()),
                   "X-Shopify-Event-Id": str(uuid.uuid4()), "X-Shopify-Triggered-At": self.at(next(self.clock)), **changed}
        return body, {name: value for name, value in headers.items() if value is not None}

    def send(self, topic, payload, **changed):
        return self.again(self.delivery(topic, payload, **changed))

    def again(self, delivery):
        body, headers = delivery
        return self.client.post("/webhooks/shopify", content=body, headers=headers)


def product(number, title, variants, **more):
    """As the payloads of products/create and products/update are."""
    return {"admin_graphql_api_id": f"gid://shopify/Product/{number}", "id": number, "title": title, "body_html": f"<p>All about {title}</p>",
            "vendor": "Fonte", "product_type": "Pots", "handle": f"pot-{number}", "status": "active", "published_scope": "web", "tags": "",
            "created_at": None, "published_at": "2026-05-01T05:00:00-05:00", "template_suffix": None, "options": [{"name": "Color", "position": 1}],
            "images": [], "image": None, "media": [], "category": {"name": "Kitchen", "full_name": "Home > Kitchen"},
            "variants": variants, **more}


def variant(number, price="12.50", colour="Blue", quantity=7, **more):
    return {"admin_graphql_api_id": f"gid://shopify/ProductVariant/{number}", "id": number, "price": price, "compare_at_price": None,
            "sku": f"sku-{number}", "barcode": None, "title": colour, "option1": colour, "option2": None, "option3": None, "position": 1,
            "inventory_policy": "deny", "inventory_quantity": quantity, "old_inventory_quantity": quantity, "taxable": True, **more}
