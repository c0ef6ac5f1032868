/* fold/decide.c: finds the transition, lets it act, and takes what it decided into the instance's book.
 *
 * The complication: a transition may still drop the event, so what it tells, asks and keeps is gathered
 * beside the instance and taken over only at the end. */
#include "fold/decide.h"

#include "base/id.h"
#include "base/tenant.h"
#include "json/message.h"

#define PATIENCE "patience"
#define TIMER    "timer"

struct decision_private {
    const struct fold *fold;
    struct instance *instance;
    const struct input *input;
    Steward__V1__Told *told[FOLD_TOLD_MAX];
    size_t told_count;
    struct str waits_for;
    int64_t patience_at;
    bool asked;
    bool timer_is_changed;
    int64_t timer_at;
    struct kept *kept;
    bool forgets;
    struct mention *mentions;
    const char *dropped;
};

struct instance *instance_new(const struct fold *fold, struct str key, struct arena *arena)
{
    struct instance *instance = arena_new_of(arena, struct instance);

    instance->key = str_copy(arena, key);
    instance->tenant = tenant_of_key(instance->key, &instance->id);
    instance->state = message_new(fold->state, arena);
    instance->book = message_new(&steward__v1__fold_book__descriptor, arena);
    return instance;
}

static int64_t wake_at(const Steward__V1__FoldBook *book, const char *name)
{
    for (size_t i = 0; i < book->n_wakes; i++)
        if (!strcmp(book->wakes[i]->name, name))
            return book->wakes[i]->at_ms;
    return 0;
}

int64_t instance_due(const struct instance *instance, int *ret_on)
{
    int64_t patience = wake_at(instance->book, PATIENCE);
    int64_t timer = wake_at(instance->book, TIMER);
    bool is_patience = patience && (!timer || patience <= timer);

    *ret_on = is_patience ? FOLD_GAVE_UP : FOLD_WAKE;
    return is_patience ? patience : timer;
}

/* ---- what a transition may do ---- */

struct str decision_id(struct decision *d, const char *purpose)
{
    const struct input *input = d->private->input;
    const struct instance *instance = d->private->instance;
    char id[ID_SIZE];
    struct str cause = input->event ? input->event->id
                                    : str_of(str_printf(d->arena, "%s at %lld", instance->book->waits_for,
                                                        (long long)instance->version));

    /* Two producers may give their events the same id. */
    cause = str_of(str_printf(d->arena, "%.*s of %.*s", STR_ARGS(cause), STR_ARGS(instance->key)));
    id_derive(id, cause, str_of(purpose));
    return str_copy(d->arena, str_of(id));
}

static Steward__V1__Told *tell(struct decision *d, const struct topic *topic, const struct event *event)
{
    struct decision_private *p = d->private;
    struct record record;
    Steward__V1__Told *told = message_new(&steward__v1__told__descriptor, d->arena);

    if (p->told_count == FOLD_TOLD_MAX) {
        p->dropped = "told too much";
        return told;
    }
    event_write(event, topic->name, d->arena, &record);
    told->topic = (char *)str_c(d->arena, str_of(topic->name));
    told->id = str_c(d->arena, event->id);
    told->at_ms = d->now_ms;
    told->has_key = record.key.data != NULL;
    told->key = (ProtobufCBinaryData){record.key.len,
                                      (uint8_t *)arena_copy(d->arena, record.key.data, record.key.len)};
    told->value = (ProtobufCBinaryData){record.value.len, (uint8_t *)(uintptr_t)record.value.data};
    told->n_headers = record.header_count;
    told->headers = arena_array(d->arena, record.header_count, sizeof(*told->headers));
    for (size_t i = 0; i < record.header_count; i++) {
        Steward__V1__Told__Header *header = message_new(&steward__v1__told__header__descriptor, d->arena);

        header->name = str_c(d->arena, record.headers[i].name);
        header->value = (ProtobufCBinaryData){record.headers[i].value.len,
                                              (uint8_t *)(uintptr_t)record.headers[i].value.data};
        told->headers[i] = header;
    }
    p->told[p->told_count++] = told;
    return told;
}

/* What is passed on is called what it is. */
static struct str type_of(const struct topic *topic, const ProtobufCMessage *message)
{
    for (size_t i = 0; topic->passing && topic->passing[i]; i++)
        if (topic->passing[i] == message->descriptor)
            return str_of(topic->types[i]->name);
    return str_of(message->descriptor->name);
}

static struct event whole_of(struct decision *d, const struct topic *topic, const struct event *event)
{
    struct event whole = *event;

    whole.type = type_of(topic, event->message);
    if (!whole.id.len)
        whole.id = decision_id(d, topic->name);
    if (!whole.source.len)
        whole.source = str_of(d->private->input->source);
    if (!whole.subject.len)
        whole.subject = d->key;
    if (!whole.key.data)
        whole.key = d->private->instance->key;
    if (!whole.tenant.len)
        whole.tenant = d->tenant;
    if (!whole.time_ms)
        whole.time_ms = d->now_ms;
    return whole;
}

static Steward__V1__Told *tell_whole(struct decision *d, const struct topic *topic, const struct event *event)
{
    struct event whole = whole_of(d, topic, event);

    return tell(d, topic, &whole);
}

void decide_to_tell(struct decision *d, const struct topic *topic, const struct event *event)
{
    tell_whole(d, topic, event);
}

void decide_to_tell_kept(struct decision *d, const struct topic *topic, const struct event *event,
                         struct str record_id)
{
    Steward__V1__Told *told = tell_whole(d, topic, event);

    told->is_light = true;
    told->kept_id = str_c(d->arena, tenant_key(d->arena, d->tenant, record_id));
    told->type = str_c(d->arena, type_of(topic, event->message));
}

static void append_mentions(struct mention **to, struct mention *more)
{
    while (*to)
        to = &(*to)->next;
    *to = more;
}

void decide_to_mention(struct decision *d, const struct topic *topic, const struct event *event)
{
    struct mention *mention = arena_new_of(d->arena, struct mention);
    struct event whole = whole_of(d, topic, event);

    event_write(&whole, topic->name, d->arena, &mention->record);
    append_mentions(&d->private->mentions, mention);
}

static Steward__V1__Told *ask(struct decision *d, const struct topic *topic, const ProtobufCMessage *command,
                              int patience_ms)
{
    struct decision_private *p = d->private;
    struct event event = {
        .id = decision_id(d, topic->name),
        .traceparent = d->traceparent,
        .message = command,
    };

    p->waits_for = event.id;
    p->patience_at = d->now_ms + patience_ms;
    p->asked = true;
    return tell_whole(d, topic, &event);
}

void decide_to_ask(struct decision *d, const struct topic *topic, const ProtobufCMessage *command,
                   int patience_ms)
{
    ask(d, topic, command, patience_ms);
}

void decide_to_ask_large(struct decision *d, const struct topic *topic, const ProtobufCMessage *command,
                         int patience_ms)
{
    ask(d, topic, command, patience_ms)->is_light = true;
}

void decide_to_wake(struct decision *d, int64_t at_ms)
{
    d->private->timer_is_changed = true;
    d->private->timer_at = at_ms;
}

void decide_to_keep(struct decision *d, struct str id, const ProtobufCMessage *record)
{
    struct kept *kept = arena_new_of(d->arena, struct kept);

    *kept =
        (struct kept){.id = tenant_key(d->arena, d->tenant, id), .record = record, .next = d->private->kept};
    d->private->kept = kept;
}

void decide_to_forget(struct decision *d)
{
    d->private->forgets = true;
}

void decide_to_drop(struct decision *d, const char *why)
{
    d->private->dropped = why;
}

/* ---- the decision ---- */

static const struct transition *find_transition(const struct fold *fold, int in, int on)
{
    for (const struct transition *t = fold->transitions; t->act; t++)
        if (t->on == on && (t->in == in || t->in == FOLD_ANY))
            return t;
    return NULL;
}

/* Why the input means nothing to this state; NULL: it does. */
static const char *why_not_offered(const struct instance *instance, const struct input *input)
{
    const Steward__V1__FoldBook *book = instance->book;
    int64_t due;

    if (input->event)
        return input->event->answers.len && !str_is(input->event->answers, book->waits_for)
                   ? "answer not waited for"
                   : NULL;
    if (input->on == FOLD_LOST)
        return book->waits_for[0] ? NULL : "nothing is waited for";
    due = wake_at(book, input->on == FOLD_GAVE_UP ? PATIENCE : TIMER);
    return due && due <= input->now_ms ? NULL : "timer not due";
}

static void set_wake(Steward__V1__FoldBook *book, const char *name, int64_t at_ms, struct arena *arena)
{
    Steward__V1__Wake **wakes = arena_array(arena, book->n_wakes + 1, sizeof(*wakes));
    size_t count = 0;

    for (size_t i = 0; i < book->n_wakes; i++)
        if (strcmp(book->wakes[i]->name, name) != 0)
            wakes[count++] = book->wakes[i];
    if (at_ms) {
        Steward__V1__Wake *wake = message_new(&steward__v1__wake__descriptor, arena);

        wake->name = str_c(arena, str_of(name));
        wake->at_ms = at_ms;
        wakes[count++] = wake;
    }
    book->wakes = wakes;
    book->n_wakes = count;
}

static void take_over(struct decision *d)
{
    struct decision_private *p = d->private;
    Steward__V1__FoldBook *book = p->instance->book;
    Steward__V1__Told **told = arena_array(d->arena, book->n_told + p->told_count, sizeof(*told));
    bool was_answered = !p->input->event ? p->input->on != FOLD_WAKE : p->input->event->answers.len > 0;

    for (size_t i = 0; i < book->n_told; i++)
        told[i] = book->told[i];
    for (size_t i = 0; i < p->told_count; i++)
        told[book->n_told + i] = p->told[i];
    book->told = told;
    book->n_told += p->told_count;
    if (p->forgets) {
        p->instance->forgets = true;
        p->instance->kept = NULL;
        set_wake(book, TIMER, 0, d->arena);
    }
    if (p->asked || was_answered || p->forgets) {
        book->waits_for = str_c(d->arena, p->waits_for);
        set_wake(book, PATIENCE, p->patience_at, d->arena);
    }
    if (!p->input->event && p->input->on == FOLD_WAKE && !p->timer_is_changed)
        set_wake(book, TIMER, 0, d->arena);
    if (p->timer_is_changed)
        set_wake(book, TIMER, p->timer_at, d->arena);
    for (struct kept *kept = p->kept, *next; kept; kept = next) {
        next = kept->next;
        kept->next = p->instance->kept;
        p->instance->kept = kept;
    }
    append_mentions(&p->instance->mentions, p->mentions);
    p->instance->is_changed = true;
}

const char *fold_decide(const struct fold *fold, struct instance *instance, const struct input *input,
                        struct arena *arena, struct error *err)
{
    struct decision_private private = {.fold = fold, .instance = instance, .input = input};
    struct decision d = {
        .state = instance->state,
        .is_new = instance->version == 0 && !instance->is_changed,
        .event = input->event,
        .now_ms = input->now_ms,
        .arena = arena,
        .key = instance->id,
        .tenant = instance->tenant,
        .traceparent = input->event ? input->event->traceparent : STR_NONE,
        .private = &private,
    };
    int on = input->event ? fold->meaning(input->event) : input->on;
    const struct transition *transition = find_transition(fold, fold->state_of(instance->state), on);
    const char *why = why_not_offered(instance, input);

    if (why || !transition)
        return why ? why : "not expected in this state";
    transition->act(&d);
    if (private.dropped)
        return private.dropped;
    if (!(STATE(fold->state_of(instance->state)) & transition->then)) {
        error_set(err, ERROR_SKIP, fold->name, "no transition from %d on %d to %d", transition->in, on,
                  fold->state_of(instance->state));
        return FOLD_BROKEN;
    }
    take_over(&d);
    return NULL;
}

struct str book_pack(Steward__V1__FoldBook *book, struct arena *arena)
{
    Steward__V1__Told **whole = book->told;
    struct str packed;

    book->told = arena_array(arena, book->n_told + 1, sizeof(*book->told));
    for (size_t i = 0; i < book->n_told; i++) {
        book->told[i] = arena_copy(arena, whole[i], sizeof(*whole[i]));
        if (!whole[i]->is_light)
            continue;
        book->told[i]->key.len = book->told[i]->value.len = book->told[i]->n_headers = 0;
    }
    packed = message_pack(&book->base, arena);
    book->told = whole;
    return packed;
}
