/* rules_media: what was heard and seen, around what an answer says: notes before it, the question behind it.
 * Pure. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "steward/v1/composer.pb-c.h"

/* `joined` NULL: there were no media, and nothing changes. Its question becomes the result's, with words. */
void media_say(Steward__V1__RankResult *result, const Steward__V1__JoinResult *joined, struct str locale,
               struct arena *arena);
