/* media: the nursery is made by main, the pool of its workers by the start. It is ready at once: while the
 * works are being warmed, which takes some seconds, pieces wait, and all else goes on. Commands from Kafka
 * are left to other copies for so long. */
#include "media.h"

#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "http/guard.h"
#include "json/json.h"

#define MODEL_FILE  "eng.traineddata"
#define PATIENCE_MS 15000 /* waiting for a worker and its work */

struct media {
    struct nursery *nursery;
    struct worker_pool *pool;
    struct transcriber *transcriber;
    struct viewer *viewer;
    struct media_store *store;
    struct taker *taker;
    struct dictations *dictations;
    bool reads_text;
    bool is_warm;
    char lacks[240]; /* what a work that is not able said; empty: none */
};

static struct media *of_main;

const struct setting media_settings[] = {
    WORKER_SETTINGS,
    STORE_SETTINGS,
    GUARD_SETTINGS,
    SPEECH_SETTINGS,
    VISION_SETTINGS,
    {"STEWARD_MEDIA_TEXT_MODEL", SETTING_PATH, "/usr/share/tesseract-ocr/5/tessdata",
     .help = "folder with tesseract's eng.traineddata; without that file text in pictures is not read"},
    {"STEWARD_MEDIA_SPEECH_MODEL", SETTING_PATH, "/usr/share/pocketsphinx/model/en-us",
     .help =
         "folder of an acoustic model, as Debian's pocketsphinx-en-us; without it speech is not understood"},
    {"STEWARD_MEDIA_WORDS", SETTING_PATH, "",
     .help = "file of what a shop calls its products, for speech and a vision model: data/demo/make_words.py "
             "makes one; empty: the demo catalogue's"},
    {0},
};

struct media *media_new(struct error *err)
{
    static const struct work *const works[] = {&work_picture, &work_speech, &work_dictation, NULL};
    static const struct setting *const settings[] = {media_settings, NULL};
    struct media *media = mem_new(struct media);

    media->nursery = nursery_start(works, settings, err);
    if (media->nursery)
        return media;
    mem_free(media);
    return NULL;
}

void media_free(struct media *media)
{
    if (!media)
        return;
    nursery_free(media->nursery);
    mem_free(media);
}

void media_is(struct media *media)
{
    of_main = media;
}

struct media_store *media_kept(const struct media *media)
{
    return media->store;
}

static void on_warm(void *owner, const struct error *err)
{
    struct media *media = process_own(owner);

    media->is_warm = true;
    process_join(owner);
    if (err) {
        snprintf(media->lacks, sizeof(media->lacks), "%s", err->text);
        log_error("a work cannot be done", {"why", LOG_TEXT(err->text)});
    }
}

/* Another nursery is had by another start only, which whoever watches over the process sees to. */
static void on_gone(void *owner)
{
    process_end(owner);
}

static bool has_model(const struct config *config)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/" MODEL_FILE, config_text(config, "STEWARD_MEDIA_TEXT_MODEL"));
    return access(path, R_OK) == 0;
}

bool media_start(struct process *process, bool *ret_later, struct error *err)
{
    struct media *media = of_main;

    media->store = media_store_new(process_loop(process), process_config(process), err);
    if (!media->store)
        return false;
    media->taker = taker_new(process_loop(process), process_http(process), media->store,
                             process_config(process), MEDIA_BODY_BYTES, err);
    if (!media->taker) {
        media_store_free(media->store);
        return false;
    }
    media->reads_text = has_model(process_config(process));
    if (!media->reads_text)
        log_warn("text in pictures is not read: there is no model",
                 {"folder", LOG_TEXT(config_text(process_config(process), "STEWARD_MEDIA_TEXT_MODEL"))});
    process_set_own(process, media);
    media->pool = worker_pool_new(process_loop(process), process_config(process), media->nursery, on_warm,
                                  on_gone, process);
    media->transcriber = transcriber_new(process_config(process), media->pool, process_http(process));
    media->dictations =
        dictations_new(process_loop(process), media->pool, &work_dictation, DICTATION_IDLE_MS);
    media->viewer = viewer_new(process_config(process), media->pool, process_http(process), err);
    if (!media->viewer)
        media_stop(process);
    return media->viewer != NULL;
}

void media_stop(struct process *process)
{
    struct media *media = process_own(process);

    process_set_own(process, NULL);
    transcriber_free(media->transcriber);
    viewer_free(media->viewer);
    dictations_free(media->dictations);
    worker_pool_free(media->pool);
    taker_free(media->taker);
    media_store_free(media->store);
}

static void say_lack(struct buf *out, const char *name, const char *what)
{
    if (!what || !what[0])
        return;
    buf_printf(out, ",\"%s\":", name);
    json_add_string(out, str_of(what));
}

void media_health(struct process *process, struct buf *out)
{
    const struct media *media = process_own(process);

    if (!media)
        return;
    buf_printf(out, ",\"is_warm\":%s", media->is_warm ? "true" : "false");
    buf_printf(out, ",\"reads_text\":%s", media->reads_text ? "true" : "false");
    say_lack(out, "lacks", media->lacks);
    say_lack(out, "remote_speech", transcriber_trouble(media->transcriber));
    say_lack(out, "remote_vision", viewer_trouble(media->viewer));
    say_lack(out, "keeps_nothing", media_store_lacks(media->store));
}

void media_fail(struct call *call, const struct error *err)
{
    if (err->policy == ERROR_SKIP)
        call_problem(call, 422, "unreadable-media", NULL, "%s", err->text);
    else
        call_fail(call, err);
}

static void on_done(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    if (err)
        media_fail(owner, err);
    else
        call_reply(owner, 200, answer);
}

struct media_store *media_store_of(struct call *call)
{
    const struct media *media = process_own(call_process(call));

    if (!media)
        call_problem(call, 503, "starting", NULL, "nothing can be done with media yet");
    return media ? media->store : NULL;
}

struct taker *media_taker(const struct media *media)
{
    return media->taker;
}

struct taker *media_taker_of(struct call *call)
{
    const struct media *media = process_own(call_process(call));

    return media->taker;
}

struct dictations *media_dictations(const struct media *media)
{
    return media->dictations;
}

void media_do(struct media *media, const struct piece_ask *ask)
{
    if (ask->work == &work_speech)
        transcriber_ask(media->transcriber, ask);
    else
        viewer_ask(media->viewer, ask);
}

struct asked {
    struct call *call;
    const struct work *work;
    const ProtobufCMessage *ask;
};

static void on_bytes(void *owner, struct str bytes)
{
    const struct asked *asked = owner;

    media_do(process_own(call_process(asked->call)), &(struct piece_ask){
                                                         .work = asked->work,
                                                         .bytes = bytes,
                                                         .ask = asked->ask,
                                                         .arena = call_arena(asked->call),
                                                         .within_ms = PATIENCE_MS,
                                                         .done = on_done,
                                                         .owner = asked->call,
                                                     });
}

void media_answer(struct call *call, const struct work *work, const ProtobufCMessage *ask)
{
    struct asked *asked = arena_new_of(call_arena(call), struct asked);

    *asked = (struct asked){call, work, ask};
    media_bytes_of(call, on_bytes, asked);
}
