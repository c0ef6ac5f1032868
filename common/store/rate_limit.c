/* store/rate_limit: one key and one script a client in Redis; a table of bounded size here while Redis is
 * away.
 *
 * The local table is of sets of four: a new client takes the place of the one in its set whose time is
 * longest past, so a flood of addresses can make the limiter forget, never grow. */
#include "store/rate_limit.h"

#include <openssl/sha.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/gcra.h"

enum { SETS = 1024, WAYS = 4 };

struct local_client {
    uint64_t hash;
    int64_t due_us;
};

struct rate_limit {
    struct loop *loop;
    struct redis *redis;
    int64_t pause_us;
    int64_t burst;
    char pause_text[24], burst_text[24];
    char script_id[2 * SHA_DIGEST_LENGTH + 1];
    struct link asks;    /* at Redis */
    struct link decided; /* here, to be told */
    struct deferred tell;
    struct local_client clients[SETS][WAYS];
};

struct ask {
    struct link link;
    struct rate_limit *limit; /* NULL: told, only to be freed */
    rate_limit_fn *decided;
    void *owner;
    int64_t wait_us;
    bool is_whole_script; /* sent because Redis did not know its id */
    char key[16 + 128];
    struct str client;
};

/* Times in microseconds; the key lives until its client would have a full burst again, at least a
 * millisecond. */
static const char gcra_script[] = "local t = redis.call('TIME')\n"
                                  "local now = t[1] * 1000000 + t[2]\n"
                                  "local pause, burst = tonumber(ARGV[1]), tonumber(ARGV[2])\n"
                                  "local due = tonumber(redis.call('GET', KEYS[1]) or now)\n"
                                  "if due < now then due = now end\n"
                                  "due = due + pause\n"
                                  "local allowed_at = due - pause * burst\n"
                                  "if now < allowed_at then return allowed_at - now end\n"
                                  "redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', math.max(1, "
                                  "math.ceil((due - now) / 1000)))\n"
                                  "return 0\n";

static void tell(struct ask *ask)
{
    ask->decided(ask->owner, ask->wait_us == 0, (ask->wait_us + 999) / 1000);
}

/* The one freed may be the limiter itself, by whoever is told: then its list has been emptied. */
static void tell_decided(void *owner)
{
    struct rate_limit *limit = owner;
    struct link now;

    list_init(&now);
    for (struct link *at; (at = list_shift(&limit->decided));)
        list_push(&now, at);
    for (struct link *at; (at = list_shift(&now));) {
        struct ask *ask = list_item(at, struct ask, link);

        tell(ask);
        mem_free(ask);
    }
}

static int64_t *local_due(struct rate_limit *limit, struct str client)
{
    uint64_t hash = hash_bytes(client.data, client.len);
    struct local_client *set = limit->clients[hash % SETS], *idlest = set;

    for (int i = 0; i < WAYS; i++) {
        if (set[i].hash == hash)
            return &set[i].due_us;
        if (set[i].due_us < idlest->due_us)
            idlest = &set[i];
    }
    *idlest = (struct local_client){.hash = hash};
    return &idlest->due_us;
}

static void decide_here(struct ask *ask)
{
    struct rate_limit *limit = ask->limit;

    ask->wait_us = gcra_take(local_due(limit, ask->client), clock_mono_us(), limit->pause_us, limit->burst);
    list_push(&limit->decided, &ask->link);
    loop_defer(limit->loop, &limit->tell);
}

static void on_answer(void *owner, const struct redis_reply *reply);

static void ask_redis(struct ask *ask)
{
    struct rate_limit *limit = ask->limit;
    struct str words[] = {ask->is_whole_script ? STR("EVAL") : STR("EVALSHA"),
                          ask->is_whole_script ? STR(gcra_script) : str_of(limit->script_id),
                          STR("1"),
                          str_of(ask->key),
                          str_of(limit->pause_text),
                          str_of(limit->burst_text)};

    list_push(&limit->asks, &ask->link);
    redis_command(limit->redis, words, COUNT_OF(words), on_answer, ask);
}

static void on_answer(void *owner, const struct redis_reply *reply)
{
    struct ask *ask = owner;

    if (!ask->limit) {
        mem_free(ask);
        return;
    }
    list_remove(&ask->link);
    if (reply && reply->kind == REDIS_INTEGER) {
        ask->wait_us = reply->integer;
        tell(ask);
        mem_free(ask);
    } else if (reply && reply->kind == REDIS_ERROR && !ask->is_whole_script &&
               str_starts(reply->text, STR("NOSCRIPT"))) {
        ask->is_whole_script = true;
        ask_redis(ask);
    } else
        decide_here(ask);
}

static void name_script(char ret_id[2 * SHA_DIGEST_LENGTH + 1])
{
    unsigned char digest[SHA_DIGEST_LENGTH];

    SHA1((const unsigned char *)gcra_script, sizeof(gcra_script) - 1, digest);
    for (int i = 0; i < SHA_DIGEST_LENGTH; i++)
        snprintf(ret_id + (ptrdiff_t)2 * i, 3, "%02x", digest[i]);
}

struct rate_limit *rate_limit_new(struct loop *loop, struct redis *redis, struct rate_limit_rule rule)
{
    struct rate_limit *limit = mem_new(struct rate_limit);
    double pause = rule.per_second > 0 ? 1e6 / rule.per_second : 0;

    limit->loop = loop;
    limit->redis = redis;
    limit->pause_us = pause > 3.6e9 ? (int64_t)3.6e9 : (int64_t)pause;
    limit->burst = rule.burst > 1 ? rule.burst : 1;
    snprintf(limit->pause_text, sizeof(limit->pause_text), "%lld", (long long)limit->pause_us);
    snprintf(limit->burst_text, sizeof(limit->burst_text), "%lld", (long long)limit->burst);
    name_script(limit->script_id);
    list_init(&limit->asks);
    list_init(&limit->decided);
    limit->tell = (struct deferred){.fn = tell_decided, .owner = limit};
    return limit;
}

void rate_limit_ask(struct rate_limit *limit, struct str client, rate_limit_fn *decided, void *owner)
{
    struct ask *ask = mem_new(struct ask);

    ask->limit = limit;
    ask->decided = decided;
    ask->owner = owner;
    snprintf(ask->key, sizeof(ask->key), "steward:rate:%.*s", (int)(client.len < 128 ? client.len : 128),
             client.data ? client.data : "");
    ask->client = str_of(ask->key);
    if (limit->redis && limit->pause_us > 0)
        ask_redis(ask);
    else
        decide_here(ask);
}

/* Those still asking are told to go on: at the end nobody needs to be slowed down. */
void rate_limit_free(struct rate_limit *limit)
{
    if (!limit)
        return;
    loop_cancel(limit->loop, &limit->tell);
    tell_decided(limit);
    for (struct link *at; (at = list_shift(&limit->asks));) {
        struct ask *ask = list_item(at, struct ask, link);

        ask->limit = NULL;
        tell(ask);
    }
    mem_free(limit);
}
