/* merchandise: the rules that hold for a search, done to its matches.
 *
 * The shopper comes first: what was ticked or asked for in words (a price, "without leather") is never passed
 * over for a pin, and an order that was asked for stays as it is; only what is hidden stays hidden. A pinned
 * product need not have the words: that is what pins are for. */
#include "base/mem.h"
#include "search/search_parts.h"

typedef Steward__V1__MerchandisingRule rule_message;

#define EFFECT(name) STEWARD__V1__MERCHANDISING_RULE__EFFECT__##name

static const float least_factor = 0.001F, most_factor = 1000; /* of all rules together */

/* The products of a rule, looked at one by one, or those that are sold out. */
struct chosen {
    bool sold_out;
    const Steward__V1__MerchandisingRule__Which *which;
    struct filters *filters; /* NULL: only those that are named */
};

static struct chosen chosen_by(const struct search *s, const rule_message *rule)
{
    struct chosen chosen = {.which = rule->products};
    const char *too_many;

    if (rule->products && rule->products->filters)
        chosen.filters = filters_of(s->index, rule->products->filters, NULL, s->arena, &too_many);
    return chosen;
}

static bool is_sold_out(const struct search *s, uint32_t product)
{
    return !index_product(s->index, product)->stock;
}

static bool is_chosen(const struct search *s, const struct chosen *chosen, uint32_t product)
{
    const char *id = product_id(index_product(s->index, product));

    for (size_t i = 0; chosen->which && i < chosen->which->n_product_ids; i++) {
        if (!strcmp(chosen->which->product_ids[i], id))
            return true;
    }
    return (chosen->sold_out && is_sold_out(s, product)) ||
           (chosen->filters && !filters_failed(chosen->filters, product));
}

static struct merchandising_view view_of(const struct search *s)
{
    const Steward__V1__Requirements *r = s->asked[0].requirements;
    struct merchandising_view view = {.locale = str_of(s->command->locale),
                                      .filters = s->command->filters,
                                      .requirements = r,
                                      .now_ms = s->now_ms};
    struct buf meant = {0};

    for (size_t i = 0; i < r->n_terms; i++) {
        buf_str(&meant, str_of(r->terms[i]));
        buf_char(&meant, ' ');
    }
    view.said = merchandising_words(str_of(s->command->query), index_tokeniser(s->index), s->arena);
    view.meant = merchandising_words(buf_as_str(&meant), index_tokeniser(s->index), s->arena);
    buf_free(&meant);
    return view;
}

/* ---- hide ---- */

static void hide(struct search *s, const struct chosen *chosen)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->matches.count; i++) {
        if (!is_chosen(s, chosen, s->matches.all[i].product))
            search_keep(s, i, &kept);
    }
    s->matches.count = kept;
}

void merchandise_hide(struct search *s)
{
    const struct merchandising *rules = index_merchandising(s->index);
    const rule_message *rule;
    struct merchandising_view view;

    if (index_hides_sold_out(s->index))
        hide(s, &(struct chosen){.sold_out = true});
    if (!rules)
        return;
    view = view_of(s);
    for (size_t at = 0; (rule = merchandising_next(rules, &view, &at));) {
        struct chosen chosen = chosen_by(s, rule);

        if (rule->effect == EFFECT(HIDE))
            hide(s, &chosen);
    }
}

/* ---- boost and bury ---- */

static void weigh(struct search *s, const struct chosen *chosen, float factor)
{
    for (size_t i = 0; i < s->matches.count; i++) {
        if (!is_chosen(s, chosen, s->matches.all[i].product))
            continue;
        s->matches.all[i].score *= factor;
        if (factor > 1)
            s->featured[i] = 1;
    }
}

/* However many rules agree: no score leaves the bounds. */
static void bound(const struct search *s, const float *before)
{
    for (size_t i = 0; i < s->matches.count; i++) {
        float *score = &s->matches.all[i].score;

        *score = *score < before[i] * least_factor  ? before[i] * least_factor
                 : *score > before[i] * most_factor ? before[i] * most_factor
                                                    : *score;
    }
}

static void weigh_all(struct search *s, const struct merchandising *rules,
                      const struct merchandising_view *view)
{
    float *before = arena_array(s->arena, s->matches.count + 1, sizeof(*before));
    const rule_message *rule;

    for (size_t i = 0; i < s->matches.count; i++)
        before[i] = s->matches.all[i].score;
    for (size_t at = 0; (rule = merchandising_next(rules, view, &at));) {
        struct chosen chosen = chosen_by(s, rule);

        if (rule->effect == EFFECT(BOOST))
            weigh(s, &chosen, (float)rule->factor);
        else if (rule->effect == EFFECT(BURY))
            weigh(s, &chosen, 1 / (float)rule->factor);
    }
    bound(s, before);
}

/* ---- pin ---- */

int32_t merchandise_place(const struct search *s, uint32_t product)
{
    for (size_t i = 0; i < s->pin_count; i++) {
        if (s->pins[i].product == product)
            return s->pins[i].place;
    }
    return 0;
}

static bool is_place_taken(const struct search *s, int32_t place)
{
    for (size_t i = 0; i < s->pin_count; i++) {
        if (s->pins[i].place == place)
            return true;
    }
    return false;
}

static bool is_hidden(const struct search *s, const struct merchandising *rules,
                      const struct merchandising_view *view, uint32_t product)
{
    const rule_message *rule;

    if (index_hides_sold_out(s->index) && is_sold_out(s, product))
        return true;
    for (size_t at = 0; rules && (rule = merchandising_next(rules, view, &at));) {
        struct chosen chosen = chosen_by(s, rule);

        if (rule->effect == EFFECT(HIDE) && is_chosen(s, &chosen, product))
            return true;
    }
    return false;
}

bool merchandise_hides(const struct search *s, uint32_t product)
{
    const struct merchandising *rules = index_merchandising(s->index);
    struct merchandising_view view = {0};

    if (rules)
        view = view_of(s);
    return is_hidden(s, rules, &view, product);
}

/* The first rule that wants a product or a place has it; who comes later goes to the next place that is
 * free. */
static void pin(struct search *s, const struct merchandising *rules, const struct merchandising_view *view,
                const rule_message *rule)
{
    int32_t place = rule->position;

    for (size_t i = 0; i < rule->products->n_product_ids; i++) {
        uint32_t product;

        while (place <= MERCHANDISING_PLACES && is_place_taken(s, place))
            place++;
        if (place > MERCHANDISING_PLACES)
            return;
        if (!index_find(s->index, str_of(rule->products->product_ids[i]), &product) ||
            index_product(s->index, product) == s->like || merchandise_place(s, product) ||
            filters_failed(s->filters, product) || is_hidden(s, rules, view, product))
            continue;
        s->pins[s->pin_count++] = (struct pin){product, place};
    }
}

static void *longer(const struct search *s, const void *array, size_t size)
{
    void *copy = arena_array(s->arena, s->matches.count + s->pin_count, size);

    if (s->matches.count)
        memcpy(copy, array, s->matches.count * size);
    return copy;
}

/* Pinned products that the words have not found. */
static void add_pinned(struct search *s)
{
    size_t count = s->matches.count;
    bool is_there[MERCHANDISING_PLACES] = {false};

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < s->pin_count; k++)
            is_there[k] |= s->pins[k].product == s->matches.all[i].product;
    }
    s->matches.all = longer(s, s->matches.all, sizeof(*s->matches.all));
    s->featured = longer(s, s->featured, sizeof(*s->featured));
    if (s->failed)
        s->failed = longer(s, s->failed, sizeof(*s->failed));
    if (s->from)
        s->from = longer(s, s->from, sizeof(*s->from));
    for (size_t k = 0; k < s->pin_count; k++) {
        if (is_there[k])
            continue;
        s->matches.all[s->matches.count++] = (struct match){.product = s->pins[k].product};
        s->result->total++;
    }
}

void merchandise_order(struct search *s)
{
    const struct merchandising *rules = index_merchandising(s->index);
    const rule_message *rule;
    struct merchandising_view view;

    if (!rules || s->result->sort != STEWARD__V1__SORT__ORDER__RELEVANCE)
        return;
    view = view_of(s);
    s->featured = arena_array(s->arena, s->matches.count + 1, sizeof(*s->featured));
    weigh_all(s, rules, &view);
    for (size_t at = 0; (rule = merchandising_next(rules, &view, &at));) {
        if (rule->effect == EFFECT(PIN))
            pin(s, rules, &view, rule);
    }
    if (s->pin_count)
        add_pinned(s);
}
