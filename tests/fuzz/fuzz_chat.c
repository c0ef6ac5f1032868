// uses: steward-catalog_parts
/* Messages of a conversation: each line is one, and the dialogue goes on from line to line. The first byte
 * opens a question. */
#include <stdlib.h>

#include "chat/rules_dialogue.h"
#include "search/search.h"

static const struct {
    const char *id, *title, *brand, *category, *colour;
    double memory;
} items[] = {
    {"1", "Sony Gaming Laptop 17\" 16 GB", "Sony", "Laptops", "black", 16},
    {"2", "Case Logic Laptop 14 inch", "Case Logic", "Laptops", "blue", 8},
    {"3", "Red running shoes", "Runfast", "Shoes", "red", 0},
    {"4", "Wireless mouse", "Kingston", "Mice", "white", 0},
};

static char *text(struct arena *arena, const char *from)
{
    return str_c(arena, str_of(from));
}

static void put(struct index *index, size_t i)
{
    struct arena *arena = arena_new(1 << 20);
    Steward__V1__Product p = STEWARD__V1__PRODUCT__INIT;
    Steward__V1__Money price = STEWARD__V1__MONEY__INIT;
    Steward__V1__Attribute memory = STEWARD__V1__ATTRIBUTE__INIT;
    Steward__V1__Attribute *attributes[1] = {&memory};
    char *categories[1] = {text(arena, items[i].category)}, *colours[1] = {text(arena, items[i].colour)};

    p.product_id = text(arena, items[i].id);
    p.title = text(arena, items[i].title);
    p.brand = text(arena, items[i].brand);
    p.categories = categories;
    p.colours = colours;
    p.n_categories = p.n_colours = 1;
    price.currency_code = text(arena, "USD");
    price.amount_minor = (int64_t)(1000 * (i + 1));
    p.price = &price;
    memory.name = text(arena, "memory");
    memory.unit = text(arena, "GB");
    memory.value_case = STEWARD__V1__ATTRIBUTE__VALUE_NUMBER;
    memory.number = items[i].memory;
    p.attributes = attributes;
    p.n_attributes = items[i].memory > 0;
    catalog_index_put(index, &p);
    arena_free(arena);
}

static struct index *shop(void)
{
    static struct index *index;

    if (index)
        return index;
    index = index_new();
    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
        put(index, i);
    return index;
}

static struct chat *language(void)
{
    static struct chat *chat;
    struct error err;

    if (!chat && !chat_new(&chat, &err))
        abort();
    return chat;
}

static void show_all(Steward__V1__Dialogue *d, struct arena *arena)
{
    d->shown = arena_array(arena, 4, sizeof(*d->shown));
    for (d->n_shown = 0; d->n_shown < 4; d->n_shown++) {
        Steward__V1__Shown *shown = arena_new_of(arena, Steward__V1__Shown);

        steward__v1__shown__init(shown);
        shown->product_id = text(arena, items[d->n_shown].id);
        shown->title = text(arena, items[d->n_shown].title);
        shown->brand = text(arena, items[d->n_shown].brand);
        d->shown[d->n_shown] = shown;
    }
}

static void ask(Steward__V1__Dialogue *d, int which, struct arena *arena)
{
    static const char *const abouts[] = {"brand", "price", "memory", "colour", "size"};
    static const char *const values[] = {"Sony", "25-50", "16", "!red|blue", "xl"};
    Steward__V1__Clarification *q = arena_new_of(arena, Steward__V1__Clarification);
    Steward__V1__Clarification__Option *option = arena_new_of(arena, Steward__V1__Clarification__Option);

    steward__v1__clarification__init(q);
    steward__v1__clarification__option__init(option);
    option->label = option->value = text(arena, values[which]);
    q->about = text(arena, abouts[which]);
    q->options = arena_array(arena, 1, sizeof(*q->options));
    q->options[q->n_options++] = option;
    d->asked = q;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(16 << 20);
    Steward__V1__Dialogue *dialogue = arena_new_of(arena, Steward__V1__Dialogue);
    struct str left = str_n((const char *)data + 1, size ? size - 1 : 0), line;

    steward__v1__dialogue__init(dialogue);
    if (size && data[0] % 6 < 5)
        ask(dialogue, data[0] % 6, arena);
    for (int turns = 0; size && turns < 6 && str_split(&left, '\n', &line); turns++) {
        struct chat_understood *u = chat_understand(language(), shop(), dialogue, line, arena);
        const Steward__V1__Understood *told = u->understood;
        struct dialogue_turn turn = dialogue_after(shop(), dialogue, u, line, STR("en"), arena);

        for (size_t i = 0; i < told->n_slots; i++) {
            if (told->slots[i]->start < 0 || told->slots[i]->start > told->slots[i]->end ||
                (size_t)told->slots[i]->end > line.len)
                abort();
        }
        if (!(told->confidence >= 0 && told->confidence <= 1) ||
            turn.dialogue->n_before > DIALOGUE_HISTORY_MAX)
            abort();
        dialogue = turn.dialogue;
        if (turn.wants_search)
            show_all(dialogue, arena);
    }
    arena_free(arena);
    return 0;
}
