/* sources: which marketplaces there are, the rates of the day, and how long all of it lives.
 *
 * The complication: at the end of the process questions are still under way, and end after sources_close. So
 * what they point to goes with the last of them. */
#include "offers/sources.h"

#include <sys/stat.h>

#include "base/file_read.h"
#include "base/log.h"
#include "catalog.h"
#include "offers/sources_parts.h"
#include "json/message.h"

#define ARENA_BYTES (8 << 20)
#define TICK_MS     1000

struct source *source_named(const struct sources *sources, const char *name)
{
    for (size_t i = 0; i < sources->count; i++) {
        if (!strcmp(sources->all[i].shop.settings->name, name))
            return &sources->all[i];
    }
    return NULL;
}

size_t sources_count(const struct sources *sources)
{
    return sources ? sources->count : 0;
}

const char *sources_currency(const struct sources *sources)
{
    return sources->count ? sources->all[0].shop.settings->currency : "";
}

struct tokeniser *sources_tokeniser(const struct sources *sources)
{
    return sources->tokeniser;
}

/* ---- the rates of the day ---- */

const struct exchange *sources_exchange(const struct sources *sources)
{
    return sources->rates;
}

static bool read_rates(struct sources *sources, const char *path, struct error *err)
{
    struct arena *arena = arena_new(4 * EXCHANGE_BYTES_MAX);
    struct exchange *rates;
    struct str text;
    struct error why;

    if (!file_read(path, EXCHANGE_BYTES_MAX, arena, &text, &why) ||
        !exchange_read(text, arena, &rates, &why)) {
        arena_free(arena);
        return error_set(err, ERROR_FATAL, "sources", "STEWARD_CATALOG_RATES: %s", why.text);
    }
    arena_free(sources->rates_arena);
    sources->rates_arena = arena;
    sources->rates = rates;
    log_info("exchange rates read", {"date", LOG_TEXT(exchange_date(rates))});
    return true;
}

static const char *rates_path(const struct sources *sources)
{
    return config_text(process_config(sources->process), "STEWARD_CATALOG_RATES");
}

static int64_t changed_ns(const struct stat *file)
{
    return (int64_t)file->st_mtim.tv_sec * 1000000000 + file->st_mtim.tv_nsec;
}

/* A table that cannot be read leaves the one before in force. */
static bool look_for_rates(struct sources *sources, struct error *err)
{
    const char *path = rates_path(sources);
    struct stat file;

    if (stat(path, &file) || changed_ns(&file) == sources->rates_changed_ns)
        return sources->rates || read_rates(sources, path, err);
    sources->rates_changed_ns = changed_ns(&file);
    return read_rates(sources, path, err);
}

static void on_tick(void *owner)
{
    struct sources *sources = owner;
    struct error err;

    if (!look_for_rates(sources, &err))
        log_warn("exchange rates not read: those before stay", {"why", LOG_TEXT(err.text)});
    timer_set(sources->tick, TICK_MS);
}

/* ---- coming and going ---- */

static void count_answers(struct source *source)
{
    for (unsigned i = 0; i < SOURCE_STATUSES; i++) {
        const ProtobufCEnumValue *status =
            protobuf_c_enum_descriptor_get_value(&steward__v1__source_report__status__descriptor, (int)i);
        struct buf labels = {0};

        metric_label(&labels, "source", str_of(source->shop.settings->name));
        metric_label(&labels, "status", str_of(status->name));
        source->counts[i] = metric_counter("steward_source_answers_total",
                                           "Questions to marketplaces, by what became of them.", labels.data);
        buf_free(&labels);
    }
}

static void source_begin(struct sources *sources, struct source *source, const struct shop *shop)
{
    struct str packed = message_pack(&shop->settings->base, sources->arena);

    source->shop = *shop;
    source->shop.tokeniser = sources->tokeniser;
    source->sources = sources;
    source->identity = hash_for_good(0, packed.data, packed.len);
    list_init(&source->token_waiters);
    steward__v1__offer_query__init(&source->own);
    source->own.source = shop->settings->name;
    count_answers(source);
}

static bool read_file(struct sources *sources, struct shop **ret_shops, struct error *err)
{
    const struct config *config = process_config(sources->process);
    struct secrets *secrets = secrets_open(config);
    bool is_read = sources_file_read(config_text(config, "STEWARD_CATALOG_SOURCES"), secrets, sources->arena,
                                     ret_shops, &sources->count, err);

    secrets_close(secrets);
    return is_read;
}

static bool begin(struct sources *sources, struct error *err)
{
    struct shop *shops;

    if (!read_file(sources, &shops, err))
        return false;
    sources->all = arena_array(sources->arena, sources->count + 1, sizeof(*sources->all));
    for (size_t i = 0; i < sources->count; i++)
        source_begin(sources, &sources->all[i], &shops[i]);
    if (!*rates_path(sources))
        return true;
    sources->tick = timer_new(process_loop(sources->process), on_tick, sources);
    timer_set(sources->tick, TICK_MS);
    return look_for_rates(sources, err);
}

bool sources_open(struct process *process, struct sources **ret, struct error *err)
{
    struct sources *sources;

    *ret = NULL;
    if (!*config_text(process_config(process), "STEWARD_CATALOG_SOURCES"))
        return true;
    sources = mem_new(struct sources);
    sources->process = process;
    sources->arena = arena_new(ARENA_BYTES);
    sources->tokeniser = tokeniser_new();
    sources->users = 1;
    if (!begin(sources, err)) {
        sources_close(sources);
        return false;
    }
    (void)process_redis(process); /* the connection, before the first who asks */
    *ret = sources;
    return true;
}

void sources_release(struct sources *sources)
{
    if (--sources->users)
        return;
    for (size_t i = 0; i < sources->count; i++)
        mem_free(sources->all[i].token);
    map_free(&sources->questions);
    tokeniser_free(sources->tokeniser);
    arena_free(sources->rates_arena);
    arena_free(sources->arena);
    mem_free(sources);
}

void sources_close(struct sources *sources)
{
    if (!sources)
        return;
    timer_free(sources->tick);
    sources->process = NULL;
    sources_release(sources);
}

void sources_health(const struct sources *sources, struct buf *out)
{
    buf_str(out, STR(",\"sources\":["));
    for (size_t i = 0; i < sources->count; i++) {
        const struct source *source = &sources->all[i];

        buf_printf(out, "%s{\"name\":\"%s\",\"kind\":\"%s\",\"status\":\"%s\"", i ? "," : "",
                   source->shop.settings->name, source->shop.kind->name,
                   source->trouble[0] ? "failing" : "ok");
        if (source->trouble[0]) {
            buf_str(out, STR(",\"detail\":"));
            json_add_string(out, str_of(source->trouble));
        }
        if (source->unreadable)
            buf_printf(out, ",\"unreadable\":%lld", (long long)source->unreadable);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}
