/* json/parse.h: a JSON document as jansson's tree. For this module. */
#pragma once

#include <jansson.h>

#include "json/where.h"

/* NULL: *fault says where and why. The tree lives in *ret_tree, which the caller frees in any case; nothing
 * of it is to be released on its own. `max_bytes`: what it may take, 0: JSON_TREE_BYTES_MAX. */
json_t *json_parse(struct str json, size_t max_bytes, struct arena **ret_tree, struct json_fault *fault);

/* A value as text again, in the arena; false: too large for it. */
MUST_CHECK bool json_print(const json_t *value, struct arena *tree, struct arena *arena,
                           struct str *ret_text);
