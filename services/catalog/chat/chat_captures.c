/* chat_captures: what the parts of a pattern give: products, attributes, a purpose, a quantity, what is
 * wanted. */
#include "chat/chat_parts.h"

static void add_subject(struct reader *r, const char *id)
{
    struct chat_understood *out = r->out;

    for (size_t i = 0; i < out->subject_count; i++) {
        if (!strcmp(out->subjects[i], id))
            return;
    }
    if (out->subject_count < CHAT_SUBJECTS_MAX)
        out->subjects[out->subject_count++] = id;
}

static void read_reference(struct reader *r, const struct chat_capture *c)
{
    struct reference ref;

    if (!chat_refers(r, c->from, c->to, c->slot == SLOT_PRODUCTS, &ref))
        return;
    for (size_t i = 0; i < ref.count; i++) {
        add_subject(r, ref.ids[i]);
        chat_slot(r, "product", ref.ids[i], c->from, c->to, ref.confidence);
    }
    if (!ref.count) {
        chat_slot(r, "product", "", c->from, c->to, 0.3);
        if (r->out->unknown_count < CHAT_NAMES_MAX)
            r->out->unknown[r->out->unknown_count++] =
                str_printf(r->arena, "product %.*s", STR_ARGS(chat_words_said(&r->words, c->from, c->to)));
    }
}

static void read_attribute(struct reader *r, const struct chat_capture *c)
{
    const char *names[CHAT_NAMES_MAX];
    size_t count = chat_attributes(r, c->from, c->to, names, CHAT_NAMES_MAX);
    struct chat_understood *out = r->out;
    struct str list = chat_table_at(r, TABLE_ATTRIBUTE, c->from, c->to);
    ptrdiff_t stroke = str_find(list, STR("/"));
    struct str said = chat_words_said(&r->words, c->from, c->to);

    if (!count && chat_colour(r, c->from, c->to).text)
        names[count++] = "colour"; /* "does it come in red" */
    /* Price, rating and the like are no attributes of the catalogue, but parts of every product. */
    if (!count && list.len && stroke < 0)
        names[count++] = str_c(r->arena, list);
    for (size_t i = 0; i < count && out->attribute_count < CHAT_NAMES_MAX; i++)
        out->attributes[out->attribute_count++] = names[i];
    if (out->asked_count < CHAT_NAMES_MAX)
        out->asked[out->asked_count++] = str_c(r->arena, said);
    chat_slot(r, "attribute", count ? names[0] : "", c->from, c->to, count ? 1 : 0.5);
}

/* What is asked by a phrase that does not name it: "how much is it". */
void chat_ask_about(struct reader *r, struct str everyday)
{
    struct chat_understood *out = r->out;
    struct str list = chat_grammar_value(r->chat->grammar, TABLE_ATTRIBUTE, everyday);
    size_t count;

    if (!list.len || out->asked_count == CHAT_NAMES_MAX || out->attribute_count == CHAT_NAMES_MAX)
        return;
    count = chat_attributes_named(r, list, out->attributes + out->attribute_count,
                                  CHAT_NAMES_MAX - out->attribute_count);
    out->attribute_count += count;
    if (!count)
        out->attributes[out->attribute_count++] = str_c(r->arena, list);
    out->asked[out->asked_count++] = str_c(r->arena, everyday);
}

static void read_attributes(struct reader *r, const struct chat_capture *c)
{
    struct chat_capture parts[CHAT_NAMES_MAX];
    size_t count = chat_attribute_list(r, c->from, c->to, parts);

    for (size_t i = 0; i < count; i++)
        read_attribute(r, &parts[i]);
}

static void read_purpose(struct reader *r, const struct chat_capture *c)
{
    r->out->purpose = str_c(r->arena, chat_words_said(&r->words, c->from, c->to));
    chat_slot(r, "purpose", r->out->purpose, c->from, c->to, 1);
}

static void read_quantity(struct reader *r, const struct chat_capture *c)
{
    double number = r->words.all[c->from].number;

    if (number < 1 || number > 9999)
        return;
    r->out->quantity = (int)number;
    chat_slot(r, "quantity", str_printf(r->arena, "%d", r->out->quantity), c->from, c->to, 1);
}

/* "the lightest", "lighter": asks for the attribute behind it. */
static void read_degree(struct reader *r, const struct chat_capture *c, enum chat_table table)
{
    struct str way = chat_table_at(r, table, c->from, c->to);
    struct chat_understood *out = r->out;
    const char *names[CHAT_NAMES_MAX];
    size_t count = 0;

    if (way.len > 1)
        count = chat_attributes_named(r, str_sub(way, 1, way.len), names, CHAT_NAMES_MAX);
    if (!count && way.len > 1 && str_find(way, STR("/")) < 0)
        names[count++] = str_c(r->arena, str_sub(way, 1, way.len));
    for (size_t i = 0; i < count && out->attribute_count < CHAT_NAMES_MAX; i++)
        out->attributes[out->attribute_count++] = names[i];
    if (count && out->asked_count < CHAT_NAMES_MAX)
        out->asked[out->asked_count++] = str_c(r->arena, chat_words_said(&r->words, c->from, c->to));
    if (count)
        chat_slot(r, "attribute", names[0], c->from, c->to, 0.9);
}

static void read_most(struct reader *r, const struct chat_capture *c)
{
    struct reference ref;

    if (chat_refers(r, c->from, c->to, false, &ref) && ref.count)
        chat_slot(r, "product", ref.ids[0], c->from, c->to, ref.confidence);
}

void chat_read_captures(struct reader *r, const struct chat_match *m, struct rest *rest)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct chat_capture *c = &m->captures[i];

        switch (c->slot) {
        case SLOT_PRODUCT:
        case SLOT_PRODUCTS:
            read_reference(r, c);
            break;
        case SLOT_ATTRIBUTE:
        case SLOT_ASKED:
            read_attribute(r, c);
            break;
        case SLOT_ATTRIBUTES:
            read_attributes(r, c);
            break;
        case SLOT_PURPOSE:
            read_purpose(r, c);
            break;
        case SLOT_NUMBER:
            read_quantity(r, c);
            break;
        case SLOT_MOST:
            read_most(r, c);
            break;
        case SLOT_MORE:
            read_degree(r, c, TABLE_MORE);
            break;
        case SLOT_WHAT:
            chat_read_conditions(r, c->from, c->to, rest);
            break;
        default:
            break;
        }
    }
    chat_read_things(r, rest);
}

/* ---- what a message that names no product is about ---- */

static void default_subjects(struct reader *r, size_t most)
{
    const Steward__V1__Dialogue *d = r->dialogue;

    if (r->out->subject_count || r->out->unknown_count)
        return;
    if (d->n_focus && (most == 1 || d->n_focus > 1 || !r->shown_count)) {
        for (size_t i = 0; i < d->n_focus && i < most; i++)
            add_subject(r, d->focus[i]);
        return;
    }
    for (size_t i = 0; i < r->shown_count && i < most; i++)
        add_subject(r, d->shown[i]->product_id);
}

static const struct {
    Steward__V1__Intent__Kind intent;
    size_t most;
} defaults[] = {
    {STEWARD__V1__INTENT__KIND__ASK, CHAT_SUBJECTS_MAX},
    {STEWARD__V1__INTENT__KIND__COMPARE, 3},
    {STEWARD__V1__INTENT__KIND__RECOMMEND, CHAT_SUBJECTS_MAX},
    {STEWARD__V1__INTENT__KIND__EXPLAIN, 1},
    {STEWARD__V1__INTENT__KIND__SAVE, 1},
    {STEWARD__V1__INTENT__KIND__ORDER, 1},
    {STEWARD__V1__INTENT__KIND__SIMILAR, 1},
};

void chat_find_subjects(struct reader *r)
{
    Steward__V1__Intent__Kind intent = r->out->understood->intent;

    for (size_t i = 0; i < COUNT_OF(defaults); i++) {
        if (defaults[i].intent == intent)
            default_subjects(r, intent == STEWARD__V1__INTENT__KIND__ASK && r->dialogue->n_focus
                                    ? r->dialogue->n_focus
                                    : defaults[i].most);
    }
}
