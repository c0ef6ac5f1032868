/* The words of a piece of HTML. */
#include "unit.h"

#include "base/mem.h"
#include "shopify/html_text.h"

static void tags_go_and_words_stay(void **state)
{
    static const struct {
        const char *html, *text;
    } cases[] = {
        {"", ""},
        {"  plain  words ", "plain words"},
        {"<p>One.</p><p>Two.</p>", "One. Two."},
        {"<ul>\n<li>a<b>b</b>c</li>\n<li>d</li></ul>", "abc d"},
        {"a<br/>b<BR>c", "a b c"},
        {"Tea &amp; co, 5&nbsp;cups &lt;new&gt; &#8364;3 &euro;4", "Tea & co, 5 cups <new> €3 €4"},
        {"a man&#39;s &#x27;tea&#X20ac;&#x27;", "a man's 'tea\u20ac'"},
        {"Q&A &nosuch; &#xZ; &#x; &", "Q&A &nosuch; &#xZ; &#x; &"},
        {"a<!-- <b>no</b> -->b", "ab"},
        {"a<script>if (a < b) alert('x')</script>b<STYLE>p{}</STYLE>c", "abc"},
        {"a<p", "a"},
        {"a<script>never ends", "a"},
        {"&#0;&#55296;&#1114112;x", "x"},
    };
    struct arena *arena = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(str_c(arena, html_text(str_of(cases[i].html), 4000, arena)), cases[i].text);
    arena_free(arena);
}

static void it_ends_between_two_characters(void **state)
{
    struct arena *arena = arena_new(1 << 20);

    assert_string_equal(str_c(arena, html_text(STR("<p>ab€cd</p>"), 4, arena)), "ab");
    assert_string_equal(str_c(arena, html_text(STR("<p>ab€cd</p>"), 5, arena)), "ab€");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_go_and_words_stay),
        cmocka_unit_test(it_ends_between_two_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
