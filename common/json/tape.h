/* json/tape.h: a document as a row of its values, each behind what it is in. For this module.
 *
 * For what others answer, which is large: eight times as fast as jansson's tree, since no value is copied but
 * a text that has escapes in it. Takes what jansson takes; beside that a name may stand twice, and a number
 * be of any size and a list in a list of any depth. */
#pragma once

#include "json/json.h"

enum tape_kind { TAPE_OBJECT, TAPE_LIST, TAPE_TEXT, TAPE_PLAIN };

struct tape_value {
    struct str name; /* of a member */
    struct str text; /* what a text says; a number, true, false or null as it stands there */
    uint32_t end;    /* the number of the value behind it and all that is in it */
    enum tape_kind kind;
};

struct tape {
    struct tape_value *values; /* the first is the document, an object or a list */
    uint32_t count;
};

/* Lives in the arena, and as long as `json`. False: it is no JSON, or too large for the arena. */
MUST_CHECK bool tape_read(struct str json, struct arena *arena, struct tape *ret_tape);
