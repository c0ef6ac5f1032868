/* flow_read: what is said and shown in the photos and voice notes of a request.
 *
 * Each is taken from the store and given to a worker, all at the same time; one that cannot be read costs its
 * own reading a problem, and the others nothing. The complication: bytes and a worker's answer outlive a flow
 * that is cut off, so each piece has an arena of its own, and what is found is copied into the flow's. */
#include "base/clock.h"
#include "base/mem.h"
#include "base/tenant.h"
#include "flow/flow.h"
#include "media.h"
#include "service/problems.h"
#include "steward/v1/reading.pb-c.h"
#include "steward/v1/speech.pb-c.h"
#include "json/message.h"

#define PIECE_MS    14000 /* of fetching it, waiting for a worker and the work */
#define READ_MS     15000 /* of all, which are read at the same time */
#define PIECE_BYTES ((size_t)16 << 20)
#define SEEN_MAX    48 /* attributes of a picture; what is behind is the least sure */
#define MEDIA_MAX   4

struct reading {
    Steward__V1__ReadMediaResult *result;
};

struct piece {
    struct flow_pending *pending;
    struct arena *arena;
    size_t at; /* in the command */
    int64_t due_ms;
    const struct work *work;
};

static void end(struct piece *piece)
{
    flow_complete(piece->pending);
    arena_free(piece->arena);
    mem_free(piece);
}

static Steward__V1__MediaReading *reading_of(const struct piece *piece, struct flow *flow)
{
    return ((struct reading *)flow_state(flow))->result->media[piece->at];
}

static void set_problem(Steward__V1__MediaReading *reading, int status, const char *type, const char *why,
                        struct arena *arena)
{
    reading->problem = problem_new(status, type, why, arena);
}

/* ---- what a worker has found ---- */

static void take_transcript(Steward__V1__MediaReading *reading, const ProtobufCMessage *answer)
{
    const Steward__V1__Transcript *said = (const Steward__V1__Transcript *)answer;

    reading->heard = said->text;
    reading->n_words = said->n_words;
    reading->words = said->words;
    reading->confidence = said->confidence;
    reading->n_hypotheses = said->n_hypotheses;
    reading->hypotheses = said->hypotheses;
}

static void take_attributes(Steward__V1__MediaReading *reading, const ProtobufCMessage *answer)
{
    const Steward__V1__ImageAttributes *seen = (const Steward__V1__ImageAttributes *)answer;

    reading->n_seen = seen->n_attributes < SEEN_MAX ? seen->n_attributes : SEEN_MAX;
    reading->seen = seen->attributes;
    reading->fingerprint = seen->fingerprint;
}

/* By the kind of what is kept. */
static const struct {
    const char *kind;
    const struct work *work;
    void (*take)(Steward__V1__MediaReading *reading, const ProtobufCMessage *answer);
} kinds[] = {
    {"picture", &work_picture, take_attributes},
    {"voice", &work_speech, take_transcript},
};

static void take(Steward__V1__MediaReading *reading, const struct piece *piece,
                 const ProtobufCMessage *answer, struct arena *arena)
{
    const ProtobufCMessage *own =
        message_unpack(answer->descriptor, message_pack(answer, piece->arena), arena, NULL);

    for (size_t i = 0; own && i < COUNT_OF(kinds); i++)
        if (kinds[i].work == piece->work)
            kinds[i].take(reading, own);
}

static void on_read(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct piece *piece = owner;
    struct flow *flow = flow_still_there(piece->pending);

    if (flow && answer)
        take(reading_of(piece, flow), piece, answer, flow_arena(flow));
    else if (flow && err->policy == ERROR_SKIP)
        set_problem(reading_of(piece, flow), 422, "unreadable-media", err->text, flow_arena(flow));
    else if (flow)
        set_problem(reading_of(piece, flow), 503, "unavailable", err->text, flow_arena(flow));
    end(piece);
}

/* ---- its bytes ---- */

static struct str tenant_of(const Steward__V1__ReadMediaCommand *command)
{
    return command->tenant_id[0] ? str_of(command->tenant_id) : STR(TENANT_DEFAULT);
}

/* False: the reading says why it is not to be read. */
static bool choose_work(struct piece *piece, struct flow *flow, const char *kept)
{
    const Steward__V1__ReadMediaCommand *command = flow_command(flow);
    const char *wanted = command->media[piece->at]->kind;
    Steward__V1__MediaReading *reading = reading_of(piece, flow);

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (strcmp(kinds[i].kind, kept) != 0)
            continue;
        reading->kind = str_c(flow_arena(flow), str_of(kinds[i].kind));
        piece->work = kinds[i].work;
    }
    if (!wanted[0] || str_is(str_of(wanted), reading->kind))
        return true;
    set_problem(reading, 422, "unreadable-media",
                str_printf(flow_arena(flow), "it is of kind %s, and was sent as %s", kept, wanted),
                flow_arena(flow));
    return false;
}

static void have_read(struct piece *piece, struct media *media, struct str bytes)
{
    const ProtobufCMessageDescriptor *asks = piece->work->asks;
    int64_t left_ms = piece->due_ms - clock_mono_ms();

    media_do(media, &(struct piece_ask){
                        .work = piece->work,
                        .bytes = bytes,
                        .ask = asks ? message_new(asks, piece->arena) : NULL,
                        .arena = piece->arena,
                        .within_ms = left_ms > 1 ? (int)left_ms : 1,
                        .done = on_read,
                        .owner = piece,
                    });
}

static void on_kept(void *owner, const struct media_answer *answer)
{
    struct piece *piece = owner;
    struct flow *flow = flow_still_there(piece->pending);
    struct media *media = flow ? process_own(flow_process(flow)) : NULL;
    const char *problem;
    int status;

    if (media && answer->outcome == MEDIA_DONE && choose_work(piece, flow, answer->type->kind)) {
        have_read(piece, media, answer->content);
        return;
    }
    if (media && answer->outcome != MEDIA_DONE) {
        status = kept_problem(answer->outcome, &problem);
        set_problem(reading_of(piece, flow), status, problem, answer->why, flow_arena(flow));
    }
    end(piece);
}

/* What is behind a URL is kept, as if it had been sent. */
static void on_taken(void *owner, const struct media_answer *answer)
{
    struct piece *piece = owner;
    struct flow *flow = flow_still_there(piece->pending);
    struct media *media = flow ? process_own(flow_process(flow)) : NULL;

    if (!media || answer->outcome != MEDIA_DONE) {
        on_kept(owner, answer);
        return;
    }
    reading_of(piece, flow)->media_id = str_c(flow_arena(flow), str_of(answer->id));
    media_store_get(media_kept(media), tenant_of(flow_command(flow)), str_of(answer->id), on_kept, piece);
}

static void begin(struct flow *flow, const struct media *media, size_t at)
{
    const Steward__V1__ReadMediaCommand *command = flow_command(flow);
    const Steward__V1__MediaRef *ref = command->media[at];
    struct piece *piece = mem_new(struct piece);

    *piece = (struct piece){.pending = flow_wait_for(flow),
                            .arena = arena_new(PIECE_BYTES),
                            .at = at,
                            .due_ms = clock_mono_ms() + PIECE_MS};
    if (ref->url[0])
        taker_take(media_taker(media), tenant_of(command), ref->url, on_taken, piece);
    else
        media_store_get(media_kept(media), tenant_of(command), str_of(ref->media_id), on_kept, piece);
}

/* ---- steps ---- */

static enum verdict read_all(struct flow *flow)
{
    const Steward__V1__ReadMediaCommand *command = flow_command(flow);
    struct reading *state = flow_state(flow);
    const struct media *media = process_own(flow_process(flow));
    struct arena *arena = flow_arena(flow);
    size_t count = command->n_media < MEDIA_MAX ? command->n_media : MEDIA_MAX;

    if (!media)
        return flow_fail(flow, ERROR_RETRY, "the media service is being closed");
    if (!count)
        return flow_fail(flow, ERROR_SKIP, "the command has nothing to read: media is missing");
    state->result = message_new(&steward__v1__read_media_result__descriptor, arena);
    state->result->media = arena_array(arena, count, sizeof(*state->result->media));
    state->result->n_media = count;
    for (size_t i = 0; i < count; i++) {
        state->result->media[i] = message_new(&steward__v1__media_reading__descriptor, arena);
        state->result->media[i]->media_id = command->media[i]->media_id;
        begin(flow, media, i);
    }
    return WAIT;
}

static enum verdict answer(struct flow *flow)
{
    const struct reading *state = flow_state(flow);

    return flow_done(flow, &state->result->base);
}

static const struct step steps[] = {
    {"read", read_all, .deadline_ms = READ_MS},
    {"answer", answer},
    {0},
};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    Steward__V1__ReadMediaResult *result =
        message_new(&steward__v1__read_media_result__descriptor, flow_arena(flow));

    result->problem = problem_of_failure("media-failed", why, flow_arena(flow));
    return &result->base;
}

const struct flow_kind flow_read = {
    .name = "read",
    .takes = &steward__v1__read_media_command__descriptor,
    .gives = &steward__v1__read_media_result__descriptor,
    .state_size = sizeof(struct reading),
    .steps = steps,
    .failed = failed,
};
