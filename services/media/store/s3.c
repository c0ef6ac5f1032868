/* s3: blobs/of-TENANT/ID in the bucket. */
#include "store/s3_parts.h"

static struct s3 *s3_of(struct place *place)
{
    return container_of(place, struct s3, place);
}

static enum media_outcome ask_about(struct s3 *s3, struct str tenant, struct str name, struct s3_ask *ask,
                                    struct error *err)
{
    enum media_outcome outcome = MEDIA_AWAY;
    struct buf key = {0};

    if (!place_name_is_good(name))
        return MEDIA_MISSING;
    buf_printf(&key, S3_BLOBS S3_OF "%.*s/%.*s", STR_ARGS(tenant), STR_ARGS(name));
    ask->key = buf_as_str(&key);
    if (s3_ask(s3, ask, err))
        outcome = s3_outcome(s3, err);
    buf_free(&key);
    return outcome;
}

static bool s3_open(struct place *place, struct error *err)
{
    struct s3 *s3 = s3_of(place);

    (void)err;
    if (!s3->loop) {
        s3->loop = loop_new();
        s3->client = http_client_new(s3->loop, 1);
    }
    return true;
}

/* What had that name is counted twice until the next sweep. */
static enum media_outcome s3_put(struct place *place, struct str tenant, struct str name, struct str blob,
                                 struct error *err)
{
    struct s3 *s3 = s3_of(place);
    enum media_outcome outcome;

    if (!usages_have_room(&place->usages, tenant, (int64_t)blob.len, err))
        return MEDIA_FULL;
    outcome = ask_about(s3, tenant, name, &(struct s3_ask){.method = "PUT", .body = blob}, err);
    if (outcome == MEDIA_MISSING) { /* an address where no bucket is */
        error_set(err, ERROR_RETRY, "media", "nothing can be put into the bucket");
        return MEDIA_AWAY;
    }
    if (outcome == MEDIA_DONE)
        usages_count(&place->usages, tenant, (int64_t)blob.len);
    return outcome;
}

static enum media_outcome s3_get(struct place *place, struct str tenant, struct str name, unsigned char *head,
                                 unsigned char **ret_blob, size_t *ret_size, struct error *err)
{
    struct s3 *s3 = s3_of(place);
    enum media_outcome outcome =
        ask_about(s3, tenant, name, &(struct s3_ask){.method = "GET", .head_only = head}, err);
    struct str body = buf_as_str(&s3->body);

    if (outcome != MEDIA_DONE)
        return outcome;
    *ret_size = head && s3->total_bytes >= 0 ? (size_t)s3->total_bytes : body.len;
    if (!head)
        *ret_blob = mem_alloc(body.len + SEAL_HEAD_BYTES);
    if (body.len)
        memcpy(head ? head : *ret_blob, body.data,
               head && body.len > SEAL_HEAD_BYTES ? SEAL_HEAD_BYTES : body.len);
    buf_free(&s3->body);
    return outcome;
}

/* A bucket does not say whether there was anything to erase. */
static enum media_outcome s3_remove(struct place *place, struct str tenant, struct str name,
                                    struct error *err)
{
    struct s3 *s3 = s3_of(place);
    unsigned char head[SEAL_HEAD_BYTES];
    size_t size = 0;
    enum media_outcome outcome = s3_get(place, tenant, name, head, NULL, &size, err);

    if (outcome == MEDIA_DONE)
        outcome = ask_about(s3, tenant, name, &(struct s3_ask){.method = "DELETE"}, err);
    if (outcome == MEDIA_DONE)
        usages_count(&place->usages, tenant, -(int64_t)size);
    return outcome;
}

/* ---- its life ---- */

static void s3_free(struct place *place)
{
    struct s3 *s3 = s3_of(place);

    http_client_free(s3->client);
    if (s3->loop)
        loop_free(s3->loop);
    usages_forget(&place->usages);
    usages_forget(&s3->counting);
    buf_free(&s3->body);
    mem_free(s3->origin);
    mem_free(s3->host);
    mem_free(s3->path);
    mem_free(s3->region);
    mem_free(s3->access);
    mem_free(s3);
}

bool s3_is_wanted(const struct config *config)
{
    return config_text(config, "STEWARD_MEDIA_S3_URL")[0] != '\0';
}

/* "https://host:port/before" is the origin, the host as curl sends it, and what is before the bucket. */
static void read_url(struct s3 *s3, struct str url, struct str bucket)
{
    size_t scheme = (size_t)(str_find(url, STR("://")) + 3);
    struct str rest = str_sub(url, scheme, url.len), host = STR_NONE;
    struct buf path = {0};

    str_split(&rest, '/', &host);
    s3->origin = str_to_text(str_sub(url, 0, scheme + host.len));
    s3->host = str_to_text(sigv4_host(url));
    while (str_ends(rest, STR("/")))
        rest = str_sub(rest, 0, rest.len - 1);
    buf_printf(&path, "%s%.*s/", rest.len ? "/" : "", STR_ARGS(rest));
    sigv4_escape(bucket, false, &path);
    s3->path = path.data;
}

static bool read_access(struct s3 *s3, struct error *err)
{
    s3->key = (struct sigv4_key){.region = str_of(s3->region), .service = STR("s3")};
    return sigv4_key_read(str_of(s3->access), &s3->key) ||
           error_set(err, ERROR_FATAL, "media",
                     "STEWARD_MEDIA_S3_KEY: the id of an access key, a colon and its secret are wanted");
}

struct place *s3_new(const struct config *config, const struct place_limits *limits, struct error *err)
{
    static const struct place_kind kind = {.open = s3_open,
                                           .put = s3_put,
                                           .get = s3_get,
                                           .remove = s3_remove,
                                           .sweep = s3_sweep,
                                           .free = s3_free};
    struct s3 *s3 = mem_new(struct s3);

    *s3 = (struct s3){
        .place = {&kind,
                  limits->keep_ms,
                  {.tenant_bytes_max = limits->tenant_bytes, .bytes_max = limits->all_bytes}},
        .region = mem_text(config_text(config, "STEWARD_MEDIA_S3_REGION")),
        .access = mem_text(config_text(config, "STEWARD_MEDIA_S3_KEY")),
    };
    read_url(s3, str_of(config_text(config, "STEWARD_MEDIA_S3_URL")),
             str_of(config_text(config, "STEWARD_MEDIA_S3_BUCKET")));
    if (read_access(s3, err))
        return &s3->place;
    s3_free(&s3->place);
    return NULL;
}
