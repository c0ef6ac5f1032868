/* store/redis: commands, their answers and their deadlines, over one connection that comes and goes.
 *
 * The complication: whoever is answered may close us, so there is a flag on the stack of whoever answers. An
 * answer that is late ends the connection: what comes after it could only be later. */
#include "store/redis.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "store/backoff.h"
#include "store/lookup.h"
#include "store/redis_link.h"

static const size_t most_pending = 10000, reply_arena_bytes = 16 << 20;
static const int first_pause_ms = 50, longest_pause_ms = 3000;

struct redis {
    struct loop *loop;
    struct redis_address address;
    struct lookups *lookups; /* NULL: the host is an address */
    int64_t timeout_ms;
    struct tls_side *tls;    /* NULL: in the clear */
    struct redis_link *link; /* NULL: away */
    struct timer *retry;
    struct timer *patience; /* of connecting, then of the oldest command */
    int failures;
    bool is_ready;
    bool is_closed;
    struct link asked; /* oldest first */
    size_t asked_count;
    struct link refused; /* to be answered with NULL, without Redis */
    struct deferred answer_refused;
    struct arena *arena;
    char trouble[200];
    bool *is_gone; /* where whoever is answering wants to be told that we were closed */
};

/* A command. */
struct asked {
    struct link link;
    struct redis *redis;
    redis_done_fn *done;
    void *owner;
    int64_t due_ms;
};

const struct setting redis_settings[] = {
    {"STEWARD_REDIS_URL", SETTING_URL, "redis://127.0.0.1:6379/0",
     .help = "redis://user:password@host:port/database; rediss:// over TLS", .secret = true},
    {"STEWARD_REDIS_CA", SETTING_PATH, "", .help = "certificates that are trusted, PEM; empty: the system's"},
    {"STEWARD_REDIS_CERTIFICATE", SETTING_PATH, "", .help = "the client's own certificate, PEM"},
    {"STEWARD_REDIS_KEY", SETTING_PATH, "", .help = "the key to it, PEM"},
    {"STEWARD_REDIS_TIMEOUT_MS", SETTING_INT, "250", 10, 60000,
     "to connect to Redis, and to wait for an answer"},
    {0},
};

static void note_trouble(struct redis *r, const char *why)
{
    snprintf(r->trouble, sizeof(r->trouble), "%.199s", why);
}

/* Coming and going. */

/* What is pending is answered with NULL in this turn, but not in here. */
static void lose(struct redis *r, const char *why)
{
    note_trouble(r, why);
    redis_link_close(r->link);
    r->link = NULL;
    timer_stop(r->patience);
    if (r->is_ready)
        log_warn("redis lost", {"why", LOG_TEXT(r->trouble)});
    r->is_ready = false;
    for (struct link *at; (at = list_shift(&r->asked));)
        list_push(&r->refused, at);
    r->asked_count = 0;
    loop_defer(r->loop, &r->answer_refused);
    timer_set(r->retry, backoff_random_ms(r->failures++, first_pause_ms, longest_pause_ms));
}

static void on_down(void *owner, const char *why)
{
    lose(owner, why);
}

static void on_impatient(void *owner)
{
    struct redis *r = owner;
    struct asked *oldest = list_is_empty(&r->asked) ? NULL : list_item(r->asked.next, struct asked, link);
    int64_t wait = oldest ? oldest->due_ms - clock_mono_ms() : 0;

    if (wait > 0)
        timer_set(r->patience, wait);
    else if (oldest || !r->is_ready)
        lose(r, "no answer in time");
}

/* Commands and replies. */

static void read_reply(struct redis *r, const redisReply *from, struct redis_reply *to)
{
    struct redis_reply *items;

    *to = (struct redis_reply){.kind = REDIS_NIL};
    switch (from->type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_ERROR:
        to->kind = from->type == REDIS_REPLY_ERROR ? REDIS_ERROR : REDIS_TEXT;
        to->text = str_n(from->str, (size_t)from->len);
        break;
    case REDIS_REPLY_INTEGER:
        to->kind = REDIS_INTEGER;
        to->integer = from->integer;
        break;
    case REDIS_REPLY_ARRAY:
        items = arena_array(r->arena, from->elements, sizeof(*items));
        for (size_t i = 0; i < from->elements; i++)
            read_reply(r, from->element[i], &items[i]);
        to->kind = REDIS_LIST;
        to->items = items;
        to->count = from->elements;
        break;
    default:
        break;
    }
}

static void answer(struct asked *asked, const redisReply *native)
{
    struct redis *r = asked->redis;
    struct redis_reply reply;
    bool is_gone = false, *outer = r->is_gone;

    r->is_gone = &is_gone;
    if (native) {
        read_reply(r, native, &reply);
        asked->done(asked->owner, arena_failed(r->arena) ? NULL : &reply);
    } else
        asked->done(asked->owner, NULL);
    mem_free(asked);
    if (is_gone) {
        if (outer)
            *outer = true;
        return;
    }
    r->is_gone = outer;
    if (native)
        arena_reset(r->arena);
}

static void on_reply(void *owner, const redisReply *native)
{
    struct redis *r = owner;
    struct link *at = list_shift(&r->asked);

    if (!at) {
        lose(r, "an answer to no question");
        return;
    }
    r->asked_count--;
    answer(list_item(at, struct asked, link), native);
}

static void answer_refused(void *owner)
{
    struct redis *r = owner;
    bool is_gone = false, *outer = r->is_gone;

    r->is_gone = &is_gone;
    for (struct link *at; !is_gone && (at = list_shift(&r->refused));)
        answer(list_item(at, struct asked, link), NULL);
    if (!is_gone)
        r->is_gone = outer;
    else if (outer)
        *outer = true;
}

static struct asked *asked_new(struct redis *r, redis_done_fn *done, void *owner)
{
    struct asked *asked = mem_new(struct asked);

    *asked =
        (struct asked){.redis = r, .done = done, .owner = owner, .due_ms = clock_mono_ms() + r->timeout_ms};
    return asked;
}

static bool ask(struct redis *r, const struct str *words, size_t count, struct asked *asked)
{
    if (!r->link || r->asked_count >= most_pending || !redis_link_send(r->link, words, count))
        return false;
    list_push(&r->asked, &asked->link);
    r->asked_count++;
    if (!timer_is_set(r->patience))
        timer_set(r->patience, r->timeout_ms);
    return true;
}

void redis_command(struct redis *r, const struct str *words, size_t count, redis_done_fn *done, void *owner)
{
    struct asked *asked = asked_new(r, done, owner);

    if (r->is_ready && ask(r, words, count, asked))
        return;
    list_push(&r->refused, &asked->link);
    loop_defer(r->loop, &r->answer_refused);
}

/* The first words: who we are and which database; PING's answer says that both were accepted. */

static void on_hello(void *owner, const struct redis_reply *reply)
{
    struct redis *r = owner;
    char why[200];

    if (!reply || !r->link)
        return;
    if (reply->kind == REDIS_ERROR) {
        snprintf(why, sizeof(why), "%.*s", STR_ARGS(reply->text));
        lose(r, why);
    } else if (str_is(reply->text, "PONG")) {
        r->is_ready = true;
        r->failures = 0;
        r->trouble[0] = '\0';
        log_info("redis connected", {"host", LOG_TEXT(r->address.host)}, {"port", LOG_INT(r->address.port)});
    }
}

static void say_hello(struct redis *r, const struct str *words, size_t count)
{
    struct asked *asked = asked_new(r, on_hello, r);

    if (!ask(r, words, count, asked))
        mem_free(asked);
}

static void on_up(void *owner)
{
    struct redis *r = owner;
    const struct redis_address *to = &r->address;
    char database[16];

    snprintf(database, sizeof(database), "%d", to->database);
    if (to->user[0])
        say_hello(r, (struct str[]){STR("AUTH"), str_of(to->user), str_of(to->password)}, 3);
    else if (to->password[0])
        say_hello(r, (struct str[]){STR("AUTH"), str_of(to->password)}, 2);
    if (to->database)
        say_hello(r, (struct str[]){STR("SELECT"), str_of(database)}, 2);
    say_hello(r, (struct str[]){STR("PING")}, 1);
}

static void try_again_later(struct redis *r, const char *why)
{
    note_trouble(r, why);
    timer_set(r->retry, backoff_random_ms(r->failures++, first_pause_ms, longest_pause_ms));
}

static void start_connecting(struct redis *r)
{
    static const struct redis_link_events events = {on_up, on_reply, on_down};
    struct error err;

    r->link = redis_link_open(r->loop, &r->address, r->tls, &events, r, &err);
    if (r->link)
        timer_set(r->patience, r->timeout_ms);
    else
        try_again_later(r, err.text);
}

static void on_looked_up(void *owner, const char *trouble, uint64_t missing)
{
    struct redis *r = owner;

    if (trouble)
        try_again_later(r, trouble);
    else
        start_connecting(r);
}

static void on_retry(void *owner)
{
    struct redis *r = owner;

    if (!r->lookups)
        start_connecting(r);
    else if (!lookups_start(r->lookups, on_looked_up, r))
        try_again_later(r, "too many names to look up");
}

/* False: the address or the files cannot be used, and never will. */
static bool read_settings(struct redis *r, const struct config *config)
{
    const struct tls_files files = {config_text(config, "STEWARD_REDIS_CA"),
                                    config_text(config, "STEWARD_REDIS_CERTIFICATE"),
                                    config_text(config, "STEWARD_REDIS_KEY")};
    struct error err;

    if (!redis_url_parse(config_text(config, "STEWARD_REDIS_URL"), &r->address)) {
        note_trouble(r, "STEWARD_REDIS_URL is not like redis://user:password@host:port/database");
        return false;
    }
    if (!r->address.is_secure || tls_client_new(&files, &r->tls, &err))
        return true;
    note_trouble(r, err.text);
    log_error("redis cannot be used", {"why", LOG_TEXT(err.text)});
    return false;
}

struct redis *redis_open(struct loop *loop, const struct config *config)
{
    struct redis *r = mem_new(struct redis);

    r->loop = loop;
    r->timeout_ms = config_int(config, "STEWARD_REDIS_TIMEOUT_MS");
    list_init(&r->asked);
    list_init(&r->refused);
    r->answer_refused = (struct deferred){.fn = answer_refused, .owner = r};
    r->arena = arena_new(reply_arena_bytes);
    r->retry = timer_new(loop, on_retry, r);
    r->patience = timer_new(loop, on_impatient, r);
    note_trouble(r, "not connected yet");
    if (read_settings(r, config)) {
        r->lookups = lookups_new(loop, r->address.host);
        timer_set(r->retry, 0);
    }
    return r;
}

bool redis_is_ready(const struct redis *r)
{
    return r->is_ready;
}

const char *redis_trouble(const struct redis *r)
{
    return r->is_ready ? NULL : r->trouble;
}

static void answer_all(struct link *list)
{
    for (struct link *at; (at = list_shift(list));) {
        struct asked *asked = list_item(at, struct asked, link);

        asked->done(asked->owner, NULL);
        mem_free(asked);
    }
}

void redis_close(struct redis *r)
{
    if (!r || r->is_closed)
        return;
    r->is_closed = true;
    r->is_ready = false;
    redis_link_close(r->link);
    r->link = NULL;
    answer_all(&r->asked);
    answer_all(&r->refused);
    if (r->is_gone)
        *r->is_gone = true;
    lookups_free(r->lookups);
    tls_side_free(r->tls);
    timer_free(r->retry);
    timer_free(r->patience);
    loop_cancel(r->loop, &r->answer_refused);
    arena_free(r->arena);
    mem_free(r);
}
