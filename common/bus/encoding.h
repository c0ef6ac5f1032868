/* bus/encoding.h: how a value is encoded, by content-type or by its first bytes; Confluent's frame. For this
 * module. */
#pragma once

#include "bus/event.h"

/* Content types; "" for a Confluent frame, which has none of its own. */
const char *encoding_content_type(enum event_encoding encoding);

/* What a value says it is; false: a content-type that nothing here can read. */
MUST_CHECK bool encoding_of(struct str content_type, struct str value, enum event_encoding *ret_encoding);

/* Splits a Confluent frame (with protobuf's message indexes, or a JSON payload without them) from what
 * follows. */
MUST_CHECK bool frame_split(struct str value, struct str *ret_frame, struct str *ret_payload);
bool frame_is_of_json(struct str frame);
