/* answer_shop: what is for the shop to say that sells a product - delivery, returns, payment - and what there
 * is here instead. */
#include "answer.h"
#include "base/mem.h"

static const struct {
    const char *matter, *key;
} matters[] = {
    {"delivery", "shop.delivery"}, {"returns", "shop.returns"}, {"payment", "shop.payment"},
    {"warranty", "shop.warranty"}, {"hours", "shop.hours"},     {"human", "shop.human"},
    {"order", "shop.order"},
};

/* NULL: nothing of the kind was asked. */
static const char *matter_asked(const struct answer *a)
{
    const char *matter = answer_slot(a, "shop");

    for (size_t i = 0; matter && i < COUNT_OF(matters); i++) {
        if (!strcmp(matter, matters[i].matter))
            return matters[i].key;
    }
    return NULL;
}

void answer_unknown(struct answer *a)
{
    const char *matter = matter_asked(a);

    answer_say(a, matter ? matter : "unknown", NULL);
    if (matter)
        answer_say(a, a->turn->n_shown ? "shop.link" : "shop.here", NULL);
}
