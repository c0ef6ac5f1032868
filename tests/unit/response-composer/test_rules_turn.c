/* rules_turn: a page of results in a conversation. */
#include "turns.h"

#include <string.h>

#include "rules_page.h"
#include "rules_turn.h"

#define FOUND                                                                                                \
    "'total':12,'candidates':[{'product_id':'a','price':{'currency_code':'EUR','amount_minor':80000}},"      \
    "{'product_id':'b'}],'facets':[{'name':'brand','values':[{'value':'Asus','count':4},"                    \
    "{'value':'Corel','count':3}]}]"
#define TIGHT                                                                                                \
    "'total':3,'loosened':['price up to 100.00 USD'],'candidates':[{'product_id':'a'}],'loosenings':["       \
    "{'about':'price','said':'price up to 100.00 USD','count':7,'price':{'currency_code':'USD',"             \
    "'amount_minor':12900},'enough':{'currency_code':'USD','amount_minor':15000},'within':3},"               \
    "{'about':'brand','said':'brand Asus','count':1}]"
#define NEED_TIGHT                                                                                           \
    "'need':{'words':'laptop','filters':{'brands':['Asus'],'price':{'max':{'currency_code':'USD',"           \
    "'amount_minor':10000}}}}"

static const struct {
    const char *found, *turn, *message, *next; /* next: the suggestions, with bars between */
} cases[] = {
    // clang-format off
    {FOUND, "'need':{'words':'laptops','filters':{'brands':['Asus'],'price':{'max':{'amount_minor':90000}}}},"
     "'understood':{'intent':'SEARCH'}",
     "Here are 12 laptops by Asus up to €900.",
     "cheaper ones|compare the first two|save the first one|start over"},
    {FOUND, "'need':{'words':'gaming laptop'}", "Here are 12 products for “gaming laptop”.",
     "cheaper ones|only Asus|compare the first two|save the first one"},
    {FOUND ",'next_cursor':'c','sort':'PRICE_ASCENDING'", "'need':{'words':'dress'}",
     "Here are 12 products for “dress”. The cheapest come first.",
     "only Asus|compare the first two|show me more|start over"},
    {FOUND, "'need':{'words':'laptop','filters':{'colours':['black'],'not_brands':['HP'],'min_rating':4,"
     "'attributes':[{'name':'memory','range':{'min':16,'max':-1,'unit':'GB'}},{'name':'touchscreen','any_of':['true']},"
     "{'name':'panel','any_of':['IPS','OLED']}]},'without':['glossy']}",
     "Here are 12 products for “laptop” in black with memory from 16 GB up, touchscreen and panel IPS or OLED rated "
     "4 stars or better, without HP or glossy.", NULL},
    {FOUND, "'need':{'words':'laptop','filters':{'attributes':[{'name':'memory','range':{'min':31.99968,'max':32.00032,"
     "'unit':'GB'}},{'name':'display','range':{'min':26.73,'max':27.27,'unit':'inch'}},"
     "{'name':'length','range':{'min':1.6235,'max':1.7765,'unit':'m'}}]}}",
     "with memory 32 GB, display size 27 inches and length about 1.7 m.", NULL},
    {FOUND, "'need':{'words':'lamp','filters':{'attributes':[{'name':'brightness','range':{'min':806.001612,'max':-1,"
     "'unit':'lm'}},{'name':'weight','range':{'min':0,'max':312.999374,'unit':'g'}},"
     "{'name':'height','range':{'min':20,'max':30,'unit':'cm'}}]}}",
     "with brightness above 806 lumens, weight below 313 g and height 20 cm to 30 cm.", NULL},
    {FOUND ",'loosened':['colour white','easy_iron']", "'need':{'words':'shirt','filters':{'colours':['white'],"
     "'attributes':[{'name':'easy_iron','any_of':['true']}]}}",
     "with this left aside: colour white and easy iron.", NULL},
    {FOUND, "'need':{'words':'cream'},'understood':{'intent':'REFINE','slots':[{'name':'words','value':'fragrance',"
     "'said':'no fragrance','negated':true}]}",
     "Narrowed down: not fragrance. Here are", NULL},
    {"'nothing_relevant':true", "'need':{'or_words':['toothbrush']}", "I found nothing for “toothbrush”.", NULL},
    {FOUND, "'need':{'words':'laptops','or_words':['tablets']}",
     "Here are 12 laptops and, beside them, tablets.", NULL},
    {FOUND, "'need':{'similar_to':'x'},'shown':[{'product_id':'x','title':'Arc 3'}]",
     "Here are 12 products like Arc 3.", NULL},
    {FOUND, "'need':{'words':'laptops'},'understood':{'intent':'REFINE','slots':[{'said':'under 900'},"
     "{'said':'black','negated':true}]}",
     "Narrowed down: under 900 and not black. Here are 12 laptops.", NULL},
    {FOUND, "'need':{'words':'laptops'},'understood':{'intent':'CORRECT','slots':[{'value':'blue'}]}",
     "Corrected: blue. Here are", NULL},
    {FOUND, "'need':{'words':'laptops'},'understood':{'intent':'UNDO'}", "Back to what it was before. Here", NULL},
    {FOUND, "'need':{'words':'laptops'},'understood':{'intent':'ANSWER','slots':[{'value':'any','said':'egal'}]}",
     "All right, it does not matter. Here are 12 laptops.", NULL},
    {FOUND, "'need':{'words':'laptops'},'understood':{'intent':'REFINE','slots':[{'name':'any','value':'brand',"
     "'said':'any brand'}]}",
     "All right, it does not matter. Here are 12 laptops.", NULL},
    {FOUND, "'need':{'words':'laptops'},'understood':{'intent':'REFINE','slots':[{'name':'any','value':'brand',"
     "'said':'any brand'},{'name':'price','said':'under 900'}]}",
     "Narrowed down: under 900. Here are 12 laptops.", NULL},
    {FOUND ",'loosened':['price up to 5.00 USD','brand Asus']", "'locale':'de'," NEED_TIGHT,
     "ohne auf dies zu achten: bis 100\u00a0$ und Marke Asus.", NULL},
    {FOUND, "'need':{'words':'laptops'},'understood':{'intent':'MORE'}",
     "Here are more of the 12 products for “laptops”.", NULL},
    {FOUND ",'corrections':[{'from':'laptpos','to':'laptops'}]", "'need':{'words':'Laptpos'}",
     "Here are 12 laptops. I searched for “laptops” instead of “laptpos”.", NULL},
    {FOUND ",'corrections':[{'from':'laptpo','to':'laptop'}]", "'need':{'words':'laptop'}",
     "I searched for “laptop” instead of “laptpo”.", NULL},
    {FOUND, "'need':{'words':'laptop'},'unknown':['brand Blaupunkt']",
     "The catalogue does not have this: brand Blaupunkt.", NULL},
    {FOUND, "'need':{'words':'laptop'},'unknown':['lkj','LKJ','qwx']",
     "The catalogue does not have this: lkj or qwx.", NULL},
    {FOUND ",'skip':10", "'need':{'words':'laptop'}", "There are no more of them.", NULL},
    {TIGHT, NEED_TIGHT,
     "Nothing fits all of that. There is nothing up to $100: the cheapest is $129, and 3 are to be had up to $150. "
     "Without this condition – brand Asus – there is 1 product. Here are 3 products with this left aside: up to "
     "$100.", "up to $150|save the first one|start over"},
    {TIGHT, "'locale':'de'," NEED_TIGHT,
     "Nichts passt zu allem zusammen. Es gibt nichts bis 100\u00a0$: Das günstigste kostet 129\u00a0$, und bis "
     "150\u00a0$ gibt es 3 Produkte. Ohne diese Bedingung – Marke Asus – gibt es 1 Produkt. Hier sind 3 "
     "Produkte, ohne auf dies zu achten: bis 100\u00a0$.", "up to 150\u00a0$|save the first one|start over"},
    {FOUND ",'question':{'about':'price','unit':'USD','options':[{'value':'0-25','count':3},"
     "{'value':'25-50','count':4},{'value':'50-','count':9}]}", "'need':{'words':'headphones'}",
     "Here are 12 headphones. What may it cost?", "up to $25|$25 to $50|from $50|it does not matter"},
    {FOUND ",'question':{'about':'price','unit':'KWD','options':[{'value':'0-10'},{'value':'10-'}]}", "",
     "What may it cost?", "up to KWD\u00a010|from KWD\u00a010|it does not matter"},
    {FOUND ",'question':{'about':'price','unit':'CLP','options':[{'value':'0-5000'},{'value':'5000-'}]}", "",
     "What may it cost?", "up to CLP\u00a05,000|from CLP\u00a05,000|it does not matter"},
    {FOUND ",'question':{'about':'battery_life','unit':'h','options':[{'value':'20'},{'value':'1'}]}",
     "'need':{'words':'headphones'}", "Any preference on battery life?", "20 hours|1 hour|it does not matter"},
    {FOUND ",'question':{'about':'memory','unit':'GB','options':[{'value':'4-8'},{'value':'8-'}]}",
     "'locale':'de'", "Was möchten Sie: Arbeitsspeicher?", "4 GB bis 8 GB|ab 8 GB|it does not matter"},
    {FOUND ",'question':{'about':'brand','options':[{'value':'Sony'},{'value':'!Sony'}]}",
     "", "Which brand do you prefer?", "Sony|another one|it does not matter"},
    {FOUND ",'question':{'about':'foldable','options':[{'value':'true'},{'value':'false'}]}",
     "", "Should it have this: foldable?", "yes|no|it does not matter"},
    {FOUND ",'question':{'about':'brand'}", "", "Here are 12 products.", NULL},
    {"'nothing_relevant':true,'suggestions':['core wire']", "'need':{'words':'flux capacitor'}",
     "I found nothing for “flux capacitor”. Perhaps you would like core wire?",
     "core wire|start over|what can you do?"},
    {"'nothing_relevant':true,'suggestions':['toasters']", "'need':{'words':'polka dots toasters'},'understood':"
     "{'intent':'REFINE','slots':[{'name':'words','value':'polka dots'}]},'unknown':['polka']",
     "I found nothing for “polka dots toasters”. The catalogue does not have this: polka. The search goes on without "
     "“polka dots”.", NULL},
    {"'nothing_relevant':true", "'need':{'words':'polka toasters'},'understood':"
     "{'intent':'REFINE','slots':[{'name':'words','value':'polka toasters'}]}",
     "I found nothing for “polka toasters”.", "start over|what can you do?"},
    {"", "", "I found nothing.", "start over|what can you do?"},
    {"", "'need':{'cheap':true}", "What are you looking for?",
     "wireless headphones under 100|a gaming laptop with 16 GB"},
    {"", "'need':{'sort':'PRICE_ASCENDING','filters':{}},'unknown':['brand Blaupunkt']",
     "The catalogue does not have this: brand Blaupunkt. What are you looking for?", NULL},
    {"", "'need':{'cheap':true,'filters':{'brands':['Sony']}}", "I found nothing by Sony at a low price.",
     "start over|what can you do?"},
    {"'problem':{'detail':'the index is away','retryable':true}", "",
     "The search could not be done: the index is away. Please try again in a moment.", NULL},
    // clang-format on
};

static Steward__V1__RankResult *spoken(struct arena *arena, const char *found, const char *turn)
{
    Steward__V1__RankCommand *command =
        message_of(arena, &steward__v1__rank_command__descriptor,
                   str_printf(arena, "{'found':{%s},'turn':{%s}}", found, turn));
    Steward__V1__RankResult *page = page_of(command, arena);

    turn_speak(page, command->found, command->turn, arena);
    return page;
}

static const char *suggestions(struct arena *arena, const Steward__V1__RankResult *page)
{
    const char *all = "";

    for (size_t i = 0; i < page->n_suggestions; i++)
        all = str_printf(arena, "%s%s%s", all, i ? "|" : "", page->suggestions[i]);
    return all;
}

static void says(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Steward__V1__RankResult *page = spoken(*state, cases[i].found, cases[i].turn);

        for (char *c = page->message; *c; c++) /* as they are typed here */
            assert_true((unsigned char)*c >= 0x20);
        if (!strstr(page->message, cases[i].message))
            fail_msg("%s\nis not in: %s", cases[i].message, page->message);
        if (cases[i].next && strcmp(suggestions(*state, page), cases[i].next) != 0)
            fail_msg("%s: %s", page->message, suggestions(*state, page));
        assert_true(page->n_suggestions >= 2 && page->n_suggestions <= 4);
    }
}

static void leaves_aside_only_what_was_added(void **state)
{
    static const struct {
        const char *found, *need, *said, *aside;
    } sides[] = {
        {"'nothing_relevant':true", "polka dots toasters", "polka dots", "polka dots"},
        {"'nothing_relevant':true", "curved gaming monitor", "curved monitor", "curved"},
        {"'nothing_relevant':true", "polka toasters", "polka toasters", ""}, /* nothing else is wanted */
        {"'nothing_relevant':true", "toasters", "", ""},
        {"'nothing_relevant':true", "", "", ""},
        {FOUND, "polka dots toasters", "polka dots", ""},
    };

    for (size_t i = 0; i < COUNT_OF(sides); i++) {
        const char *turn = str_printf(*state,
                                      "'need':{'words':'%s'},'understood':{'intent':'REFINE','slots':["
                                      "{'name':'words','value':'%s'}]}",
                                      sides[i].need, sides[i].said);

        assert_string_equal(spoken(*state, sides[i].found, turn)->left_aside, sides[i].aside);
    }
}

static void asks_back(void **state)
{
    const Steward__V1__Clarification *c =
        spoken(*state,
               FOUND ",'question':{'about':'price','unit':'USD','gain':1.5,'options':["
                     "{'value':'0-25','count':3},{'value':'25-','count':9}]}",
               "")
            ->clarification;

    assert_string_equal(c->about, "price");
    assert_string_equal(c->question, "What may it cost?");
    assert_int_equal(c->n_options, 2);
    assert_string_equal(c->options[0]->label, "up to $25");
    assert_string_equal(c->options[0]->value, "0-25");
    assert_int_equal(c->options[1]->count, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(says), TEST(leaves_aside_only_what_was_added), TEST(asks_back)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
