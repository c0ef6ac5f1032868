/* s3_ask: one request, signed, and waited for.
 *
 * The complication: the HTTP client belongs to a loop, and the worker may wait, while the loop of the process
 * may not. So the worker has a small loop of its own, which turns for as long as it waits. */
#include <stdio.h>

#include "base/clock.h"
#include "store/s3_parts.h"

#define DEADLINE_MS   4000
#define AT_ONCE_MS    1000 /* a failure that took no longer is worth a second try */
#define LEFT_ALONE_MS 1000
#define PAGE_BYTES    (1 << 20) /* of an answer that is no blob */

static void on_answer(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct s3 *s3 = owner;

    s3->has_answered = true;
    s3->status = reply ? reply->status : 0;
    if (err)
        s3->failed = *err;
    if (!reply)
        return;
    s3->total_bytes = reply->total_bytes;
    buf_str(&s3->body, reply->body);
}

enum { HOST, RANGE, HASH, DATE, SIGNED };

static void sign_and_send(struct s3 *s3, const struct s3_ask *ask, struct str path,
                          const struct sigv4_header *all, int from)
{
    struct buf url = {0}, lines[SIGNED] = {0};
    const char *headers[SIGNED + 2] = {"Content-Type: application/octet-stream"};
    const struct sigv4_header *is_signed = all + from;

    buf_str(&lines[0], STR("Authorization: "));
    sigv4_sign(&s3->key,
               &(struct sigv4_request){ask->method, path, ask->query, is_signed, all[HASH].value.data},
               all[DATE].value.data, &lines[0]);
    headers[1] = lines[0].data;
    for (size_t i = 1; is_signed[i].name; i++) { /* the host is curl's */
        buf_printf(&lines[i], "%s: %.*s", is_signed[i].name, STR_ARGS(is_signed[i].value));
        headers[1 + i] = lines[i].data;
    }
    buf_printf(&url, "%s%.*s%s%.*s", s3->origin, STR_ARGS(path), ask->query.len ? "?" : "",
               STR_ARGS(ask->query));
    http_client_ask(s3->client,
                    &(struct http_ask){.method = ask->method,
                                       .url = url.data,
                                       .headers = headers,
                                       .body = ask->body,
                                       .max_bytes = ask->key.len ? PLACE_BLOB_MAX : PAGE_BYTES,
                                       .deadline_ms = DEADLINE_MS},
                    on_answer, s3);
    for (size_t i = 0; i < SIGNED; i++)
        buf_free(&lines[i]);
    buf_free(&url);
}

static void send_and_wait(struct s3 *s3, const struct s3_ask *ask, struct str path)
{
    char date[SIGV4_DATE_SIZE], hash[SIGV4_HASH_SIZE], range[32];
    struct sigv4_header all[SIGNED + 1] = {[HOST] = {"host", str_of(s3->host)}};
    int from = HOST;

    sigv4_date(clock_wall_ms(), date);
    sigv4_hash(ask->body, hash);
    snprintf(range, sizeof(range), "bytes=0-%d", SEAL_HEAD_BYTES - 1);
    all[RANGE] = (struct sigv4_header){"range", str_of(range)};
    all[HASH] = (struct sigv4_header){"x-amz-content-sha256", str_of(hash)};
    all[DATE] = (struct sigv4_header){"x-amz-date", str_of(date)};
    if (!ask->head_only) { /* no range then */
        all[RANGE] = all[HOST];
        from = RANGE;
    }
    s3->has_answered = false;
    s3->total_bytes = -1;
    buf_free(&s3->body);
    sign_and_send(s3, ask, path, all, from);
    while (!s3->has_answered)
        loop_run_once(s3->loop, DEADLINE_MS);
}

bool s3_ask(struct s3 *s3, const struct s3_ask *ask, struct error *err)
{
    struct buf path = {0};
    int64_t began_ms = clock_mono_ms();

    if (began_ms < s3->left_alone_until_ms) {
        *err = s3->failed;
        return false;
    }
    buf_str(&path, str_of(s3->path));
    if (ask->key.len)
        buf_char(&path, '/');
    sigv4_escape(ask->key, true, &path);
    send_and_wait(s3, ask, buf_as_str(&path));
    if ((!s3->status || s3->status >= 500) && clock_mono_ms() - began_ms <= AT_ONCE_MS)
        send_and_wait(s3, ask, buf_as_str(&path));
    buf_free(&path);
    if (s3->status)
        return true;
    s3->left_alone_until_ms = clock_mono_ms() + LEFT_ALONE_MS;
    *err = s3->failed;
    return false;
}

enum media_outcome s3_outcome(const struct s3 *s3, struct error *err)
{
    struct str body = buf_as_str(&s3->body), code = STR_NONE;
    ptrdiff_t from = str_find(body, STR("<Code>")), to = str_find(body, STR("</Code>"));

    if (s3->status >= 200 && s3->status < 300)
        return MEDIA_DONE;
    if (from >= 0 && to > from)
        code = str_sub(body, (size_t)from + strlen("<Code>"), (size_t)to);
    if (s3->status == 404 && !str_is(code, "NoSuchBucket"))
        return MEDIA_MISSING;
    error_set(err, ERROR_RETRY, "media", "the bucket answers with %d %.*s", s3->status,
              (int)(code.len < 60 ? code.len : 60), code.data ? code.data : "");
    return MEDIA_AWAY;
}
