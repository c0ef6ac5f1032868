/* sources_ask: a question to every marketplace, each with a deadline of its own.
 *
 * The complication: who asks, the look into Redis and the question itself end in any order. An `ask` is one
 * marketplace's place in the answer: it is settled once, by whichever comes first of what Redis has, what the
 * marketplace says and the deadline, and lives until Redis has answered, too. A `question` is under way to
 * the marketplace; asks join it, may leave it before its end, and it ends without them, too. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "offers/sources_parts.h"
#include "service/service.h"
#include "store/redis.h"
#include "json/message.h"

#define FRESH_MS      (5 * 60 * 1000)
#define KEPT_S        "900"
#define NAME_SIZE     (40 + 40)
#define ARENA_BYTES   (4 << 20)
#define STATUS(which) STEWARD__V1__SOURCE_REPORT__STATUS__##which

typedef Steward__V1__SourceReport__Status status;

struct question {
    struct source *source;
    struct arena *arena;
    Steward__V1__OfferQuery *query;
    struct link asks;
    char name[NAME_SIZE];
};

struct ask {
    struct link link; /* in a question */
    struct source *source;
    struct flow_pending *pending;
    struct source_answer *answer; /* of the flow */
    struct arena *arena;
    Steward__V1__OfferQuery *query;
    struct timer *deadline;
    int64_t began_ms;
    bool is_settled;
    bool is_patient;
    bool is_looking; /* Redis has not answered yet */
    char name[NAME_SIZE];
};

/* ---- the end of an ask ---- */

static void free_if_over(struct ask *ask)
{
    struct sources *sources = ask->source->sources;

    if (!ask->is_settled || ask->is_looking)
        return;
    arena_free(ask->arena);
    mem_free(ask);
    sources_release(sources);
}

static void settle(struct ask *ask, status how, Steward__V1__OffersFound *found)
{
    if (ask->is_settled)
        return;
    ask->is_settled = true;
    ask->source->sources->patient -= ask->is_patient;
    list_remove(&ask->link);
    timer_free(ask->deadline);
    metric_add(ask->source->counts[how], 1);
    if (flow_still_there(ask->pending)) {
        ask->answer->found = found;
        ask->answer->report->status = how;
        ask->answer->report->took_ms = clock_mono_ms() - ask->began_ms;
        ask->answer->report->count = found ? (int64_t)found->n_offers : 0;
        ask->answer->report->unreadable = found ? found->unreadable : 0;
    }
    flow_complete(ask->pending);
    free_if_over(ask);
}

/* In the arena of who asks; NULL: it has gone, or that is no answer. */
static Steward__V1__OffersFound *copy_for(const struct ask *ask, struct str packed)
{
    struct flow *flow = ask->is_settled ? NULL : flow_still_there(ask->pending);

    return flow ? (Steward__V1__OffersFound *)message_unpack(&steward__v1__offers_found__descriptor, packed,
                                                             flow_arena(flow), NULL)
                : NULL;
}

static void on_deadline(void *owner)
{
    settle(owner, STATUS(LATE), NULL);
}

/* ---- the question itself ---- */

static void note_outcome(struct source *source, const struct error *err)
{
    const char *name = source->shop.settings->name;

    if (err && strncmp(source->trouble, err->text, sizeof(source->trouble) - 1))
        log_warn("marketplace failed", {"source", LOG_TEXT(name)}, {"why", LOG_TEXT(err->text)});
    else if (!err && source->trouble[0])
        log_info("marketplace answers again", {"source", LOG_TEXT(name)});
    snprintf(source->trouble, sizeof(source->trouble), "%s", err ? err->text : "");
}

static void on_kept(void *owner, const struct redis_reply *reply)
{
}

static void keep(const struct question *question, struct str packed)
{
    const struct str words[] = {STR("SET"), str_of(question->name), packed, STR("EX"), STR(KEPT_S)};

    redis_command(process_redis(question->source->sources->process), words, COUNT_OF(words), on_kept, NULL);
}

static status failed_how(const struct source *source)
{
    return clock_mono_ms() < source->quiet_until_ms ? STATUS(THROTTLED) : STATUS(FAILED);
}

static void question_free(struct question *question)
{
    struct source *source = question->source;

    map_remove(&source->sources->questions, str_of(question->name));
    arena_free(question->arena);
    mem_free(question);
    source->under_way--;
    sources_release(source->sources);
}

static void on_answer(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct question *question = owner;
    struct str packed = err ? STR_NONE : message_pack(answer, question->arena);

    note_outcome(question->source, err);
    for (struct link *at; (at = list_shift(&question->asks));) {
        struct ask *ask = list_item(at, struct ask, link);
        Steward__V1__OffersFound *found = err ? NULL : copy_for(ask, packed);

        settle(ask, found ? STATUS(OK) : failed_how(question->source), found);
    }
    if (!err && question->source->sources->process)
        keep(question, packed);
    question_free(question);
}

static struct question *question_begin(const struct ask *ask)
{
    struct source *source = ask->source;
    struct question *question = mem_new(struct question);

    question->source = source;
    question->arena = arena_new(ARENA_BYTES);
    question->query =
        (Steward__V1__OfferQuery *)message_unpack(&steward__v1__offer_query__descriptor,
                                                  message_pack(&ask->query->base, question->arena),
                                                  question->arena, NULL);
    list_init(&question->asks);
    memcpy(question->name, ask->name, sizeof(question->name));
    map_put(&source->sources->questions, str_of(question->name), question);
    source->under_way++;
    source->sources->users++;
    flow_start(source->sources->process, &flow_offers, &question->query->base, on_answer, question);
    return question;
}

/* NULL: it must not be asked now; *ret_why is as what the ask is settled then. */
static struct question *question_for(const struct ask *ask, status *ret_why)
{
    const struct source *source = ask->source;
    struct question *question = map_get(&source->sources->questions, str_of(ask->name));

    if (question)
        return question;
    *ret_why = clock_mono_ms() < source->quiet_until_ms ? STATUS(THROTTLED) : STATUS(BUSY);
    if (*ret_why == STATUS(THROTTLED) || source->under_way >= SOURCE_QUESTIONS_MAX)
        return NULL;
    return question_begin(ask);
}

static void put(struct ask *ask)
{
    status why = STATUS(FAILED);
    struct question *question = question_for(ask, &why);

    if (question)
        list_push(&question->asks, &ask->link);
    else
        settle(ask, why, NULL);
}

/* ---- what Redis has ---- */

static void use_kept(struct ask *ask, Steward__V1__OffersFound *found)
{
    bool is_fresh = clock_wall_ms() - found->asked_ms < FRESH_MS;
    status why;

    if (!is_fresh)
        (void)question_for(ask, &why);
    settle(ask, is_fresh ? STATUS(CACHED) : STATUS(STALE), found);
}

static void on_looked(void *owner, const struct redis_reply *reply)
{
    struct ask *ask = owner;
    Steward__V1__OffersFound *found = reply && reply->kind == REDIS_TEXT ? copy_for(ask, reply->text) : NULL;

    ask->is_looking = false;
    if (ask->is_settled)
        free_if_over(ask);
    else if (found)
        use_kept(ask, found);
    else if (ask->source->sources->process)
        put(ask);
    else
        settle(ask, STATUS(FAILED), NULL);
}

static void look(struct ask *ask)
{
    const struct str words[] = {STR("GET"), str_of(ask->name)};

    ask->is_looking = true;
    redis_command(process_redis(ask->source->sources->process), words, COUNT_OF(words), on_looked, ask);
}

/* ---- asking ---- */

/* Many who waited for a slow shop would be in the way of those who search now. */
static bool may_be_patient(const struct sources *sources)
{
    return sources->patient < SOURCES_PATIENT_MAX;
}

/* For who is patient: what is kept is older than what is being asked. */
static bool joins(struct ask *ask)
{
    struct question *question = map_get(&ask->source->sources->questions, str_of(ask->name));

    if (question)
        list_push(&question->asks, &ask->link);
    return question != NULL;
}

static Steward__V1__Money *in_its_currency(const struct source *source, const Steward__V1__Money *money,
                                           struct arena *arena)
{
    Steward__V1__Money *converted;
    int64_t amount;

    if (!money || !exchange_convert(source->sources->rates, money, source->shop.settings->currency, &amount))
        return NULL;
    converted = arena_new_of(arena, Steward__V1__Money);
    steward__v1__money__init(converted);
    converted->currency_code = source->shop.settings->currency;
    converted->amount_minor = amount;
    return converted;
}

static void set_query(struct ask *ask, const Steward__V1__OfferQuery *query)
{
    struct source *source = ask->source;
    uint64_t hash;
    struct str packed;

    ask->query = arena_copy(ask->arena, query, sizeof(*query));
    ask->query->source = source->shop.settings->name;
    ask->query->words = str_c(ask->arena, str_of(query->words));
    ask->query->price = NULL;
    if (query->price) {
        ask->query->price = message_new(&steward__v1__money_range__descriptor, ask->arena);
        ask->query->price->min = in_its_currency(source, query->price->min, ask->arena);
        ask->query->price->max = in_its_currency(source, query->price->max, ask->arena);
    }
    packed = message_pack(&ask->query->base, ask->arena);
    hash = hash_for_good(source->identity, packed.data, packed.len);
    snprintf(ask->name, sizeof(ask->name), "steward:offers:%s:%016" PRIx64, source->shop.settings->name,
             hash);
}

static void ask_source(struct source *source, struct flow *flow, const Steward__V1__OfferQuery *query,
                       bool is_patient, struct source_answer *answer)
{
    struct ask *ask = mem_new(struct ask);

    answer->report = message_new(&steward__v1__source_report__descriptor, flow_arena(flow));
    answer->report->name = str_c(flow_arena(flow), str_of(source->shop.settings->name));
    ask->source = source;
    ask->pending = flow_wait_for(flow);
    ask->answer = answer;
    ask->arena = arena_new(ARENA_BYTES);
    ask->began_ms = clock_mono_ms();
    ask->is_patient = is_patient && may_be_patient(source->sources);
    source->sources->patient += ask->is_patient;
    ask->deadline = timer_new(process_loop(source->sources->process), on_deadline, ask);
    timer_set(ask->deadline, ask->is_patient ? SOURCE_ANSWER_MS : source->shop.settings->deadline_ms);
    source->sources->users++;
    set_query(ask, query);
    if (!ask->is_patient || !joins(ask))
        look(ask);
}

void sources_ask(struct sources *sources, struct flow *flow, const Steward__V1__OfferQuery *query,
                 bool is_patient, struct source_answer *answers)
{
    for (size_t i = 0; i < sources->count; i++)
        ask_source(&sources->all[i], flow, query, is_patient, &answers[i]);
}
