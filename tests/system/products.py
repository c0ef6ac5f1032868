"""A small catalogue, good to read: the tests know what is in it."""

DAY = "2025-03-{:02d}T00:00:00Z"


def product(number, title, brand, cents, categories, stars=4.0, stock=10, colours=(), sizes=(), description=""):
    return {
        "product_id": f"T-{number:03d}", "title": title, "brand": brand, "categories": list(categories),
        "description": description, "price": {"currency_code": "USD", "amount_minor": cents},
        "rating": {"stars": stars, "count": 20 + number}, "stock": {"quantity": stock},
        "colours": list(colours), "sizes": list(sizes), "released_at": DAY.format(1 + number % 28),
    }


AUDIO, CABLES, SHOES, KITCHEN = ("Electronics", "Audio"), ("Electronics", "Cables"), ("Clothing", "Shoes"), ("Home", "Kitchen")

PRODUCTS = [
    product(1, "Wireless Headphones", "Sonora", 5999, AUDIO, 4.5, colours=["black"]),
    product(2, "Wireless Noise Cancelling Headphones", "Sonora", 19900, AUDIO, 4.8, colours=["black"]),
    product(3, "Wireless Earbuds", "Pippin", 3999, AUDIO, 3.9, colours=["white"]),
    product(4, "Wired Headphones", "Pippin", 1999, AUDIO, 4.1, colours=["red"]),
    product(5, "Wireless Headphones for Kids", "Tumble", 2999, AUDIO, 4.2, colours=["blue"]),
    product(6, "Wireless Sport Headphones", "Fleetfoot", 8999, AUDIO, 4.4, stock=0, colours=["blue"]),
    product(7, "Studio Headphones with Cable", "Sonora", 14900, AUDIO, 4.7, colours=["black"]),
    product(8, "Bluetooth Speaker", "Sonora", 4999, AUDIO, 4.3, colours=["black"]),
    product(10, "USB C Cable 1 m", "Linkwell", 899, CABLES, 4.4, colours=["white"]),
    product(11, "USB C Cable 2 m", "Linkwell", 1199, CABLES, 4.6, colours=["black"]),
    product(12, "USB C to HDMI Cable", "Linkwell", 1899, CABLES, 4.0, colours=["black"]),
    product(13, "HDMI Cable 3 m", "Corda", 1099, CABLES, 4.1, colours=["black"]),
    product(14, "Audio Cable 1.5 m", "Corda", 699, CABLES, 3.8, colours=["black"]),
    product(20, "Running Shoes", "Fleetfoot", 8900, SHOES, 4.6, colours=["red"], sizes=["41", "42", "43"]),
    product(21, "Trail Running Shoes", "Fleetfoot", 11900, SHOES, 4.7, colours=["green"], sizes=["42", "44"]),
    product(22, "Running Shoes Light", "Marten", 6900, SHOES, 4.0, colours=["blue"], sizes=["40", "41"]),
    product(23, "Leather Shoes", "Marten", 12900, SHOES, 4.3, colours=["brown"], sizes=["42", "43"]),
    product(30, "Coffee Maker", "Brasa", 7900, KITCHEN, 4.2, colours=["black"]),
    product(31, "Espresso Machine", "Brasa", 29900, KITCHEN, 4.8, colours=["silver"]),
    product(32, "Coffee Grinder", "Brasa", 4900, KITCHEN, 4.5, colours=["black"]),
    product(33, "Electric Kettle", "Fonte", 3500, KITCHEN, 4.4, colours=["white"]),
    product(34, "Tea Pot", "Fonte", 2500, KITCHEN, 4.1, colours=["white"], description="Porcelain, for one litre of tea."),
]
