/* media/transcriber.h: who hears a recording: a remote engine if one is configured, else the built-in one.
 *
 * Nothing may depend on the remote one. A recording is decoded in a worker first, as one that is heard here:
 * what is too long or none at all goes nowhere, and what goes out is its sound alone. If the engine is slow,
 * wrong or left alone by its breaker, the same sound is heard here, within the same time. The key is never
 * logged. In the loop's thread. */
#pragma once

#include "http/client.h"
#include "worker_pool.h"

/* Lines for its service's table of settings. */
// clang-format off
#define SPEECH_SETTINGS \
    {"STEWARD_SPEECH_URL", SETTING_URL, "", \
     .help = "OpenAI-compatible API of an optional engine that hears speech, as https://host/v1; empty: the built-in one"}, \
    {"STEWARD_SPEECH_KEY", SETTING_TEXT, "", .help = "the key of that API", .secret = true}, \
    {"STEWARD_SPEECH_MODEL", SETTING_TEXT, "whisper-1", .help = "the model to ask"}, \
    {"STEWARD_SPEECH_LANGUAGE", SETTING_TEXT, "", \
     .help = "what is spoken, as \"en\"; empty: the model finds out"}, \
    {"STEWARD_SPEECH_TIMES", SETTING_BOOL, "true", \
     .help = "ask for the times of words (verbose_json), which not every model tells"}, \
    {"STEWARD_SPEECH_DEADLINE_MS", SETTING_INT, "5000", 50, 10000, \
     "longest wait for that engine; then the built-in one hears it"}
// clang-format on

struct transcriber;

/* Borrows the pool and the client. Freed before them: what waits for the remote engine is left to the pool.
 */
struct transcriber *transcriber_new(const struct config *config, struct worker_pool *pool,
                                    struct http_client *http);
void transcriber_free(struct transcriber *transcriber); /* NULL does nothing */

/* As pool_ask with a piece of work_speech, but that its answer is a Transcript. */
void transcriber_ask(struct transcriber *transcriber, const struct piece_ask *ask);
/* Why the last recording that was to be heard by the remote engine was not; empty: it was, or there is none.
 */
const char *transcriber_trouble(const struct transcriber *transcriber);
