"""Small marketplaces to test against, from the published descriptions of their interfaces, without our code.

Each checks what it is asked (`wrong` has what is wrong with a request; each is a bug of ours), keeps the requests, and
offers what the test says: `shop.offers = [...]`, or misbehaves: `shop.fault = "slow"`."""

import base64
import json
import re
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN_LIVES = 7200
FAULTS = ["slow", 500, "cut", "malformed", "huge", "wrong types", "empty"]


class Marketplace:
    def __init__(self):
        self.requests, self.wrong, self.offers = [], [], []
        self.fault, self.token_fault, self.retry_after, self.lives = None, None, None, TOKEN_LIVES
        self.more_headers = {}  # of the answer in hand
        self.let_go = threading.Event()
        handler = type("Handler", (Handler,), {"shop": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()

    def behave(self):
        self.fault, self.token_fault, self.retry_after, self.lives = None, None, None, TOKEN_LIVES
        self.offers = []
        self.let_go.set()
        self.requests.clear()

    def expect(self, holds, what):
        if not holds:
            self.wrong.append(what)

    def matching(self, words):
        wanted = words.lower().split()
        return [one for one in self.offers if any(word in one["title"].lower() for word in wanted)]

    def answer(self, method, path, query, headers, body):
        """(status, JSON or text)."""
        raise NotImplementedError


class Ebay(Marketplace):
    """eBay Browse: item_summary/search with a token of client_credentials."""

    def __init__(self, key, secret):
        super().__init__()
        self.basic = "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()
        self.tokens, self.good = 0, None

    def answer(self, method, path, query, headers, body):
        if path == "/identity/v1/oauth2/token":
            return self.token(method, headers, body)
        self.expect(method == "GET" and path == "/buy/browse/v1/item_summary/search", f"{method} {path}")
        if headers.get("authorization") != f"Bearer {self.good}":
            return 401, {"errors": [{"errorId": 1001, "message": "Invalid access token"}]}
        self.expect(headers.get("x-ebay-c-marketplace-id") == "EBAY_US", "marketplace")
        self.expect(headers.get("x-ebay-c-enduserctx") == "affiliateCampaignId=tag-77", "partner")
        self.expect(1 <= int(query["limit"]) <= 200 and query["q"], f"query {query}")
        items = [self.item(one) for one in self.matching(query["q"])]
        return 200, {"href": "x", "total": len(items), "limit": 20, "offset": 0, **({"itemSummaries": items} if items else {})}

    def token(self, method, headers, body):
        form = dict(urllib.parse.parse_qsl(body.decode()))
        self.expect(method == "POST" and headers.get("content-type") == "application/x-www-form-urlencoded", "token request")
        self.expect(form == {"grant_type": "client_credentials", "scope": "https://api.ebay.com/oauth/api_scope"}, f"form {form}")
        if headers.get("authorization") != self.basic:
            return 401, {"error": "invalid_client"}
        self.tokens += 1
        self.good = f"token-v1-secret-{self.tokens}"
        return 200, {"access_token": self.good, "expires_in": self.lives, "token_type": "Application Access Token"}

    def item(self, one):
        return {"itemId": f"v1|{one['id']}|0", "title": one["title"], "price": {"value": one["price"], "currency": one.get("currency", "USD")},
                "itemWebUrl": f"https://www.ebay.example/itm/{one['id']}",
                "itemAffiliateWebUrl": f"https://www.ebay.example/itm/{one['id']}?campid=tag-77",
                "image": {"imageUrl": "https://i.example/1.jpg"}, "condition": "New", "categories": [{"categoryId": "1"}],
                "seller": {"username": "s", "feedbackPercentage": "99.1"}}


class Amazon(Marketplace):
    """Amazon Creators: searchItems with a token of client_credentials, all of it in JSON."""

    def __init__(self, key, secret):
        super().__init__()
        self.credentials = {"grant_type": "client_credentials", "client_id": key, "client_secret": secret, "scope": "creatorsapi::default"}
        self.tokens, self.good = 0, None

    def answer(self, method, path, query, headers, body):
        asked = json.loads(body)
        self.expect(method == "POST" and headers.get("content-type") == "application/json", f"{method} {headers}")
        if path == "/auth/o2/token":
            return self.token(asked)
        self.expect(path == "/catalog/v1/searchItems", path)
        if headers.get("authorization") != f"Bearer {self.good}":
            return 401, {"type": "UnauthorizedException", "message": "The token is not valid", "reason": "TokenExpired"}
        self.expect(headers.get("x-marketplace") == "www.amazon.com", "marketplace")
        self.expect(asked["partnerTag"] == "tag-20" and asked["keywords"] and 1 <= asked["itemCount"] <= 10, f"asked {asked}")
        self.expect({"itemInfo.title", "offersV2.listings.price"} <= set(asked["resources"]), "resources")
        found = [self.item(one) for one in self.matching(asked["keywords"]) if float(one["price"]) * 100 <= asked.get("maxPrice", 1e9)]
        return 200, {"searchResult": {"totalResultCount": len(found), "items": found[:asked["itemCount"]]}}

    def token(self, asked):
        if asked != self.credentials:
            return 401, {"error": "invalid_client"}
        self.tokens += 1
        self.good = f"token-v1-secret-{self.tokens}"
        return 200, {"access_token": self.good, "expires_in": self.lives, "token_type": "bearer"}

    def item(self, one):
        codes = {"externalIds": {"eans": {"displayValues": [one["ean"]]}}} if "ean" in one else {}
        return {"asin": f"B{one['id']}", "detailPageURL": f"https://www.amazon.example/dp/B{one['id']}?tag=tag-20",
                "itemInfo": {"title": {"displayValue": one["title"], "label": "Title", "locale": "en_US"}, **codes},
                "images": {"primary": {"large": {"url": "https://i.example/2.jpg", "height": 500, "width": 500}}},
                "offersV2": {"listings": [{"price": {"money": {"amount": float(one["price"]), "currency": "USD", "displayAmount": f"${one['price']}"}}}]}}


class Etsy(Marketplace):
    """Etsy v3: active listings, with an application's key."""

    def __init__(self, key, secret):
        super().__init__()
        self.key = f"{key}:{secret}"

    def answer(self, method, path, query, headers, body):
        self.expect(method == "GET" and path == "/v3/application/listings/active", f"{method} {path}")
        self.expect(1 <= int(query["limit"]) <= 100 and query["keywords"], f"query {query}")
        if headers.get("x-api-key") != self.key:
            return 403, {"error": "Invalid API key"}
        found = [{"listing_id": int(one["id"]), "title": one["title"], "url": f"https://etsy.example/{one['id']}",
                  "price": {"amount": round(float(one["price"]) * 100), "divisor": 100, "currency_code": "USD"}}
                 for one in self.matching(query["keywords"])]
        return 200, {"count": len(found), "results": found}


class BestBuy(Marketplace):
    """Best Buy: products by conditions in the path, with the key in the address."""

    def __init__(self, key):
        super().__init__()
        self.key = key

    def answer(self, method, path, query, headers, body):
        asked = re.fullmatch(r"/v1/products\((search=[\w-]+(?:&search=[\w-]+)*(?:&salePrice[<>]=[\d.]+)*)\)", urllib.parse.unquote(path))
        self.expect(method == "GET" and asked, f"{method} {path}")
        self.expect(query["format"] == "json" and 1 <= int(query["pageSize"]) <= 100, f"query {query}")
        if query.get("apiKey") != self.key:
            return 403, {"errorCode": "403", "errorMessage": "The provided API Key is invalid."}
        words = " ".join(re.findall(r"search=([\w-]+)", asked.group(1)))
        found = [{"sku": int(one["id"]), "name": one["title"], "manufacturer": one.get("brand", ""), "salePrice": float(one["price"]),
                  "url": f"https://bestbuy.example/{one['id']}", "upc": one.get("ean", "")} for one in self.matching(words)]
        return 200, {"from": 1, "to": len(found), "total": len(found), "totalPages": 1, "currentPage": 1, "products": found}


class Feed(Marketplace):
    """A shop of no known make: a list of products in JSON, found by words, for whoever has the key."""

    def __init__(self, key):
        super().__init__()
        self.key = key

    def answer(self, method, path, query, headers, body):
        self.expect(method == "GET" and path == "/find", f"{method} {path}")
        self.expect(headers.get("authorization") == f"Bearer {self.key}", "key")
        found = [{"ref": one["id"], "name": one["title"], "maker": one.get("brand", ""), "cost": {"value": one["price"], "iso": one.get("currency", "EUR")},
                  "links": [{"href": f"https://feed.example/{one['id']}"}], "ean": one.get("ean", "")} for one in self.matching(query["q"])]
        return 200, {"data": {"hits": found}}


class Csv(Marketplace):
    """A shop that gives all it has as one file, whatever is asked."""

    encoding = "utf-8"

    def answer(self, method, path, query, headers, body):
        lines = ["product_id,title,brand,price,currency,codes,url"]
        lines += [f'{one["id"]},"{one["title"]}",{one.get("brand", "")},{one["price"]},USD,{one.get("ean", "")},https://csv.example/{one["id"]}'
                  for one in self.offers]
        return 200, ("\r\n".join(lines) + "\r\n").encode(self.encoding)


class Handler(BaseHTTPRequestHandler):
    shop = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):  # noqa: N802
        self.serve("POST")

    def do_GET(self):  # noqa: N802
        self.serve("GET")

    def serve(self, method):
        address = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(address.query))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.shop.requests.append((address.path, query, headers))
        status, said = self.shop.answer(method, address.path, query, headers, body)
        text = said if isinstance(said, bytes) else (said if isinstance(said, str) else json.dumps(said)).encode()
        try:
            self.misbehave(self.shop.token_fault if "token" in address.path else self.shop.fault, status, text)
        except (BrokenPipeError, ConnectionResetError):
            pass  # who asked has given up

    def misbehave(self, fault, status, text):
        if fault == "slow":
            self.shop.let_go.wait(10)
        if fault in (429, 500):
            status, text = fault, b'{"errors": []}'
        elif fault == "malformed":
            text = text[:-9]
        elif fault == "huge":
            text = b'{"itemSummaries": ["' + b"x" * (5 << 20) + b'"]}'
        elif fault == "wrong types":
            text = json.dumps({"itemSummaries": {"a": 1}, "searchResult": {"items": "x"}, "results": "x", "products": {}, "data": {"search": {"nodes": 7}, "hits": [1, None, {"ref": {}, "cost": [[]]}]}}).encode()
        elif fault == "empty":
            text = b""
        elif fault == "endless head":
            self.shop.more_headers = {f"x-{at}": "a" * 1000 for at in range(70)}
        elif fault == "endless line":
            self.shop.more_headers = {"x": "a" * (1 << 18)}
        self.send(status, text, len(text) + (100 if fault == "cut" else 0))

    def send(self, status, text, length):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(length))
        if self.shop.retry_after:
            self.send_header("retry-after", str(self.shop.retry_after))
        for name, value in self.shop.more_headers.items():
            self.send_header(name, value)
        self.shop.more_headers = {}
        if length != len(text):
            self.close_connection = True
        self.end_headers()
        self.wfile.write(text)
