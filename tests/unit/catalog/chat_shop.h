/* chat_shop.h: a small catalogue and conversations over it, for the tests of understanding. */
#pragma once

#include "base/arena.h"
#include "base/mem.h"
#include "chat/rules_dialogue.h"
#include "search/search.h"
#include "unit.h"

struct chat_item {
    const char *id, *title, *brand, *category, *colours;
    int64_t price_minor;
    double stars;
    const char *attributes; /* "memory=16 GB,touchscreen=true,material=leather" */
};

static const struct chat_item chat_items[] = {
    {"l1", "Asus Strix Gaming Laptop", "Asus", "Laptops", "black", 129900, 4.5,
     "memory=16 GB,storage=1 TB,display=15.6 inch,weight=2.3 kg,refresh_rate=144 Hz,battery_life=6 h"},
    {"l2", "Lenovo Legion Gaming Laptop", "Lenovo", "Laptops", "grey", 109900, 4.2,
     "memory=16 GB,storage=512 GB,display=16 inch,weight=2.5 kg,refresh_rate=165 Hz,battery_life=5 h"},
    {"l3", "Acer Nitro Gaming Laptop", "Acer", "Laptops", "black", 84900, 3.9,
     "memory=8 GB,storage=512 GB,display=15.6 inch,weight=2.4 kg,refresh_rate=120 Hz,battery_life=4 h"},
    {"l4", "Lenovo Yoga Slim Laptop", "Lenovo", "Laptops", "blue,silver", 99900, 4.6,
     "memory=16 GB,storage=512 GB,display=14 inch,weight=1.2 kg,touchscreen=true,battery_life=12 h"},
    {"l5", "Asus Zenbook Laptop", "Asus", "Laptops", "blue", 119900, 4.4,
     "memory=32 GB,storage=1 TB,display=14 inch,weight=1.3 kg,touchscreen=false,battery_life=14 h"},
    {"t1", "Samsung Galaxy Tablet", "Samsung", "Tablets", "black,white", 39900, 4.3,
     "storage=128 GB,display=11 inch,weight=480 g,pen_included=true"},
    {"t2", "Lenovo Tab Tablet", "Lenovo", "Tablets", "grey", 19900, 3.8,
     "storage=64 GB,display=10 inch,weight=460 g,pen_included=false"},
    {"h1", "Sony Wireless Headphones", "Sony", "Headphones", "black,white", 29900, 4.7,
     "battery_life=30 h,noise_cancelling=true,weight=250 g,bluetooth=true"},
    {"h2", "Sony Wired Headphones", "Sony", "Headphones", "white", 4900, 3.9,
     "noise_cancelling=false,weight=200 g,bluetooth=false"},
    {"h3", "Philips Wireless Headphones", "Philips", "Headphones", "black", 9900, 4.1,
     "battery_life=20 h,noise_cancelling=false,weight=230 g,bluetooth=true"},
    {"m1", "Logitech Wireless Mouse", "Logitech", "Mice", "black,red", 2900, 4.4,
     "wireless=true,weight=99 g"},
    {"m2", "Logitech Gaming Mouse", "Logitech", "Mice", "white", 5900, 4.6, "wireless=false,weight=85 g"},
    {"p1", "Razer Mouse Pad", "Razer", "Mouse Pads", "black", 1900, 4.2, "width=45 cm"},
    {"s1", "Runfast Trail Running Shoes", "Runfast", "Running Shoes", "red,blue", 8900, 4.3,
     "weight=280 g,waterproof=true"},
    {"s2", "Walker Running Shoes", "Walker", "Running Shoes", "black", 6900, 4.0,
     "weight=310 g,waterproof=false"},
    {"c1", "Brewista Espresso Machine", "Brewista", "Espresso Machines", "silver", 24900, 4.1,
     "power=1350 W,tank=1.5 l,grinder=true,weight=5 kg"},
    {"b1", "Amperly Power Bank 10000 mAh", "Amperly", "Power Banks", "black", 2500, 4.5,
     "capacity=10000 mAh,weight=220 g"},
    {"b2", "Voltaris Power Bank 20000 mAh", "Voltaris", "Power Banks", "white", 3900, 4.2,
     "capacity=20000 mAh,weight=380 g"},
    {"r1", "Kaido Laser Printer", "Kaido", "Printers", "white", 19900, 4.1, "kind=Laser,two_trays=true"},
    {"r2", "Quillon Ink Printer", "Quillon", "Printers", "black", 9900, 4.0, "kind=Ink,two_trays=false"},
    {"r3", "Telluric Ink Printer", "Telluric", "Printers", "black", 8900, 3.8, "kind=Ink,two_trays=false"},
    {"k1", "Hillside Black Tea", "Hillside", "Tea", "brown", 1500, 4.0, "decaf=true,leaf=Loose"},
    {"k2", "Golden Green Tea", "Golden", "Tea", "brown", 1400, 4.1, "decaf=false,leaf=Bags"},
    {"f1", "Verdea Face Cream", "Verdea", "Face Creams", "white", 3300, 4.1, "volume=50 ml"},
    {"f2", "Plainly Face Cream", "Plainly", "Face Creams", "white", 1900, 4.0, "volume=75 ml"},
    {"d1", "Marlow Summer Dress", "Marlow", "Dresses", "cream,red", 4900, 4.2, "length=90 cm"},
};

static inline char *chat_copy(struct arena *arena, const char *text)
{
    return str_c(arena, str_of(text));
}

static inline char **chat_list(struct arena *arena, const char *text, size_t *ret_count)
{
    char **list = arena_array(arena, 8, sizeof(char *));
    struct str left = str_of(text), part;

    for (*ret_count = 0; *ret_count < 8 && str_split(&left, ',', &part);)
        list[(*ret_count)++] = str_c(arena, part);
    return list;
}

static inline Steward__V1__Attribute *chat_attribute(struct arena *arena, struct str text)
{
    Steward__V1__Attribute *a = arena_new_of(arena, Steward__V1__Attribute);
    struct str name, figure;

    steward__v1__attribute__init(a);
    str_split(&text, '=', &name);
    a->name = str_c(arena, name);
    if (str_is(text, "true") || str_is(text, "false")) {
        a->value_case = STEWARD__V1__ATTRIBUTE__VALUE_FLAG;
        a->flag = str_is(text, "true");
        return a;
    }
    str_split(&text, ' ', &figure);
    if (str_to_double(figure, &a->number)) {
        a->value_case = STEWARD__V1__ATTRIBUTE__VALUE_NUMBER;
        a->unit = str_c(arena, text);
    } else {
        a->value_case = STEWARD__V1__ATTRIBUTE__VALUE_TEXT;
        a->text = str_c(arena, figure);
    }
    return a;
}

static inline void chat_put(struct index *index, const struct chat_item *item, const char *currency)
{
    struct arena *arena = arena_new(1 << 20);
    Steward__V1__Product p = STEWARD__V1__PRODUCT__INIT;
    Steward__V1__Money price = STEWARD__V1__MONEY__INIT;
    Steward__V1__Rating rating = STEWARD__V1__RATING__INIT;
    struct str left = str_of(item->attributes), part;

    p.product_id = chat_copy(arena, item->id);
    p.title = chat_copy(arena, item->title);
    p.brand = chat_copy(arena, item->brand);
    p.categories = chat_list(arena, item->category, &p.n_categories);
    p.colours = chat_list(arena, item->colours, &p.n_colours);
    price.currency_code = chat_copy(arena, currency);
    price.amount_minor = item->price_minor;
    p.price = &price;
    rating.stars = item->stars;
    rating.count = 10;
    p.rating = &rating;
    p.attributes = arena_array(arena, 16, sizeof(*p.attributes));
    while (p.n_attributes < 16 && str_split(&left, ',', &part))
        p.attributes[p.n_attributes++] = chat_attribute(arena, part);
    catalog_index_put(index, &p);
    arena_free(arena);
}

static inline struct index *chat_open(const char *currency)
{
    struct index *index = index_new();

    for (size_t i = 0; i < COUNT_OF(chat_items); i++)
        chat_put(index, &chat_items[i], currency);
    return index;
}

/* What an orchestrator does when a turn wants a search: the products, in the order of their ids, so that
 * these tests depend on no ranking. */
static inline void chat_show(struct index *index, Steward__V1__Dialogue *d, struct arena *arena)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    Steward__V1__SearchResult *found;

    command.query = d->need->words;
    command.filters = d->need->filters;
    command.limit = 20;
    found = search_run(index, &command, arena);
    d->shown = arena_array(arena, COUNT_OF(chat_items) + 1, sizeof(*d->shown));
    d->n_shown = 0;
    for (size_t i = 0; i < COUNT_OF(chat_items); i++) {
        for (size_t k = 0; k < found->n_candidates; k++) {
            const Steward__V1__Candidate *c = found->candidates[k];
            Steward__V1__Shown *shown;

            if (strcmp(c->product_id, chat_items[i].id) != 0)
                continue;
            shown = arena_new_of(arena, Steward__V1__Shown);
            steward__v1__shown__init(shown);
            shown->product_id = c->product_id;
            shown->title = c->title;
            shown->brand = c->brand;
            shown->price = c->price;
            shown->rating = c->rating;
            d->shown[d->n_shown++] = shown;
        }
    }
}

/* "brand: Asus, Lenovo", "price USD: 0-500, 500-" */
static inline void chat_ask(Steward__V1__Dialogue *d, const char *question, struct arena *arena)
{
    Steward__V1__Clarification *q = arena_new_of(arena, Steward__V1__Clarification);
    struct str left = str_of(question), asked, about, part;

    steward__v1__clarification__init(q);
    str_split(&left, ':', &asked);
    str_split(&asked, ' ', &about);
    q->about = str_c(arena, about);
    q->unit = str_c(arena, asked);
    q->options = arena_array(arena, 8, sizeof(*q->options));
    while (q->n_options < 8 && str_split(&left, ',', &part)) {
        Steward__V1__Clarification__Option *o = arena_new_of(arena, Steward__V1__Clarification__Option);

        steward__v1__clarification__option__init(o);
        o->label = o->value = str_c(arena, str_trim(part));
        q->options[q->n_options++] = o;
    }
    d->asked = q;
}

/* The dialogue after messages with " / " between them; one that begins with ? is a question that is asked. */
static inline Steward__V1__Dialogue *chat_after(const struct chat *chat, struct index *index,
                                                const char *messages, struct arena *arena)
{
    Steward__V1__Dialogue *dialogue = arena_new_of(arena, Steward__V1__Dialogue);
    struct str left = str_of(messages), message;

    steward__v1__dialogue__init(dialogue);
    while (str_split(&left, '/', &message)) {
        struct chat_understood *u;
        struct dialogue_turn turn;

        message = str_trim(message);
        if (str_starts(message, STR("?"))) {
            chat_ask(dialogue, str_c(arena, str_sub(message, 1, message.len)), arena);
            continue;
        }
        u = chat_understand(chat, index, dialogue, message, arena);
        turn = dialogue_after(index, dialogue, u, message, STR("en"), arena);
        dialogue = turn.dialogue;
        if (turn.wants_search)
            chat_show(index, dialogue, arena);
    }
    return dialogue;
}

/* "REFINE colour=blue[blue] !brand=Asus[asus]~ | attribute | unknown": ~ is less than sure. */
static inline void chat_describe(const struct chat_understood *u, struct buf *out)
{
    const ProtobufCEnumValue *intent =
        protobuf_c_enum_descriptor_get_value(&steward__v1__intent__kind__descriptor,
                                             (int)u->understood->intent);

    buf_clear(out);
    buf_printf(out, "%s", intent->name);
    for (size_t i = 0; i < u->understood->n_slots; i++) {
        const Steward__V1__Slot *s = u->understood->slots[i];

        buf_printf(out, " %s%s=%s[%s]%s", s->negated ? "!" : "", s->name, s->value, s->said,
                   s->confidence < 0.85 ? "~" : "");
    }
    for (size_t i = 0; i < u->unknown_count; i++)
        buf_printf(out, " | no %s", u->unknown[i]);
}

/* ---- the fixture of a test ---- */

struct world {
    struct chat *chat;
    struct index *index;
};

static inline int open_world(void **state)
{
    struct world *w = mem_new(struct world);
    struct error err;

    assert_true(chat_new(&w->chat, &err));
    w->index = chat_open("USD");
    *state = w;
    return 0;
}

static inline int close_world(void **state)
{
    struct world *w = *state;

    chat_free(w->chat);
    index_free(w->index);
    mem_free(w);
    return 0;
}
