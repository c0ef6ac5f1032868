/* store/rate_limit: one script a request in Redis; a table of bounded size here while Redis is away.
 *
 * The local table is of sets of four: a new client takes the place of the one in its set that can be
 * forgotten first, so a flood of addresses can make the limiter forget, never grow. */
#include "store/rate_limit.h"

#include <openssl/sha.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/list.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/gcra.h"

#define COUNT_MAX (INT64_C(1) << 53) /* exact in Lua, too */

enum { SETS = 1024, WAYS = 4, KEY_SIZE = 160, NUMBER_SIZE = 24 };

struct local_client {
    uint64_t hash;
    int64_t value;    /* as struct rate_look has it */
    int64_t until_us; /* it can be forgotten then */
};

struct rate_limit {
    struct loop *loop;
    struct redis *redis;
    char script_id[2 * SHA_DIGEST_LENGTH + 1];
    struct link asks;    /* at Redis */
    struct link decided; /* here, to be told */
    struct deferred tell;
    struct local_client clients[SETS][WAYS];
};

struct asked_rule {
    char key[KEY_SIZE], pause[NUMBER_SIZE], most[NUMBER_SIZE], cost[NUMBER_SIZE];
    int64_t pause_us; /* 0: a quota */
    int64_t most_count, cost_count;
};

struct ask {
    struct link link;
    struct rate_limit *limit; /* NULL: told, only to be freed */
    rate_limit_fn *decided;
    void *owner;
    struct rate_verdict verdict;
    bool is_whole_script; /* sent because Redis did not know its id */
    size_t count;
    struct asked_rule rules[RATE_RULES_MAX];
};

/* Times in microseconds; a key lives until nothing need be known of its client, at least a millisecond. First
 * every rule is looked at, then all are counted or none. The answer: which rule, wait, left, reset. */
static const char script[] =
    "local t = redis.call('TIME')\n"
    "local now, day = t[1] * 1000000 + t[2], 86400000000\n"
    "local wait, which, least, reset, values = 0, 0, nil, 0, {}\n"
    "for i = 1, #KEYS do\n"
    " local pause, most = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])\n"
    " local has, w, left, r = tonumber(redis.call('GET', KEYS[i]) or 0), 0, 0, 0\n"
    " if pause > 0 then\n"
    "  local due = math.max(has, now) + pause\n"
    "  local room = now + pause * most - due\n"
    "  r = due - now\n"
    "  if room < 0 then w = -room; r = r - pause else left = math.floor(room / pause) end\n"
    "  values[i] = {due, r}\n"
    " else\n"
    "  r = day - now % day\n"
    "  local after = math.max(0, has + tonumber(ARGV[3 * i]))\n"
    "  if after > most then w = r else left = most - after end\n"
    "  values[i] = {after, r}\n"
    " end\n"
    " if w > wait or (wait == 0 and (least == nil or left < least)) then\n"
    "  which, least, reset = i - 1, left, r\n"
    " end\n"
    " wait = math.max(wait, w)\n"
    "end\n"
    "if wait == 0 then\n"
    " for i = 1, #KEYS do\n"
    "  redis.call('SET', KEYS[i], string.format('%.0f', values[i][1]), 'PX',"
    " math.max(1, math.ceil(values[i][2] / 1000)))\n"
    " end\n"
    "end\n"
    "return {which, wait, least, reset}\n";

static void tell(struct ask *ask)
{
    ask->decided(ask->owner, &ask->verdict);
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

static void set_verdict(struct rate_verdict *verdict, int which, int64_t wait_us, int64_t left,
                        int64_t reset_us)
{
    *verdict = (struct rate_verdict){
        .allowed = wait_us == 0,
        .which = which,
        .retry_after_ms = (wait_us + 999) / 1000,
        .left = left,
        .reset_ms = (reset_us + 999) / 1000,
    };
}

/* ---- here ---- */

static struct local_client *local_client(struct rate_limit *limit, const char *key)
{
    uint64_t hash = hash_bytes(key, strlen(key));
    struct local_client *set = limit->clients[hash % SETS], *idlest = set;

    for (int i = 0; i < WAYS; i++) {
        if (set[i].hash == hash)
            return &set[i];
        if (set[i].until_us < idlest->until_us)
            idlest = &set[i];
    }
    *idlest = (struct local_client){.hash = hash};
    return idlest;
}

static struct rate_look look_here(struct rate_limit *limit, const struct asked_rule *rule)
{
    const struct local_client *client = local_client(limit, rule->key);
    int64_t now_us = clock_mono_us();

    if (rule->pause_us)
        return rate_look(client->value, now_us, rule->pause_us, rule->most_count);
    return quota_look(client->until_us > now_us ? client->value : 0, clock_wall_ms() * 1000, rule->most_count,
                      rule->cost_count);
}

static void count_here(struct rate_limit *limit, const struct asked_rule *rule)
{
    struct rate_look look = look_here(limit, rule);
    struct local_client *client = local_client(limit, rule->key);

    client->value = look.value;
    client->until_us = clock_mono_us() + look.reset_us;
}

static void decide_here(struct ask *ask)
{
    struct rate_look chosen = {0};
    int which = -1;

    for (size_t i = 0; i < ask->count; i++) {
        struct rate_look look = look_here(ask->limit, &ask->rules[i]);

        if (which >= 0 && look.wait_us <= chosen.wait_us && (chosen.wait_us || look.left >= chosen.left))
            continue;
        chosen = look;
        which = (int)i;
    }
    for (size_t i = 0; i < ask->count && !chosen.wait_us; i++)
        count_here(ask->limit, &ask->rules[i]);
    set_verdict(&ask->verdict, which, chosen.wait_us, chosen.left, chosen.reset_us);
    list_push(&ask->limit->decided, &ask->link);
    loop_defer(ask->limit->loop, &ask->limit->tell);
}

/* ---- at Redis ---- */

static void on_answer(void *owner, const struct redis_reply *reply);

static void ask_redis(struct ask *ask)
{
    struct str words[3 + 4 * RATE_RULES_MAX];
    char count_text[NUMBER_SIZE];
    size_t count = 0;

    snprintf(count_text, sizeof(count_text), "%zu", ask->count);
    words[count++] = ask->is_whole_script ? STR("EVAL") : STR("EVALSHA");
    words[count++] = ask->is_whole_script ? STR(script) : str_of(ask->limit->script_id);
    words[count++] = str_of(count_text);
    for (size_t i = 0; i < ask->count; i++)
        words[count++] = str_of(ask->rules[i].key);
    for (size_t i = 0; i < ask->count; i++) {
        words[count++] = str_of(ask->rules[i].pause);
        words[count++] = str_of(ask->rules[i].most);
        words[count++] = str_of(ask->rules[i].cost);
    }
    list_push(&ask->limit->asks, &ask->link);
    redis_command(ask->limit->redis, words, count, on_answer, ask);
}

static bool read_verdict(const struct redis_reply *reply, struct rate_verdict *ret_verdict)
{
    if (!reply || reply->kind != REDIS_LIST || reply->count != 4)
        return false;
    for (size_t i = 0; i < 4; i++)
        if (reply->items[i].kind != REDIS_INTEGER)
            return false;
    set_verdict(ret_verdict, (int)reply->items[0].integer, reply->items[1].integer, reply->items[2].integer,
                reply->items[3].integer);
    return true;
}

static void on_answer(void *owner, const struct redis_reply *reply)
{
    struct ask *ask = owner;

    if (!ask->limit) {
        mem_free(ask);
        return;
    }
    list_remove(&ask->link);
    if (read_verdict(reply, &ask->verdict)) {
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

    SHA1((const unsigned char *)script, sizeof(script) - 1, digest);
    *hex_write(ret_id, digest, sizeof(digest)) = '\0';
}

struct rate_limit *rate_limit_new(struct loop *loop, struct redis *redis)
{
    struct rate_limit *limit = mem_new(struct rate_limit);

    limit->loop = loop;
    limit->redis = redis;
    name_script(limit->script_id);
    list_init(&limit->asks);
    list_init(&limit->decided);
    limit->tell = (struct deferred){.fn = tell_decided, .owner = limit};
    return limit;
}

/* The day is in a quota's key: yesterday's count is never taken for today's. */
static void copy_rule(const struct rate_rule *rule, struct asked_rule *to)
{
    double pause = rule->per_second > 0 ? 1e6 / rule->per_second : 0;
    int key_len = (int)(rule->key.len < 120 ? rule->key.len : 120);

    to->pause_us = pause > 3.6e9 ? (int64_t)3.6e9 : pause > 0 && pause < 1 ? 1 : (int64_t)pause;
    to->most_count = rule->most > 1 ? rule->most : 1;
    to->cost_count = rule->cost ? rule->cost : 1;
    if (to->pause_us)
        snprintf(to->key, sizeof(to->key), "steward:rate:%.*s", key_len, rule->key.data);
    else
        snprintf(to->key, sizeof(to->key), "steward:quota:%lld:%.*s",
                 (long long)(clock_wall_ms() / (DAY_US / 1000)), key_len, rule->key.data);
    snprintf(to->pause, sizeof(to->pause), "%lld", (long long)to->pause_us);
    snprintf(to->most, sizeof(to->most), "%lld", (long long)to->most_count);
    snprintf(to->cost, sizeof(to->cost), "%lld", (long long)to->cost_count);
}

void rate_limit_ask(struct rate_limit *limit, const struct rate_rule *rules, size_t count,
                    rate_limit_fn *decided, void *owner)
{
    struct ask *ask = mem_new(struct ask);

    ask->limit = limit;
    ask->decided = decided;
    ask->owner = owner;
    for (; ask->count < count && ask->count < RATE_RULES_MAX; ask->count++)
        copy_rule(&rules[ask->count], &ask->rules[ask->count]);
    if (limit->redis)
        ask_redis(ask);
    else
        decide_here(ask);
}

static void forget_verdict(void *owner, const struct rate_verdict *verdict)
{
    (void)owner;
    (void)verdict;
}

void rate_limit_correct(struct rate_limit *limit, struct str key, int64_t more)
{
    struct rate_rule rule = {.key = key, .most = COUNT_MAX, .cost = more};

    if (more)
        rate_limit_ask(limit, &rule, 1, forget_verdict, NULL);
}

/* At the end nobody needs to be slowed down. */
void rate_limit_free(struct rate_limit *limit)
{
    if (!limit)
        return;
    loop_cancel(limit->loop, &limit->tell);
    tell_decided(limit);
    for (struct link *at; (at = list_shift(&limit->asks));) {
        struct ask *ask = list_item(at, struct ask, link);

        ask->limit = NULL;
        ask->verdict = (struct rate_verdict){.allowed = true, .which = -1};
        tell(ask);
    }
    mem_free(limit);
}
