/* rules_files.h: how a file of a page is told to a browser. Pure. */
#pragma once

#include "base/str.h"

enum coding { CODING_BROTLI, CODING_GZIP, CODING_PLAIN, CODINGS };

/* Behind a file's name when it is stored in that coding: ".br", ".gz", "". */
struct str coding_ending(enum coding coding);
/* For Content-Encoding; empty: none. */
struct str coding_name(enum coding coding);
/* The one to send of those that are there (a bit each; plain always is), by Accept-Encoding (RFC 9110,
 * 12.5.3): the most wanted; of equals the smallest. Somebody who wants none of them gets the plain one. */
enum coding coding_for(struct str accept_encoding, unsigned there);

/* By the ending of the name; "": no file of a page. */
const char *file_content_type(struct str name);
/* Letters, digits, "-", "_" and "." that is not first: nothing that could lead anywhere else. */
bool file_name_is_good(struct str name);
/* It has a hash of its content in it ("index-BTUmkZ7-.js"), so what it names never changes. */
bool file_is_forever(struct str name);

/* If-None-Match has it (RFC 9110, 13.1.2). `etag` has its quotes. */
bool etag_is_known(struct str if_none_match, struct str etag);
