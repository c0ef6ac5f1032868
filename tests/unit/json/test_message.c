/* Messages from the wire: what protobuf-c lets pass and this does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the above */
#include <cmocka.h>

#include <steward/v1/catalog.pb-c.h>
#include <steward/v1/request.pb-c.h>

#include "json/message.h"

static void strings_are_checked_wherever_they_are(void **state)
{
    static const struct {
        struct str bytes;
        const char *says; /* NULL: accepted */
    } cases[] = {
        {{"", 0}, NULL},
        {{"\x0a\x02hi", 4}, NULL},
        {{"\x0a\x02h\0", 4}, "request_id holds a NUL"},
        {{"\x0a\x02\xc3\x28", 4}, "request_id is not UTF-8"},
        {{"\x0a\x02\xc3\x28\x0a\x01x", 7}, "request_id is not UTF-8"},
        {{"\x52\x04\x0a\x02"
          "a\0",
          6},
         "query holds a NUL"},
        {{"\x52\x06\x1a\x04\x0a\x02\xff\xff", 8}, "brands is not UTF-8"},
        {{"\x0a\x05hi", 4}, "cut short"},
        {{"\x0a", 1}, "cut short"},
        {{"\x0b\x0c", 2}, "cut short or garbled"},
        {{"\x08\x01", 2}, "are no steward.v1.Request"},
        {{"{\"a\":1}", 7}, ""},
        {{"\xfa\x07\x02\xff\0", 5}, NULL /* an unknown field is not ours to judge */},
        {{"\x8a\x80\x80\x80\x00\x01\0", 7}, "request_id holds a NUL" /* a tag written longer than need be */},
        {{"\x0a\x81\x80\x80\x80\x00\0", 7}, "request_id holds a NUL"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 16);
        struct error err = {0};
        bool ok = message_unpack(&steward__v1__request__descriptor, cases[i].bytes, arena, &err) != NULL;

        if (ok != !cases[i].says || (!ok && !strstr(err.text, cases[i].says)))
            fail_msg("case %zu: %s", i, ok ? "accepted" : err.text);
        if (!ok)
            assert_int_equal(err.policy, ERROR_SKIP);
        arena_free(arena);
    }
}

static void messages_stop_at_the_arena_s_limit(void **state)
{
    static char bytes[20000]; /* ten thousand empty products */
    struct arena *arena = arena_new(100 * 1024);
    struct error err;

    for (size_t i = 0; i < sizeof(bytes); i += 2)
        bytes[i] = 0x0a;
    assert_null(message_unpack(&steward__v1__products__descriptor, str_n(bytes, sizeof(bytes)), arena, &err));
    arena_free(arena);
}

static void what_is_packed_unpacks_the_same(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    Steward__V1__Product *product = message_new(&steward__v1__product__descriptor, arena);
    Steward__V1__Product *again;
    struct str bytes;
    struct error err;

    assert_string_equal(product->title, "");
    product->title = str_c(arena, STR("caf\xc3\xa9"));
    product->version = -3;
    bytes = message_pack(&product->base, arena);
    again = (Steward__V1__Product *)message_unpack(&steward__v1__product__descriptor, bytes, arena, &err);
    assert_non_null(again);
    assert_string_equal(again->title, product->title);
    assert_int_equal(again->version, -3);
    assert_null(again->price);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_checked_wherever_they_are),
        cmocka_unit_test(messages_stop_at_the_arena_s_limit),
        cmocka_unit_test(what_is_packed_unpacks_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
