/* rules_request.h: what a request must be to be worked on. Pure; the edge and the fold ask the same rules,
 * but for media, which end at the edge. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "steward/v1/request.pb-c.h"
#include "json/limits.h"

#define QUERY_MAX_BYTES  2000
#define URL_MAX_BYTES    2000
#define LIMIT_DEFAULT    10
#define LIMIT_MAX        100
#define ID_MAX_BYTES     128
#define LIST_MAX         50
#define INTERACTIONS_MAX 100 /* told at once */
#define POSITION_MAX     100

/* ID_PATTERN says the same in JSON as ID_SAID in words, but for the bytes. */
#define ID_SAID       "1 to 128 bytes, no control characters, no blanks at the ends"
#define ID_CHARACTERS "[^\\\\x00-\\\\x20\\\\x7f]([^\\\\x00-\\\\x1f\\\\x7f]*[^\\\\x00-\\\\x20\\\\x7f])?"
#define ID_PATTERN    "^" ID_CHARACTERS "$"
bool id_is_good(struct str id);

#define LOCALE_MAX_BYTES 35
bool locale_is_good(struct str name);

/* What is wrong with it, all of it; 0: nothing. Fields of what is asked are named as they stand in it. */
extern const struct limit request_limits[];
size_t request_faults(const Steward__V1__Request *request, struct json_fault faults[LIMIT_FAULTS_MAX]);
/* The same of one that comes over Kafka, where media do not go. */
size_t request_record_faults(const Steward__V1__Request *request, struct json_fault faults[LIMIT_FAULTS_MAX]);

/* The photos and voice notes of a search or a chat; NULL: it has none. */
Steward__V1__MediaRef **request_media(const Steward__V1__Request *request, size_t *ret_count);
/* What came itself is not kept with a request that is refused for it: a byte is left, to refuse it for. */
void request_cut_data(Steward__V1__Request *request);

/* Prefer: respond-async, wait=N. -1: not said. */
struct prefer {
    bool respond_async;
    int wait_s;
};
struct prefer prefer_from(struct str header);

/* The session that a request belongs to: named by itself, by its record's key, or by its own id. */
struct str request_session(const Steward__V1__Request *request, struct str key, struct str event_id);
struct str request_name(const Steward__V1__Request *request, struct str event_id);
