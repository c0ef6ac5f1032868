/* answer_list: the shortlist, and what there is instead of a checkout. */
#include "answer.h"
#include "base/mem.h"
#include "money.h"

enum { SAID_MAX = 5, QUANTITY_MAX = 1000000, ORDERED_MAX = 3 };

static char *titles_of(struct answer *a)
{
    char *titles[ANSWER_PRODUCTS_MAX];

    for (size_t i = 0; i < a->subject_count; i++)
        titles[i] = answer_title(a, a->subjects[i]);
    return speech_list(&a->speech, titles, a->subject_count, "and");
}

static void say_with_count(struct answer *a, const char *key)
{
    int64_t saved = (int64_t)a->turn->n_saved;

    answer_show_saved(a);
    answer_say(a, key,
               TEXT_ARGS({"list", titles_of(a), (int64_t)a->subject_count},
                         {"n", number_text(a->speech.arena, saved, a->speech.locale), saved}));
}

void answer_save(struct answer *a)
{
    say_with_count(a, "save.done");
    answer_show(a);
}

void answer_remove(struct answer *a)
{
    say_with_count(a, a->turn->n_saved ? "remove.done" : "remove.last");
}

void answer_saved(struct answer *a)
{
    const Steward__V1__Turn *t = a->turn;
    char *said[SAID_MAX];
    size_t count = t->n_saved < SAID_MAX ? t->n_saved : SAID_MAX;
    size_t more = t->n_saved - count;

    answer_show_saved(a);
    if (!count) {
        answer_say(a, "saved.none", NULL);
        return;
    }
    for (size_t i = 0; i < count; i++)
        said[i] = speech_text(
            &a->speech, "saved.item",
            TEXT_ARGS({"product", fact_title(&a->speech, t->saved[i]->title, t->saved[i]->product_id), 0},
                      {"price", money_text_short(a->speech.arena, t->saved[i]->price, a->speech.locale), 0}));
    answer_say(a, "saved.list",
               TEXT_ARGS({"n", number_text(a->speech.arena, (int64_t)t->n_saved, a->speech.locale),
                          (int64_t)t->n_saved},
                         {"list", speech_list(&a->speech, said, count, "and"), 0},
                         {"more", more ? number_text(a->speech.arena, (int64_t)more, a->speech.locale) : "",
                          (int64_t)more}));
}

/* ---- buying ---- */

static const char *total_of(const struct answer *a, const Steward__V1__Product *p, int64_t quantity)
{
    Steward__V1__Money total;

    if (!p->price || quantity < 2)
        return "";
    total = *p->price;
    if (__builtin_mul_overflow(total.amount_minor, quantity, &total.amount_minor))
        return "";
    return money_text_short(a->speech.arena, &total, a->speech.locale);
}

static void say_order(struct answer *a, const Steward__V1__Product *p, int64_t quantity)
{
    answer_say(a, p->url[0] ? "order.at" : "order.nowhere",
               TEXT_ARGS({"product", answer_title(a, p), 0}, {"url", p->url, 0},
                         {"price", fact_of(&a->speech, p, "price").said, 0},
                         {"n", number_text(a->speech.arena, quantity, a->speech.locale), quantity},
                         {"total", total_of(a, p, quantity), 0}));
    if (p->stock && p->stock->quantity < quantity)
        answer_say(a, p->stock->quantity > 0 ? "order.too_few" : "order.sold_out",
                   TEXT_ARGS({"n", number_text(a->speech.arena, p->stock->quantity, a->speech.locale),
                              p->stock->quantity}));
}

void answer_order(struct answer *a)
{
    int64_t quantity = a->turn->quantity < 1              ? 1
                       : a->turn->quantity < QUANTITY_MAX ? a->turn->quantity
                                                          : QUANTITY_MAX;

    answer_show(a);
    answer_say(a, "order.not_here", NULL);
    if (a->subject_count > ORDERED_MAX) {
        answer_say(a, "order.which", NULL);
        return;
    }
    for (size_t i = 0; i < a->subject_count; i++)
        say_order(a, a->subjects[i], quantity);
}
