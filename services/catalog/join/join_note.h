/* join_note.h: what the one who asks should know: each note adds to what those before it tell. Pure.
 *
 * At most JOIN_NOTES_MAX are told. `at` is the medium's place. */
#pragma once

#include "join/join_parts.h"

#define NOTE(name) STEWARD__V1__MEDIA_NOTE__KIND__##name

typedef Steward__V1__MediaNote__Kind note_kind;

void join_note(struct join *j, note_kind kind, size_t at, struct str words);
/* Each of the words by itself; they are borrowed. */
void join_note_each(struct join *j, note_kind kind, size_t at, char **words, size_t count);
/* Another one than `taken`, which counts; `other` is the first such. */
void join_pass_over(struct join *j, note_kind kind, size_t at, const struct named *taken, struct str *other,
                    struct str word);
/* As a problem's detail, in English as they all are: those that say why there is nothing to look for. */
char *join_note_why(const struct join *j);
