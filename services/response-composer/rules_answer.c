/* rules_answer: a row for each intent: what is said where there is nothing to refer to, what is said else,
 * and what could be said next. */
#include "rules_answer.h"

#include "answer.h"
#include "base/mem.h"
#include "money.h"

#define UNKNOWN_MAX     5
#define MAIN_ATTRIBUTES 4
#define NOTHING_SHOWN   "nothing_shown"

struct row {
    Steward__V1__Intent__Kind intent;
    answer_fn *speak;  /* NULL: only the sentence */
    const char *key;   /* of a sentence; NULL: none */
    size_t needs;      /* subjects */
    const char *lacks; /* the sentence where there are fewer */
    const char *next[SUGGESTIONS_MAX];
};

#define INTENT(name) STEWARD__V1__INTENT__KIND__##name

static const struct row rows[] = {
    {INTENT(ASK), answer_ask, NULL, 1, NOTHING_SHOWN, {"next.compare_two", "next.save"}},
    {INTENT(COMPARE), answer_compare, NULL, 2, "compare.too_few", {"next.cheapest", "next.save_first"}},
    {INTENT(RECOMMEND), answer_recommend, NULL, 1, NOTHING_SHOWN, {"next.compare_two", "next.save"}},
    {INTENT(EXPLAIN), answer_explain, NULL, 1, NOTHING_SHOWN, {"next.compare_two", "next.cheaper"}},
    {INTENT(CHOOSE), answer_choose, NULL, 1, NOTHING_SHOWN, {"next.save", "next.order", "next.similar"}},
    {INTENT(SAVE), answer_save, NULL, 1, "save.nothing", {"next.saved", "next.order"}},
    {INTENT(SHOW_SAVED), answer_saved, NULL, 0, NULL, {"next.remove_first", "next.new"}},
    {INTENT(REMOVE_SAVED), answer_remove, NULL, 1, "remove.nothing", {"next.saved"}},
    {INTENT(ORDER), answer_order, NULL, 1, "order.nothing", {"next.save", "next.saved"}},
    {INTENT(GREETING), NULL, "greeting", 0, NULL, {"next.example_1", "next.example_2", "next.help"}},
    {INTENT(HELP), NULL, "help", 0, NULL, {"next.example_1", "next.example_2", "next.example_3"}},
    {INTENT(THANKS), NULL, "thanks", 0, NULL, {"next.saved", "next.new"}},
    {INTENT(GOODBYE), NULL, "goodbye", 0, NULL, {NULL}},
    {INTENT(SMALL_TALK), NULL, "small_talk", 0, NULL, {"next.example_1", "next.help"}},
    {INTENT(INSULT), NULL, "insult", 0, NULL, {"next.help", "next.new"}},
    {INTENT(GIBBERISH), NULL, "gibberish", 0, NULL, {"next.example_1", "next.example_2"}},
    {INTENT(OTHER_LANGUAGE), NULL, "other_language", 0, NULL, {"next.example_1", "next.example_2"}},
    {INTENT(INSTRUCTION), NULL, "instruction", 0, NULL, {"next.example_1", "next.help"}},
    {INTENT(START_OVER), NULL, "start_over", 0, NULL, {"next.example_1", "next.example_2"}},
    {INTENT(UNDO), NULL, "undo.nothing", 0, NULL, {"next.new", "next.help"}},
    {INTENT(MORE), NULL, "more.nothing", 0, NULL, {"next.new", "next.help"}},
    {INTENT(SIMILAR), NULL, "nothing_shown", 0, NULL, {"next.example_1", "next.help"}},
    {INTENT(ANSWER), NULL, "answer.nothing", 0, NULL, {"next.new", "next.help"}},
    {INTENT(SEARCH), NULL, "search.what", 0, NULL, {"next.example_1", "next.example_2"}},
    {INTENT(REFINE), NULL, "search.what", 0, NULL, {"next.example_1", "next.example_2"}},
    {INTENT(CORRECT), NULL, "search.what", 0, NULL, {"next.example_1", "next.example_2"}},
    {INTENT(UNKNOWN), answer_unknown, NULL, 0, NULL, {"next.example_1", "next.help"}}, /* any other, too */
};

void answer_say(struct answer *a, const char *key, const struct text_arg *args)
{
    struct buf sentence = {0};
    struct str said;

    text_write(&sentence, language_text(a->speech.language, key), args);
    said = str_trim(buf_as_str(&sentence));
    if (a->text.len > 0 && said.len > 0)
        buf_char(&a->text, ' ');
    buf_str(&a->text, said);
    buf_free(&sentence);
}

char *answer_main_facts(struct answer *a, const Steward__V1__Product *p)
{
    char *stated[MAIN_ATTRIBUTES];
    size_t count = 0;

    for (size_t i = 0; i < p->n_attributes && i < FACT_ATTRIBUTES_MAX && count < MAIN_ATTRIBUTES; i++) {
        struct fact fact = fact_of(&a->speech, p, p->attributes[i]->name);

        if (fact.said)
            stated[count++] =
                speech_text(&a->speech, "pair",
                            TEXT_ARGS({"name", fact_name(&a->speech, p->attributes[i]->name), 0},
                                      {"value", fact.said, 0}));
    }
    return speech_list(&a->speech, stated, count, "and");
}

char *answer_title(const struct answer *a, const Steward__V1__Product *p)
{
    return fact_title(&a->speech, p->title, p->product_id);
}

const char *answer_slot(const struct answer *a, const char *name)
{
    const Steward__V1__Understood *u = a->turn->understood;

    for (size_t i = 0; u && i < u->n_slots; i++) {
        if (!strcmp(u->slots[i]->name, name))
            return u->slots[i]->value;
    }
    return NULL;
}

static Steward__V1__RankedProduct *ranked_of(const struct answer *a, const Steward__V1__Product *p)
{
    Steward__V1__RankedProduct *r = arena_new_of(a->speech.arena, Steward__V1__RankedProduct);

    steward__v1__ranked_product__init(r);
    r->product_id = p->product_id;
    r->title = p->title;
    r->brand = p->brand;
    r->price = p->price;
    r->rating = p->rating;
    r->stock = p->stock;
    r->url = p->url;
    r->image_url = p->image_url;
    if (p->n_categories)
        r->category = p->categories[p->n_categories - 1];
    return r;
}

void answer_show(struct answer *a)
{
    a->result->products = arena_array(a->speech.arena, a->subject_count + 1, sizeof(*a->result->products));
    for (size_t i = 0; i < a->subject_count; i++)
        a->result->products[a->result->n_products++] = ranked_of(a, a->subjects[i]);
    a->result->total = (int64_t)a->result->n_products;
}

void answer_show_saved(struct answer *a)
{
    a->result->saved = a->turn->saved;
    a->result->n_saved = a->turn->n_saved;
}

static const struct row *row_of(Steward__V1__Intent__Kind intent)
{
    size_t i = 0;

    while (i + 1 < COUNT_OF(rows) && rows[i].intent != intent)
        i++;
    return &rows[i];
}

static void suggest(struct answer *a, const struct row *row, bool speaks)
{
    char **next = arena_array(a->speech.arena, SUGGESTIONS_MAX, sizeof(*next));

    for (size_t i = 0; i < SUGGESTIONS_MAX; i++) {
        const char *key =
            speaks ? row->next[i] : (const char *[]){"next.example_1", "next.help", NULL, NULL}[i];

        if (!key)
            break;
        next[a->result->n_suggestions++] = speech_text(&a->speech, key, NULL);
    }
    a->result->suggestions = next;
}

/* What was named and nobody sells. */
static void say_unknown(struct answer *a)
{
    char *unknown[UNKNOWN_MAX];
    size_t count = 0;

    for (size_t i = 0; i < a->turn->n_unknown && count < UNKNOWN_MAX; i++) {
        if (!str_starts(str_of(a->turn->unknown[i]), STR("product "))) /* said by the sentence before */
            unknown[count++] = a->turn->unknown[i];
    }
    if (count)
        answer_say(a, "not_in_catalogue",
                   TEXT_ARGS({"list", speech_list(&a->speech, unknown, count, "or"), 0}));
}

/* "The third" of two is none, though something is shown. */
static void say_what_lacks(struct answer *a, const struct row *row)
{
    int64_t shown = (int64_t)a->turn->n_shown;
    char *n = number_text(a->speech.arena, shown, a->speech.locale);

    if (shown && !strcmp(row->lacks, NOTHING_SHOWN))
        answer_say(a, "none_of_shown", TEXT_ARGS({"n", n, shown}));
    else
        answer_say(a, row->lacks, NULL);
}

static void begin(struct answer *a, const Steward__V1__Turn *turn, struct arena *arena)
{
    a->turn = turn;
    a->speech = (struct speech){language_of(str_of(turn->locale)), str_of(turn->locale), arena};
    a->result = arena_new_of(arena, Steward__V1__RankResult);
    steward__v1__rank_result__init(a->result);
    a->result->understood = turn->understood;
    for (size_t i = 0; i < turn->n_subjects && a->subject_count < ANSWER_PRODUCTS_MAX; i++)
        a->subjects[a->subject_count++] = turn->subjects[i];
}

Steward__V1__RankResult *answer_for(const Steward__V1__Turn *turn, struct arena *arena)
{
    struct answer a = {0};
    const struct row *row =
        row_of(turn->understood ? turn->understood->intent : STEWARD__V1__INTENT__KIND__UNKNOWN);
    bool speaks;

    begin(&a, turn, arena);
    speaks = a.subject_count >= row->needs;
    if (!speaks)
        say_what_lacks(&a, row);
    else if (row->speak)
        row->speak(&a);
    else
        answer_say(&a, row->key, NULL);
    if (row->speak)
        say_unknown(&a);
    if (answer_slot(&a, "later"))
        answer_say(&a, "later", TEXT_ARGS({"words", answer_slot(&a, "later"), 0}));
    suggest(&a, row, speaks);
    a.result->message = str_c(arena, buf_as_str(&a.text));
    buf_free(&a.text);
    return a.result;
}
