/* cmd_dlt_show: which dead letters there are, and one of them in full. */
#include <ctype.h>
#include <stdio.h>

#include "base/clock.h"
#include "dlt.h"
#include "letter.h"
#include "letter_filter.h"
#include "print.h"
#include "json/base64.h"
#include "json/json.h"

enum { SHOWN_BYTES = 64 * 1024, KEY_SHOWN = 64 };

/* ---- dlt list ---- */

struct listing {
    struct dlt *dlt;
    struct letter_filter filter;
    struct table *table;
    struct buf json;
    int64_t replayed_to;
};

static struct str text_or(struct str bytes, struct str otherwise)
{
    return utf8_valid(bytes) ? bytes : otherwise;
}

static struct str key_text(const struct record *letter)
{
    return text_or(str_sub(letter->key, 0, utf8_clip(letter->key, KEY_SHOWN)), STR("(bytes)"));
}

static void add_json(struct buf *out, const struct record *letter, bool is_replayed)
{
    buf_printf(out,
               "%s{\"topic\":\"%s\",\"partition\":%d,\"offset\":%lld,\"timestamp_ms\":%lld,\"replayed\":%s",
               out->data[out->len - 1] == '[' ? "" : ",", letter->topic, letter->partition,
               (long long)letter->offset, (long long)letter->timestamp_ms, is_replayed ? "true" : "false");
    buf_printf(out, ",\"original_partition\":%lld,\"original_offset\":%lld,\"reason\":",
               (long long)letter_number(letter, "kafka_dlt-original-partition"),
               (long long)letter_number(letter, "kafka_dlt-original-offset"));
    json_add_string(out, text_or(letter_reason(letter), STR("(not UTF-8)")));
    buf_str(out, STR(",\"key\":"));
    json_add_string(out, key_text(letter));
    buf_char(out, '}');
}

static bool list_letter(void *owner, const struct record *letter)
{
    struct listing *listing = owner;
    struct arena *arena = listing->dlt->cli->arena;
    bool is_replayed = letter->offset < listing->replayed_to;

    if (!letter_filter_takes(&listing->filter, letter))
        return true;
    add_json(&listing->json, letter, is_replayed);
    table_cell(listing->table, "%s", letter->topic);
    table_cell(listing->table, "%d", letter->partition);
    table_cell(listing->table, "%lld", (long long)letter->offset);
    table_cell(listing->table, "%s", clock_rfc3339(arena, letter->timestamp_ms));
    table_cell(listing->table, "%s", is_replayed ? "yes" : "no");
    table_cell(listing->table, "%.*s", STR_ARGS(key_text(letter)));
    table_cell(listing->table, "%.*s", STR_ARGS(str_sub(letter_reason(letter), 0, 100)));
    return true;
}

/* Whoever looks for some of them looks at all, from the oldest; else the newest are of interest. */
static bool list_topic(struct listing *listing, const struct admin_topic *topic, int64_t limit,
                       struct error *err)
{
    bool is_searching = letter_filter_picks(&listing->filter);

    for (size_t i = 0; i < topic->partition_count; i++) {
        const struct admin_partition *partition = &topic->partitions[i];
        int64_t from = partition->high - limit > partition->low && !is_searching ? partition->high - limit
                                                                                 : partition->low;

        listing->replayed_to = dlt_replayed_to(listing->dlt, topic->name, partition);
        if (!admin_read(listing->dlt->admin, topic->name, partition->partition, from, partition->high,
                        list_letter, listing, err))
            return false;
    }
    return true;
}

static int list(struct cli *cli)
{
    static const char *const heads[] = {"TOPIC",    ">PARTITION", ">OFFSET", "SET ASIDE AT",
                                        "REPLAYED", "KEY",        "REASON",  NULL};
    struct listing listing = {.table = table_new(cli->arena, heads)};
    struct error err;
    struct dlt dlt;
    int64_t limit;
    int code;

    if (!args_int(cli->args, "limit", 1, 10000, 20, &limit, &err) ||
        !letter_filter_read(cli->args, clock_wall_ms(), &listing.filter, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    code = dlt_open(cli, cli->args->word_count ? cli->args->words[0] : NULL, &dlt);
    if (code)
        return code;
    listing.dlt = &dlt;
    buf_str(&listing.json, STR("{\"letters\":["));
    for (size_t i = 0; !code && i < dlt.topic_count; i++) {
        if (!list_topic(&listing, &dlt.topics[i], limit, &err))
            code = kafka_failed(cli, &err);
    }
    if (!code && cli->json)
        printf("%s]}\n", listing.json.data);
    else if (!code)
        table_print(listing.table, stdout);
    buf_free(&listing.json);
    dlt_close(&dlt);
    return code;
}

static const struct option list_options[] = {
    {"limit", "N", "the newest N of each partition (20); with a filter: all that fit"},
    LETTER_FILTER_OPTIONS,
    {0},
};

const struct verb verb_dlt_list = {
    .name = "dlt",
    .action = "list",
    .words = "[TOPIC]",
    .max_words = 1,
    .summary = "List dead letters: records that could not be dealt with",
    .help = "TOPIC with or without -dlt; without it, the dead letters of all topics.\n",
    .options = list_options,
    .run = list,
};

/* ---- dlt show ---- */

static void print_bytes(struct arena *arena, struct str bytes)
{
    struct str shown = str_sub(bytes, 0, SHOWN_BYTES);

    if (utf8_valid(bytes) && (!bytes.len || !memchr(bytes.data, '\0', bytes.len))) {
        printf("%s\n", print_safe(arena, str_sub(bytes, 0, utf8_clip(bytes, SHOWN_BYTES))));
        return;
    }
    for (size_t at = 0; at < shown.len; at += 16) {
        printf("%08zx ", at);
        for (size_t i = at; i < at + 16; i++) {
            if (i < shown.len)
                printf(" %02x", (unsigned char)shown.data[i]);
            else
                printf("   ");
        }
        printf("  ");
        for (size_t i = at; i < at + 16 && i < shown.len; i++)
            putchar(isprint((unsigned char)shown.data[i]) ? shown.data[i] : '.');
        putchar('\n');
    }
}

static bool is_number(struct str header)
{
    return str_is(header, "kafka_dlt-original-partition") || str_is(header, "kafka_dlt-original-offset") ||
           str_is(header, "kafka_dlt-original-timestamp");
}

static void print_letter(struct arena *arena, const struct record *letter)
{
    printf("%s, partition %d, offset %lld, set aside at %s\n\n", letter->topic, letter->partition,
           (long long)letter->offset, clock_rfc3339(arena, letter->timestamp_ms));
    for (size_t i = 0; i < letter->header_count; i++) {
        const struct event_header *header = &letter->headers[i];

        printf("%s: ", print_safe(arena, header->name));
        if (is_number(header->name))
            printf("%lld\n", (long long)letter_number(letter, str_c(arena, header->name)));
        else
            print_bytes(arena, header->value);
    }
    printf("\nkey (%zu bytes):\n", letter->key.len);
    print_bytes(arena, letter->key);
    printf("\nvalue (%zu bytes):\n", letter->value.len);
    print_bytes(arena, letter->value);
}

static void add_base64(struct buf *out, const char *name, struct str bytes)
{
    buf_printf(out, ",\"%s\":", name);
    if (!bytes.data) {
        buf_str(out, STR("null"));
        return;
    }
    buf_char(out, '"');
    base64_add(out, bytes);
    buf_char(out, '"');
}

static void print_letter_json(struct arena *arena, const struct record *letter)
{
    struct buf out = {0};

    buf_printf(&out, "{\"topic\":\"%s\",\"partition\":%d,\"offset\":%lld,\"timestamp_ms\":%lld",
               letter->topic, letter->partition, (long long)letter->offset, (long long)letter->timestamp_ms);
    add_base64(&out, "key_base64", letter->key);
    add_base64(&out, "value_base64", letter->value);
    buf_str(&out, STR(",\"headers\":["));
    for (size_t i = 0; i < letter->header_count; i++) {
        buf_printf(&out, "%s{\"name\":", i ? "," : "");
        json_add_string(&out, str_of(print_safe(arena, letter->headers[i].name)));
        add_base64(&out, "value_base64", letter->headers[i].value);
        buf_char(&out, '}');
    }
    printf("%s]}\n", out.data);
    buf_free(&out);
}

struct showing {
    struct cli *cli;
    int64_t offset;
    bool is_found;
};

static bool show_letter(void *owner, const struct record *letter)
{
    struct showing *showing = owner;

    if (letter->offset != showing->offset)
        return true;
    showing->is_found = true;
    if (showing->cli->json)
        print_letter_json(showing->cli->arena, letter);
    else
        print_letter(showing->cli->arena, letter);
    return false;
}

static int show(struct cli *cli)
{
    const char *const *words = cli->args->words;
    struct showing showing = {.cli = cli};
    int64_t partition;
    struct error err;
    struct dlt dlt;
    int code;

    if (!str_to_int64(str_of(words[1]), &partition) || !str_to_int64(str_of(words[2]), &showing.offset) ||
        partition < 0 || partition > INT32_MAX || showing.offset < 0)
        return cli_fail(cli, CLI_USAGE, "PARTITION and OFFSET are numbers, as `steward dlt list` shows them");
    code = dlt_open(cli, words[0], &dlt);
    if (code)
        return code;
    for (size_t i = 0; !code && i < dlt.topics[0].partition_count; i++) {
        const struct admin_partition *there = &dlt.topics[0].partitions[i];

        if (there->partition == partition && showing.offset >= there->low && showing.offset < there->high &&
            !admin_read(dlt.admin, dlt.topics[0].name, (int32_t)partition, showing.offset, showing.offset + 1,
                        show_letter, &showing, &err))
            code = kafka_failed(cli, &err);
    }
    dlt_close(&dlt);
    if (!code && !showing.is_found)
        return cli_fail(cli, CLI_NOT_FOUND,
                        "there is no such dead letter: `steward dlt list %s` shows those there are",
                        words[0]);
    return code;
}

const struct verb verb_dlt_show = {
    .name = "dlt",
    .action = "show",
    .words = "TOPIC PARTITION OFFSET",
    .min_words = 3,
    .max_words = 3,
    .summary = "Show one dead letter: why it is one, its headers, key and value",
    .run = show,
};
