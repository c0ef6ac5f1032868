/* rules_language.h: the language of a client that names none in its request, by its Accept-Language. Pure. */
#pragma once

#include "base/str.h"

/* The tag that is wanted most, the first of those that are wanted alike; it points into the header. STR_NONE:
 * any language will do, or none of the tags can be a locale. */
struct str language_from(struct str header);
