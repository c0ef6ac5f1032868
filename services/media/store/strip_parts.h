/* store/strip_parts.h: what the files that strip share. Nobody else includes it. */
#pragma once

#include "store/kind.h"

bool strip_jpeg(uint8_t *bytes, size_t *len, struct error *err);
bool strip_png(uint8_t *bytes, size_t *len, struct error *err);
bool strip_riff(uint8_t *bytes, size_t *len, struct error *err);
bool strip_gif(uint8_t *bytes, size_t *len, struct error *err);
bool strip_boxes(uint8_t *bytes, size_t *len, struct error *err);
bool strip_flac(uint8_t *bytes, size_t *len, struct error *err);
bool strip_ogg(uint8_t *bytes, size_t *len, struct error *err);
bool strip_mp3(uint8_t *bytes, size_t *len, struct error *err);

/* A walk over bytes that moves what is kept to the front. Past the end nothing is there: all counts are cut
 * to what is left. */
struct shears {
    uint8_t *bytes;
    size_t len, at, kept;
};

void shears_keep(struct shears *s, size_t count);
void shears_drop(struct shears *s, size_t count);
/* Bytes of our own in the place of what was dropped; nothing if they have no room there. */
void shears_put(struct shears *s, const void *bytes, size_t count);
bool shears_see(const struct shears *s, size_t ahead, const char *sign, size_t count);
size_t shears_left(const struct shears *s);

#define TURNED_BYTES 26
/* EXIF data that say how the picture is turned, and nothing else. False: `exif` does not say that it is. */
bool strip_turned(struct str exif, uint8_t ret_exif[TURNED_BYTES]);

/* Tags that stand around sound of any kind: how long those at the beginning are, and where those at the end
 * begin, which reach back to `from` at most. */
size_t strip_tags_before(const uint8_t *bytes, size_t len);
size_t strip_tags_behind(const uint8_t *bytes, size_t from, size_t len);

uint32_t strip_big(const uint8_t *at, size_t bytes); /* up to 4 of them */
