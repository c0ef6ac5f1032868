/* picture/decode.h: one decoder for each kind of file.
 *
 * `is` looks at the first bytes. `decode` fills *out; its pixels are freed by who called, on failure, too. A
 * decoder may give fewer pixels than the file has if it is cheaper so, as long as the longer side keeps
 * PICTURE_SIDE_MAX or what it has. It calls decode_size before it allocates anything by the file's word. */
#pragma once

#include "picture/picture.h"

struct decoded {
    int full_width, full_height; /* as stored */
    int width, height;           /* of the pixels */
    int orientation;             /* of EXIF, 1 to 8; 0: none said */
    uint8_t *rgba;               /* mem_free */
};

struct decoder {
    const char *media_type;
    bool (*is)(struct str bytes);
    bool (*decode)(struct str bytes, struct decoded *out, struct error *err);
};

extern const struct decoder decoder_jpeg, decoder_png, decoder_webp, decoder_heic, decoder_gif;

/* Whether a picture of that size is welcome; notes it in *out. */
MUST_CHECK bool decode_size(struct decoded *out, int64_t width, int64_t height, struct error *err);
uint8_t *decode_pixels(struct decoded *out, int width, int height); /* room for them, in *out */
MUST_CHECK bool decode_failed(const char *kind, const char *why, struct error *err); /* false */

/* The orientation that EXIF data (TIFF's header first, maybe "Exif\0\0" before it) tells, 1 to 8; 0: none. */
int exif_orientation(struct str exif);
