/* arena: memory that goes all at once, within a limit. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "unit.h"

static void gives_aligned_zeroed_memory(void **state)
{
    static const size_t sizes[] = {0, 1, 7, 16, 100, 4000, 5000, 100000, 3, 70000, 8};
    struct arena *arena = arena_new(1 << 20);

    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            char *memory = arena_alloc(arena, sizes[i]);

            assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
            for (size_t at = 0; at < sizes[i]; at++)
                assert_int_equal(memory[at], 0);
            memset(memory, 0xff, sizes[i]);
        }
        assert_false(arena_failed(arena));
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_free(arena);
}

static void keeps_pieces_apart(void **state)
{
    enum { PIECES = 2000 };
    struct arena *arena = arena_new(16 << 20);
    int *pieces[PIECES];

    for (int i = 0; i < PIECES; i++) {
        pieces[i] = arena_alloc(arena, (size_t)(i % 300) * 8 + sizeof(int));
        *pieces[i] = i;
    }
    for (int i = 0; i < PIECES; i++)
        assert_int_equal(*pieces[i], i);
    arena_free(arena);
}

static void marks_what_is_past_the_limit_but_gives(void **state)
{
    struct arena *arena = arena_new(1000);

    assert_non_null(arena_alloc(arena, 900));
    assert_false(arena_failed(arena));
    assert_non_null(arena_alloc(arena, 200));
    assert_true(arena_failed(arena));
    arena_reset(arena);
    assert_false(arena_failed(arena));
    arena_free(arena);
}

static void decoders_get_null_past_the_limit(void **state)
{
    struct arena *arena = arena_new(1000);

    assert_non_null(arena_alloc_bounded(arena, 500));
    assert_null(arena_alloc_bounded(arena, 600));
    assert_true(arena_failed(arena));
    assert_null(arena_alloc_bounded(arena, SIZE_MAX));
    arena_free(arena);
}

static void copies(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    int *numbers = arena_array(arena, 10, sizeof(int));

    assert_memory_equal(arena_copy(arena, "hello", 6), "hello", 6);
    assert_non_null(arena_copy(arena, NULL, 0));
    assert_int_equal(numbers[9], 0);
    arena_free(arena);
}

static char order[8];

static void note(void *what)
{
    strcat(order, what);
}

static void undoes_the_last_first(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    char a[] = "a", b[] = "b", c[] = "c";

    arena_on_free(arena, note, a);
    arena_on_free(arena, note, b);
    arena_reset(arena);
    assert_string_equal(order, "ba");
    arena_on_free(arena, note, c);
    arena_free(arena);
    assert_string_equal(order, "bac");
    arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_aligned_zeroed_memory),
        cmocka_unit_test(keeps_pieces_apart),
        cmocka_unit_test(marks_what_is_past_the_limit_but_gives),
        cmocka_unit_test(decoders_get_null_past_the_limit),
        cmocka_unit_test(copies),
        cmocka_unit_test(undoes_the_last_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
