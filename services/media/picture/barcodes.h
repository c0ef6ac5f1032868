/* picture/barcodes.h: barcodes and QR codes. */
#pragma once

#include "picture/plane.h"

#define BARCODES_MAX 16

struct barcode {
    const char *kind; /* "ean", "upc", "isbn", "qr", "code128", "code39"; static */
    struct str value; /* valid UTF-8 */
    double confidence;
    struct area area;
};

void barcodes_warm(void); /* once for a process, before it is confined */
/* How many there are is returned. */
size_t barcodes_find(struct plane plane, struct arena *arena, struct barcode *ret_barcodes);
