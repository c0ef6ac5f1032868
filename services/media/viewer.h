/* media/viewer.h: who looks at a picture: what is built in, and a vision model, too, if one is configured.
 *
 * Nothing may depend on the model. A picture is looked at in a worker first: what is none goes nowhere, and
 * what goes out is a small copy of its pixels alone. What the model says becomes attributes, and slots only
 * as far as the catalogue has words for it. If it is slow, wrong or left alone by its breaker, the answer is
 * that of what is built in, and says so. The key is never logged. In the loop's thread. */
#pragma once

#include "http/client.h"
#include "worker_pool.h"

/* Lines for its service's table of settings. */
// clang-format off
#define VISION_SETTINGS \
    {"STEWARD_VISION_URL", SETTING_URL, "", \
     .help = "OpenAI-compatible API of an optional model that looks at pictures, as https://host/v1; empty: none"}, \
    {"STEWARD_VISION_KEY", SETTING_TEXT, "", .help = "the key of that API", .secret = true}, \
    {"STEWARD_VISION_MODEL", SETTING_TEXT, "gpt-4o-mini", .help = "the model to ask"}, \
    {"STEWARD_VISION_DEADLINE_MS", SETTING_INT, "4000", 50, 8000, \
     "longest wait for that model; then what is built in has seen all there is"}
// clang-format on

struct viewer;

/* Borrows the pool and the client. NULL: the catalogue's words, which a model needs, cannot be read; *err. */
struct viewer *viewer_new(const struct config *config, struct worker_pool *pool, struct http_client *http,
                          struct error *err);
/* Before them: what waits for the model is answered without it. NULL does nothing. */
void viewer_free(struct viewer *viewer);

/* As pool_ask with a piece of work_picture, but that its answer is ImageAttributes. */
void viewer_ask(struct viewer *viewer, const struct piece_ask *ask);
/* Why the last picture that the model was to look at was not; empty: it was, or there is none. */
const char *viewer_trouble(const struct viewer *viewer);
