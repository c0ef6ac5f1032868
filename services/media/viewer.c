/* viewer: of a picture, in this order: on_seen, on_remote. */
#include "viewer.h"

#include "base/clock.h"
#include "base/log.h"
#include "llm/wire.h"
#include "remote.h"
#include "vision/known_words.h"
#include "vision/vision.h"
#include "words.h"
#include "json/message.h"

#define SLOT_CONFIDENCE 0.4

typedef Steward__V1__ImageAttributes Answer;

struct viewer {
    struct worker_pool *pool;
    struct remote *remote; /* NULL: there is none */
    char *model;
    struct known_words *known; /* NULL: there is no remote */
};

struct looking {
    struct viewer *viewer;
    struct piece_ask ask; /* of who waits; its bytes are gone when it was seen */
    Answer *answer;
    struct vision vision;
    int64_t due_ms;
};

static const struct remote_kind model = {
    .url = "STEWARD_VISION_URL",
    .key = "STEWARD_VISION_KEY",
    .deadline_ms = "STEWARD_VISION_DEADLINE_MS",
    .path = "/chat/completions",
    .reply_bytes = LLM_REPLY_BYTES_MAX,
    .done = "seen",
    .counted = "steward_media_remote_vision_total",
    .counted_help = "Pictures for the vision model; what it does not see, what is built in does.",
    .timed = "steward_media_remote_vision_seconds",
    .timed_help = "How long the vision model took.",
};

static bool read_words(struct viewer *viewer, const struct config *config, struct error *err)
{
    struct arena *arena = arena_new(WORDS_FILE_BYTES + 4096);
    struct str words;

    if (words_read(config, arena, &words, err))
        viewer->known = known_words_new(words, err);
    arena_free(arena);
    return viewer->known != NULL;
}

struct viewer *viewer_new(const struct config *config, struct worker_pool *pool, struct http_client *http,
                          struct error *err)
{
    struct viewer *viewer = mem_new(struct viewer);

    *viewer = (struct viewer){.pool = pool,
                              .remote = remote_new(config, http, &model),
                              .model = mem_text(config_text(config, "STEWARD_VISION_MODEL"))};
    if (!viewer->remote || read_words(viewer, config, err))
        return viewer;
    viewer_free(viewer);
    return NULL;
}

void viewer_free(struct viewer *viewer)
{
    if (!viewer)
        return;
    remote_free(viewer->remote);
    known_words_free(viewer->known);
    mem_free(viewer->model);
    mem_free(viewer);
}

const char *viewer_trouble(const struct viewer *viewer)
{
    return remote_trouble(viewer->remote);
}

static void finish(struct looking *looking)
{
    looking->ask.done(looking->ask.owner, &looking->answer->base, NULL);
}

/* ---- what the model says ---- */

static void add_slot(struct looking *looking, const Steward__V1__ImageAttribute *seen)
{
    struct arena *arena = looking->ask.arena;
    Steward__V1__Slot *slot;
    char *value = known_words_of(looking->viewer->known, str_of(seen->value), arena);

    if (!*value || seen->confidence < SLOT_CONFIDENCE)
        return;
    slot = message_new(&steward__v1__slot__descriptor, arena);
    slot->name = *seen->name ? seen->name : str_c(arena, STR("category"));
    slot->value = value;
    slot->said = seen->value;
    slot->confidence = seen->confidence;
    looking->answer->slots[looking->answer->n_slots++] = slot;
}

/* In front of what is built in has seen: it is the nearest to what somebody would type. */
static void add_seen(struct looking *looking)
{
    const struct vision *vision = &looking->vision;
    Answer *answer = looking->answer;
    struct arena *arena = looking->ask.arena;
    size_t attributes = answer->n_attributes, slots = answer->n_slots;
    Steward__V1__ImageAttribute **own_attributes = answer->attributes;
    Steward__V1__Slot **own_slots = answer->slots;

    answer->attributes = arena_array(arena, attributes + vision->count + 1, sizeof(void *));
    answer->slots = arena_array(arena, slots + vision->count + 1, sizeof(void *));
    answer->n_attributes = answer->n_slots = 0;
    for (size_t i = 0; i < vision->count; i++) {
        answer->attributes[answer->n_attributes++] = vision->seen[i];
        add_slot(looking, vision->seen[i]);
    }
    for (size_t i = 0; i < attributes; i++)
        answer->attributes[answer->n_attributes++] = own_attributes[i];
    for (size_t i = 0; i < slots; i++)
        answer->slots[answer->n_slots++] = own_slots[i];
    answer->engine = str_c(arena, str_of(looking->viewer->model));
}

static void say_unseen(struct looking *looking, const char *why)
{
    Answer *answer = looking->answer;
    char **told = arena_array(looking->ask.arena, answer->n_not_done + 1, sizeof(char *));

    log_warn("a picture is looked at by what is built in only", {"why", LOG_TEXT(why)});
    for (size_t i = 0; i < answer->n_not_done; i++)
        told[i] = answer->not_done[i];
    told[answer->n_not_done++] = str_printf(looking->ask.arena, "vision: %s", why);
    answer->not_done = told;
}

static bool read_reply(void *owner, struct str body, const char **ret_why)
{
    struct looking *looking = owner;

    return vision_read(body, looking->ask.arena, &looking->vision, ret_why);
}

static void on_remote(void *owner, const char *why)
{
    struct looking *looking = owner;

    if (why)
        say_unseen(looking, why);
    else
        add_seen(looking);
    finish(looking);
}

static void ask_remote(struct looking *looking, struct str jpeg)
{
    struct viewer *viewer = looking->viewer;
    struct arena *arena = looking->ask.arena;
    int64_t left_ms = looking->due_ms - clock_mono_ms();
    const char *why = remote_ask(viewer->remote, &(struct remote_question){
                                                     .content_type = "application/json",
                                                     .body = vision_write(viewer->model, jpeg, arena),
                                                     .within_ms = left_ms > 1 ? (int)left_ms : 1,
                                                     .arena = arena,
                                                     .read = read_reply,
                                                     .done = on_remote,
                                                     .owner = looking,
                                                 });

    if (why)
        on_remote(looking, why);
}

/* ---- what is built in ---- */

static void on_seen(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct looking *looking = owner;
    const Steward__V1__Seeing *seeing = (const Steward__V1__Seeing *)answer;

    if (err) {
        looking->ask.done(looking->ask.owner, NULL, err);
        return;
    }
    looking->answer = seeing->attributes;
    if (seeing->picture.len)
        ask_remote(looking, str_n((const char *)seeing->picture.data, seeing->picture.len));
    else
        finish(looking);
}

void viewer_ask(struct viewer *viewer, const struct piece_ask *ask)
{
    struct looking *looking = arena_new_of(ask->arena, struct looking);
    Steward__V1__PictureAsk how = STEWARD__V1__PICTURE_ASK__INIT;
    struct piece_ask first = *ask;

    *looking = (struct looking){.viewer = viewer, .ask = *ask, .due_ms = clock_mono_ms() + ask->within_ms};
    if (ask->ask)
        how.only_fingerprint = ((const Steward__V1__PictureAsk *)ask->ask)->only_fingerprint;
    how.with_picture = viewer->remote && !how.only_fingerprint;
    first.ask = &how.base;
    first.done = on_seen;
    first.owner = looking;
    pool_ask(viewer->pool, &first);
}
