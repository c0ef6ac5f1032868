/* rules_taste: what was saved and chosen counts a little, and says so. */
#include "turns.h"

#include <string.h>

#include "rules_page.h"

#define SONY                                                                                                 \
    "{'product_id':'s0','brand':'Sony','category':'Headphones','price':{'amount_minor':10000,'currency_"     \
    "code':'USD'}}"
#define TURN "'turn':{'saved':[" SONY "]}"
#define FOUND                                                                                                \
    "'found':{'total':3,'candidates':["                                                                      \
    "{'product_id':'a','brand':'Acme','category':'Headphones','relevance':1,'price':{'amount_minor':50000,'" \
    "currency_code':'USD'}},"                                                                                \
    "{'product_id':'b','brand':'SONY','category':'Headphones','relevance':0.97,'price':{'amount_minor':"     \
    "9000,'currency_code':'USD'}},"                                                                          \
    "{'product_id':'c','brand':'Sony','category':'Cameras','relevance':0.5}]}"

static const struct {
    const char *command, *order, *reason; /* of the first; NULL: none of liking */
} cases[] = {
    {"{" FOUND "}", "a b c", NULL},
    {"{" FOUND ",'turn':{}}", "a b c", NULL},
    {"{" FOUND "," TURN "}", "b a c", "like what you saved"},
    {"{" FOUND "," TURN ",'impersonal':true}", "a b c", NULL},
    {"{" FOUND ",'turn':{'locale':'de-DE','saved':[" SONY "]}}", "b a c",
     "ähnlich wie das, was Sie gemerkt haben"},
    {"{" FOUND ",'turn':{'locale':'de-DE','chosen':[" SONY "]}}", "b a c",
     "ähnlich wie das, was Sie gewählt haben"},
    {"{" FOUND ",'turn':{'locale':'de-DE','need':{'filters':{'brands':['Sony']}},'saved':[" SONY "]}}",
     "b a c", "ähnlich wie das, was Sie gemerkt haben"},
    {"{" FOUND ",'turn':{'chosen':[" SONY "]}}", "b a c", "like what you chose"},
    {"{" FOUND ",'turn':{'saved':[{'product_id':'b','brand':'Sony'}]}}", "a b c", NULL}, /* known already */
    {"{" FOUND ",'turn':{'saved':[{'product_id':'x'}]}}", "a b c", NULL},
};

static bool says(const Steward__V1__RankedProduct *p, const char *reason)
{
    for (size_t i = 0; i < p->n_reasons; i++) {
        if (strstr(p->reasons[i], reason))
            return true;
    }
    return false;
}

static void what_is_liked_comes_up_and_says_so(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Steward__V1__RankCommand *command =
            message_of(*state, &steward__v1__rank_command__descriptor, cases[i].command);
        const Steward__V1__RankResult *page = page_of(command, *state);
        const char *order = "";

        for (size_t k = 0; k < page->n_products; k++)
            order = str_printf(*state, "%s%s%s", order, k ? " " : "", page->products[k]->product_id);
        if (strcmp(order, cases[i].order) != 0)
            fail_msg("%s: %s", cases[i].command, order);
        assert_int_equal(says(page->products[0], cases[i].reason ? cases[i].reason : "like what you"),
                         cases[i].reason != NULL);
    }
}

/* However much is liked, it turns only what is near: the third is Sony's, too, and stays behind. */
static void the_effect_is_bounded(void **state)
{
    const Steward__V1__RankCommand *command =
        message_of(*state, &steward__v1__rank_command__descriptor, cases[2].command);
    const Steward__V1__RankResult *page = page_of(command, *state);

    for (size_t i = 0; i < page->n_products; i++) {
        for (size_t k = 0; k < page->products[i]->n_shares; k++) {
            const Steward__V1__Share *share = page->products[i]->shares[k];

            if (share->feature == STEWARD__V1__SHARE__FEATURE__LIKES)
                assert_true(share->most < 0.08 && share->share <= share->most + 1e-4);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_liked_comes_up_and_says_so),
        TEST(the_effect_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
