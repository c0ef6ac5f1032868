/* store/strip.h: takes out of a file what is not picture or sound: where and when it was made, with which
 * camera, by whom, thumbnails, comments, what is hidden behind its end. What is needed to show it stays: how
 * it is turned, colour profiles, animation. Pixels and samples are not touched. Pure. */
#pragma once

#include "store/kind.h"

/* In place: what is left is the first *len bytes. A file that was cut off stays cut off. False: it is no file
 * of that type, so that nobody can say what is in it; the bytes are then good for nothing. Twice is as once.
 */
MUST_CHECK bool strip(const struct media_type *type, uint8_t *bytes, size_t *len, struct error *err);
