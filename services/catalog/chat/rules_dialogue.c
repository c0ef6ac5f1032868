/* rules_dialogue: a table says what each intent does to the dialogue and what the answer takes; the changes
 * of a need are in dialogue_need.c. */
#include "chat/rules_dialogue.h"

#include "chat/dialogue_parts.h"

struct after {
    const Steward__V1__Dialogue *before;
    const struct chat_understood *said;
    struct index *index;
    struct arena *arena;
    Steward__V1__Dialogue *now;
    Steward__V1__Turn *turn;
};

/* ---- lists ---- */

static void focus_on_subjects(struct after *a)
{
    const struct chat_understood *said = a->said;

    if (!said->subject_count)
        return;
    a->now->focus = arena_array(a->arena, said->subject_count, sizeof(char *));
    a->now->n_focus = said->subject_count;
    for (size_t i = 0; i < said->subject_count; i++)
        a->now->focus[i] = str_c(a->arena, str_of(said->subjects[i]));
}

static Steward__V1__Shown *shown_of(struct after *a, const char *id)
{
    const Steward__V1__Product *p;
    Steward__V1__Shown *shown;

    for (size_t i = 0; i < a->before->n_shown; i++) {
        if (strcmp(a->before->shown[i]->product_id, id) != 0)
            continue;
        shown = arena_copy(a->arena, a->before->shown[i], sizeof(*shown));
        shown->n_shares = 0; /* of its place among those results, not of itself */
        shown->score = 0;
        return shown;
    }
    p = dialogue_product(a->index, str_of(id), a->arena);
    if (!p)
        return NULL;
    shown = arena_new_of(a->arena, Steward__V1__Shown);
    steward__v1__shown__init(shown);
    shown->product_id = p->product_id;
    shown->title = p->title;
    shown->brand = p->brand;
    shown->price = p->price;
    shown->rating = p->rating;
    if (p->n_categories)
        shown->category = p->categories[p->n_categories - 1];
    return shown;
}

static bool is_saved(const Steward__V1__Dialogue *d, const char *id)
{
    for (size_t i = 0; i < d->n_saved; i++) {
        if (!strcmp(d->saved[i]->product_id, id))
            return true;
    }
    return false;
}

/* The oldest goes when the list is full. */
static void save(struct after *a)
{
    const struct chat_understood *said = a->said;
    Steward__V1__Shown **list =
        arena_array(a->arena, a->before->n_saved + said->subject_count + 1, sizeof(*list));
    size_t count = 0;

    for (size_t i = 0; i < a->before->n_saved; i++)
        list[count++] = a->before->saved[i];
    for (size_t i = 0; i < said->subject_count; i++) {
        Steward__V1__Shown *shown =
            is_saved(a->before, said->subjects[i]) ? NULL : shown_of(a, said->subjects[i]);

        if (shown)
            list[count++] = shown;
    }
    a->now->saved = count > DIALOGUE_SAVED_MAX ? list + (count - DIALOGUE_SAVED_MAX) : list;
    a->now->n_saved = count > DIALOGUE_SAVED_MAX ? DIALOGUE_SAVED_MAX : count;
    focus_on_subjects(a);
}

/* What was looked at closely says something of what is liked; the newest of it, each once. */
static void choose(struct after *a)
{
    const struct chat_understood *said = a->said;
    Steward__V1__Shown **list =
        arena_array(a->arena, a->before->n_chosen + said->subject_count + 1, sizeof(*list));
    size_t count = 0;

    for (size_t i = 0; i < a->before->n_chosen; i++) {
        bool is_again = false;

        for (size_t k = 0; k < said->subject_count; k++)
            is_again |= !strcmp(a->before->chosen[i]->product_id, said->subjects[k]);
        if (!is_again)
            list[count++] = a->before->chosen[i];
    }
    for (size_t i = 0; i < said->subject_count; i++) {
        Steward__V1__Shown *shown = shown_of(a, said->subjects[i]);

        if (shown)
            list[count++] = shown;
    }
    a->now->chosen = count > DIALOGUE_CHOSEN_MAX ? list + (count - DIALOGUE_CHOSEN_MAX) : list;
    a->now->n_chosen = count > DIALOGUE_CHOSEN_MAX ? DIALOGUE_CHOSEN_MAX : count;
    focus_on_subjects(a);
}

/* Without subjects the whole list is meant, if that was said; a product that was not found removes nothing.
 */
static void remove_saved(struct after *a)
{
    const struct chat_understood *said = a->said;
    Steward__V1__Shown **list = arena_array(a->arena, a->before->n_saved + 1, sizeof(*list));
    size_t count = 0;

    for (size_t i = 0; i < a->before->n_saved; i++) {
        bool goes = !said->subject_count && !said->unknown_count;

        for (size_t k = 0; k < said->subject_count && !goes; k++)
            goes = !strcmp(a->before->saved[i]->product_id, said->subjects[k]);
        if (!goes)
            list[count++] = a->before->saved[i];
    }
    a->now->saved = list;
    a->now->n_saved = count;
}

/* ---- needs ---- */

static void forget_results(struct after *a)
{
    a->now->next_cursor = str_c(a->arena, STR(""));
    a->now->focus = NULL;
    a->now->n_focus = 0;
}

static void remember_need(struct after *a)
{
    size_t kept = a->before->n_before < DIALOGUE_HISTORY_MAX ? a->before->n_before : DIALOGUE_HISTORY_MAX - 1;
    Steward__V1__Need **list;

    if (!a->before->need)
        return;
    list = arena_array(a->arena, kept + 1, sizeof(*list));
    for (size_t i = 0; i < kept; i++)
        list[i] = a->before->before[a->before->n_before - kept + i];
    list[kept] = a->before->need;
    a->now->before = list;
    a->now->n_before = kept + 1;
}

static void search(struct after *a)
{
    remember_need(a);
    a->now->need = need_after(NULL, a->said, a->index, a->arena);
    a->now->asked_about = NULL;
    a->now->n_asked_about = 0;
    forget_results(a);
}

static void refine(struct after *a)
{
    remember_need(a);
    a->now->need = need_after(a->before->need, a->said, a->index, a->arena);
    forget_results(a);
}

static void be_similar(struct after *a)
{
    Steward__V1__Need *need;

    remember_need(a);
    need = need_after(a->before->need, a->said, a->index, a->arena);
    if (a->said->subject_count)
        need->similar_to = str_c(a->arena, str_of(a->said->subjects[0]));
    a->now->need = need;
    forget_results(a);
}

static void undo(struct after *a)
{
    if (!a->before->n_before)
        return;
    a->now->need = a->before->before[a->before->n_before - 1];
    a->now->n_before = a->before->n_before - 1;
    a->now->before = a->before->before;
    forget_results(a);
}

static void start_over(struct after *a)
{
    Steward__V1__Dialogue *fresh = arena_new_of(a->arena, Steward__V1__Dialogue);

    steward__v1__dialogue__init(fresh);
    fresh->saved = a->before->saved;
    fresh->n_saved = a->before->n_saved;
    a->now = fresh;
}

/* A facet is done with once there was an answer, also that it does not matter. */
static void answer(struct after *a)
{
    const char *about = a->before->asked ? a->before->asked->about : "";
    size_t kept =
        a->before->n_asked_about < DIALOGUE_VALUES_MAX ? a->before->n_asked_about : DIALOGUE_VALUES_MAX - 1;
    char **list = arena_array(a->arena, kept + 1, sizeof(*list));

    for (size_t i = 0; i < kept; i++) {
        list[i] = a->before->asked_about[a->before->n_asked_about - kept + i];
        if (!strcmp(list[i], about))
            about = "";
    }
    if (about[0])
        list[kept++] = str_c(a->arena, str_of(about));
    a->now->asked_about = list;
    a->now->n_asked_about = kept;
    if (!a->said->refuses)
        refine(a);
}

static void nothing(struct after *a)
{
}

/* ---- */

#define IS(name) STEWARD__V1__INTENT__KIND__##name

static const struct {
    Steward__V1__Intent__Kind intent;
    void (*change)(struct after *);
    bool searches;
    bool keeps_question; /* words in between: the question is still open */
} table[] = {
    {IS(SEARCH), search, true, false},
    {IS(REFINE), refine, true, false},
    {IS(CORRECT), refine, true, false},
    {IS(UNDO), undo, true, false},
    {IS(START_OVER), start_over, false, false},
    {IS(MORE), nothing, true, false},
    {IS(SIMILAR), be_similar, true, false},
    {IS(ANSWER), answer, true, false},
    {IS(ASK), focus_on_subjects, false, false},
    {IS(COMPARE), choose, false, false},
    {IS(RECOMMEND), focus_on_subjects, false, false},
    {IS(EXPLAIN), focus_on_subjects, false, false},
    {IS(CHOOSE), choose, false, false},
    {IS(SAVE), save, false, false},
    {IS(SHOW_SAVED), nothing, false, false},
    {IS(REMOVE_SAVED), remove_saved, false, false},
    {IS(ORDER), choose, false, false},
    {IS(GREETING), nothing, false, true},
    {IS(HELP), nothing, false, true},
    {IS(THANKS), nothing, false, true},
    {IS(GOODBYE), nothing, false, true},
    {IS(SMALL_TALK), nothing, false, true},
    {IS(INSULT), nothing, false, true},
    {IS(GIBBERISH), nothing, false, true},
    {IS(OTHER_LANGUAGE), nothing, false, true},
    {IS(INSTRUCTION), nothing, false, true},
    {IS(UNKNOWN), nothing, false, true},
};

static char **texts(struct arena *arena, const char *const *from, size_t count)
{
    char **list = arena_array(arena, count + 1, sizeof(*list));

    for (size_t i = 0; i < count; i++)
        list[i] = str_c(arena, str_of(from[i]));
    return list;
}

static void fill_subjects(struct after *a)
{
    Steward__V1__Turn *t = a->turn;

    t->subjects = arena_array(a->arena, CHAT_SUBJECTS_MAX, sizeof(*t->subjects));
    for (size_t i = 0; i < a->said->subject_count; i++) {
        Steward__V1__Product *p = dialogue_product(a->index, str_of(a->said->subjects[i]), a->arena);

        if (p)
            t->subjects[t->n_subjects++] = p;
    }
}

static void fill_turn(struct after *a)
{
    const struct chat_understood *said = a->said;
    Steward__V1__Turn *t = a->turn;

    t->understood = said->understood;
    t->need = a->now->need;
    t->attributes = texts(a->arena, said->attributes, said->attribute_count);
    t->n_attributes = said->attribute_count;
    t->asked = texts(a->arena, said->asked, said->asked_count);
    t->n_asked = said->asked_count;
    t->unknown = texts(a->arena, said->unknown, said->unknown_count);
    t->n_unknown = said->unknown_count;
    t->shown = a->now->shown;
    t->n_shown = a->now->n_shown;
    t->saved = a->now->saved;
    t->n_saved = a->now->n_saved;
    t->chosen = a->now->chosen;
    t->n_chosen = a->now->n_chosen;
    if (said->purpose)
        t->purpose = str_c(a->arena, str_of(said->purpose));
    t->quantity = said->quantity;
    fill_subjects(a);
}

struct dialogue_turn dialogue_after(struct index *index, const Steward__V1__Dialogue *before,
                                    const struct chat_understood *said, struct str message, struct str locale,
                                    struct arena *arena)
{
    Steward__V1__Dialogue *nothing_yet = arena_new_of(arena, Steward__V1__Dialogue);
    struct after a = {.before = before ? before : nothing_yet, .said = said, .index = index, .arena = arena};
    struct dialogue_turn result = {0};

    steward__v1__dialogue__init(nothing_yet);
    a.turn = arena_new_of(arena, Steward__V1__Turn);
    steward__v1__turn__init(a.turn);
    a.turn->message = str_c(arena, message);
    a.turn->locale = str_c(arena, locale);
    a.now = arena_copy(arena, a.before, sizeof(*a.before));
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (table[i].intent != said->understood->intent)
            continue;
        table[i].change(&a);
        result.wants_search = table[i].searches && a.now->need;
        if (!table[i].keeps_question)
            a.now->asked = NULL;
    }
    result.wants_more = result.wants_search && said->understood->intent == IS(MORE);
    fill_turn(&a);
    result.dialogue = a.now;
    result.turn = a.turn;
    return result;
}
