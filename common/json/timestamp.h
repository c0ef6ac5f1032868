/* json/timestamp.h: google.protobuf.Timestamp as text: 2026-11-21T08:15:00.123Z. */
#pragma once

#include "base/mem.h"
#include "base/str.h"

#define TIMESTAMP_SIZE 40

/* With 0, 3, 6 or 9 digits of a second, as many as it takes; false: outside the years 1 to 9999. */
MUST_CHECK bool timestamp_write(int64_t seconds, int32_t nanos, char ret_text[TIMESTAMP_SIZE]);
/* Any offset, up to nine digits of a second. */
MUST_CHECK bool timestamp_read(struct str text, int64_t *ret_seconds, int32_t *ret_nanos);
