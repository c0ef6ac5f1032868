/* looks: which product's picture a photo shows, and when it shows none. */
#include "pictures/looks.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/id.h"
#include "base/mem.h"
#include "unit.h"

#define PRODUCTS 50
#define URL      STR("https://shop.example/a.png")

struct print {
    uint8_t bytes[1 + LOOK_CUTS][LOOK_BYTES];
    ProtobufCBinaryData cuts[LOOK_CUTS];
    Steward__V1__Fingerprint fingerprint;
};

/* Of its own for each seed, some 17,000 from any other. */
static struct print *print_of(struct print *p, uint64_t seed)
{
    random_seed(seed);
    for (size_t i = 0; i <= LOOK_CUTS; i++)
        for (size_t k = 0; k < LOOK_BYTES; k++)
            p->bytes[i][k] = (uint8_t)random_below(256);
    steward__v1__fingerprint__init(&p->fingerprint);
    p->fingerprint.descriptor = (ProtobufCBinaryData){LOOK_BYTES, p->bytes[0]};
    for (size_t i = 0; i < LOOK_CUTS; i++)
        p->cuts[i] = (ProtobufCBinaryData){LOOK_BYTES, p->bytes[1 + i]};
    p->fingerprint.n_cuts = LOOK_CUTS;
    p->fingerprint.cuts = p->cuts;
    return p;
}

static void put(struct looks *looks, int number, uint64_t seed)
{
    struct print p;
    char id[16];

    snprintf(id, sizeof(id), "P-%d", number);
    looks_put(looks, str_of(id), URL, &print_of(&p, seed)->fingerprint, 0);
}

static struct looks *shop(void)
{
    struct looks *looks = looks_new();

    for (int i = 0; i < PRODUCTS; i++)
        put(looks, i, (uint64_t)i);
    return looks;
}

static bool any(const void *owner, struct str product_id)
{
    return true;
}

static bool but_one(const void *owner, struct str product_id)
{
    return !str_is(product_id, owner);
}

/* So much further away, spread over its bytes. */
static ProtobufCBinaryData moved(uint8_t *bytes, int by)
{
    for (int i = 0, left = by; left > 0; i = (i + 1) % LOOK_BYTES, left--)
        bytes[i] = (uint8_t)(bytes[i] < 128 ? bytes[i] + 1 : bytes[i] - 1);
    return (ProtobufCBinaryData){LOOK_BYTES, bytes};
}

static void a_photo_is_the_nearest(void **state)
{
    struct looks *looks = shop();
    struct likeness like;
    double before = 1.1;
    struct print p;

    for (int by = 0; by <= 2000; by += 500) {
        assert_true(looks_find(looks, moved(print_of(&p, 7)->bytes[0], by), any, NULL, &like));
        assert_true(str_is(like.product_id, "P-7") && like.sureness < before && like.sureness > 0.5);
        before = like.sureness;
    }
    assert_false(looks_find(looks, moved(print_of(&p, 7)->bytes[0], 2400), any, NULL, &like));
    assert_false(looks_find(looks, print_of(&p, 1000)->fingerprint.descriptor, any, NULL, &like));
    assert_false(looks_find(looks, (ProtobufCBinaryData){LOOK_BYTES - 1, p.bytes[0]}, any, NULL, &like));
    looks_free(looks);
}

static void its_cuts_are_it_too(void **state)
{
    struct looks *looks = shop();
    struct likeness like;
    struct print near, mixed;

    print_of(&mixed, 7); /* nearer to the whole of P-7 than others are, but far; its cut is this very photo */
    for (int i = 0; i < LOOK_BYTES; i++)
        mixed.bytes[1][i] = (uint8_t)(mixed.bytes[0][i] ^ 0x18);
    looks_put(looks, STR("P-7"), URL, &mixed.fingerprint, 0);
    print_of(&near, 7);
    for (int i = 0; i < LOOK_BYTES; i++)
        near.bytes[0][i] = mixed.bytes[1][i];
    assert_true(looks_find(looks, near.fingerprint.descriptor, any, NULL, &like));
    assert_true(str_is(like.product_id, "P-7") && like.sureness > 0.99);
    looks_free(looks);
}

static void what_is_between_two_is_neither(void **state)
{
    struct looks *looks = shop();
    struct likeness like;
    struct print one, other;

    print_of(&one, 7);
    print_of(&other, 7);
    moved(other.bytes[0], 1400);
    looks_put(looks, STR("like P-7"), URL, &other.fingerprint, 0);
    print_of(&one, 7);
    assert_false(looks_find(looks, moved(one.bytes[0], 650), any, NULL, &like));
    assert_true(looks_find(looks, moved(print_of(&one, 7)->bytes[0], 200), any, NULL, &like));
    assert_true(str_is(like.product_id, "P-7"));
    looks_free(looks);
}

static void two_products_with_one_picture(void **state)
{
    struct looks *looks = shop();
    struct likeness like;
    struct print p;

    put(looks, 100, 7);
    assert_true(looks_find(looks, moved(print_of(&p, 7)->bytes[0], 300), any, NULL, &like));
    assert_true(like.sureness > 0.9);
    assert_true(looks_find(looks, p.fingerprint.descriptor, but_one, "P-7", &like));
    assert_true(str_is(like.product_id, "P-100"));
    assert_true(looks_find(looks, p.fingerprint.descriptor, but_one, "P-100", &like));
    assert_true(str_is(like.product_id, "P-7"));
    looks_free(looks);
}

static void what_is_due(void **state)
{
    struct looks *looks = looks_new();
    struct likeness like;
    struct print p;

    assert_true(looks_are_due(looks, STR("P"), URL, 0));
    looks_put(looks, STR("P"), URL, NULL, 1000);
    assert_false(looks_are_due(looks, STR("P"), URL, 999));
    assert_true(looks_are_due(looks, STR("P"), URL, 1000));
    assert_true(looks_are_due(looks, STR("P"), STR("https://shop.example/b.png"), 0));
    assert_false(looks_find(looks, print_of(&p, 1)->fingerprint.descriptor, any, NULL, &like));
    looks_put(looks, STR("P"), URL, &p.fingerprint, 1000);
    assert_false(looks_are_due(looks, STR("P"), URL, 2000));
    assert_true(looks_are_of(looks, STR("P"), URL));
    assert_false(looks_are_of(looks, STR("P"), STR("https://shop.example/b.png")));
    assert_true(looks_find(looks, p.fingerprint.descriptor, any, NULL, &like));
    p.fingerprint.n_cuts--; /* of another version */
    looks_put(looks, STR("P"), URL, &p.fingerprint, 1000);
    assert_true(looks_are_due(looks, STR("P"), URL, 2000));
    looks_free(looks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_photo_is_the_nearest),
        cmocka_unit_test(its_cuts_are_it_too),
        cmocka_unit_test(what_is_between_two_is_neither),
        cmocka_unit_test(two_products_with_one_picture),
        cmocka_unit_test(what_is_due),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
