/* vision: of what a model says of a picture all is taken or nothing. */
#include "vision/vision.h"

#include "unit.h"
#include "json/json.h"

#define KIND(name)   STEWARD__V1__IMAGE_ATTRIBUTE__KIND__##name
#define SEEN(items)  "{\"seen\":[" items "]}"
#define ONE(n, v, c) "{\"name\":\"" n "\",\"value\":\"" v "\",\"confidence\":" c "}"
#define TEN(x)       x x x x x x x x x x

/* As the model's reply. */
static struct str reply_of(const char *content, struct arena *arena)
{
    struct buf out = {0};
    struct str body;

    buf_str(&out, STR("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":"));
    json_add_string(&out, str_of(content));
    buf_str(&out, STR("}}]}"));
    body = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return body;
}

static void what_it_sees_is_taken(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct vision vision = {0};
    const char *why = NULL;

    assert_true(
        vision_read(reply_of(SEEN(ONE("material", "leather", "0.5") "," ONE("style", "retro", "1") "," ONE(
                                 "category", " \u202erunning\u200b shoes\ufeff ", "0.25")),
                             arena),
                    arena, &vision, &why));
    assert_int_equal(vision.count, 3);
    assert_int_equal(vision.seen[0]->kind, KIND(CATEGORY));
    assert_string_equal(vision.seen[0]->value, "running shoes");
    assert_true(vision.seen[0]->confidence == 0.25);
    assert_string_equal(vision.seen[0]->name, "");
    assert_string_equal(vision.seen[1]->value, "retro");
    assert_int_equal(vision.seen[2]->kind, KIND(FEATURE));
    assert_string_equal(vision.seen[2]->name, "material");
    assert_true(vision_read(reply_of(SEEN(""), arena), arena, &vision, &why) && !vision.count);
    arena_free(arena);
}

static const char *const wrong[] = {
    "",
    "headphones",
    "[]",
    "{}",
    "{\"seen\":null}",
    "{\"seen\":\"[]\"}",
    "{\"seen\":{}}",
    "{\"seen\":[],\"note\":\"x\"}",
    SEEN("\"headphones\""),
    SEEN(ONE("category", "\u200b\u202e", "0.5")),
    SEEN("{\"name\":\"category\",\"value\":\"a\"}"),
    SEEN("{\"name\":\"category\",\"value\":\"a\",\"confidence\":1,\"price\":1}"),
    SEEN("{\"name\":\"category\",\"value\":[\"a\"],\"confidence\":1}"),
    SEEN("{\"name\":7,\"value\":\"a\",\"confidence\":1}"),
    SEEN(ONE("price", "1", "1")),
    SEEN(ONE("category", "", "1")),
    SEEN(ONE("category", " ", "1")),
    SEEN(ONE("category", "a\\nb", "1")),
    SEEN(ONE("category", "a\\u0000b", "1")),
    SEEN(ONE("category", "a", "\"1\"")),
    SEEN(ONE("category", "a", "1.01")),
    SEEN(ONE("category", "a", "-0.1")),
    SEEN(ONE("category", "a", "null")),
    SEEN(ONE("category", TEN("seven s"), "1")),
    SEEN(TEN(ONE("use", "a", "1") ",")
             ONE("use", "a", "1") "," ONE("use", "a", "1") "," ONE("use", "a", "1")),
    SEEN(ONE("category", "a", "1")) "x",
};

static void anything_else_is_refused(void **state)
{
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct vision vision = {0};
        const char *why = NULL;

        assert_false(vision_read(reply_of(wrong[i], arena), arena, &vision, &why));
        assert_string_equal(why, "what the model says is not what it was asked for");
        assert_false(vision_read(str_of(wrong[i]), arena, &vision, &why));
        arena_free(arena);
    }
}

static void the_picture_goes_as_a_url(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct str body = vision_write("a-model", STR("\xff\xd8\xff"), arena);
    struct json_object request;

    assert_true(json_object_read(body, arena, &request));
    assert_true(str_is(json_object_member(&request, "model")->value, "a-model"));
    assert_true(str_find(body, STR("\"url\":\"data:image/jpeg;base64,/9j/\"")) > 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_sees_is_taken),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(the_picture_goes_as_a_url),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
