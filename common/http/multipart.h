/* http/multipart.h: the file of a form, as browsers and curl -F send it: multipart/form-data, RFC 7578.
 *
 * Strict: no preamble, no epilogue, no padding behind a boundary, no encoding of a part; the whole body is
 * looked at, not only up to the file. No I/O, no memory: what is returned points into the body. */
#pragma once

#include <stdbool.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define MULTIPART_PARTS_MAX   16
#define MULTIPART_HEADERS_MAX 8 /* of a part */
#define MULTIPART_LINE_MAX    1024

bool multipart_is(struct str content_type); /* is it to be read so? */
/* The first part with a file name. False: there is none, or the body is not well-formed. */
MUST_CHECK bool multipart_first_file(struct str content_type, struct str body, struct str *ret_bytes,
                                     struct error *err);
