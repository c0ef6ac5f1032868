/* store/s3.h: a bucket of blobs, at any service that is compatible with S3.
 *
 * A blob is an object, put as one: none is so large that parts would be worth it. A request that fails at
 * once is repeated, once; a service that does not answer is left alone for a moment, so that those who wait
 * are told at once. */
#pragma once

#include "base/config.h"
#include "store/place.h"

bool s3_is_wanted(const struct config *config);
/* NULL: a setting is wrong. Nothing is asked of the service before `open`. */
struct place *s3_new(const struct config *config, const struct place_limits *limits, struct error *err);
