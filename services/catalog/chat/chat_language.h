/* chat_language.h: which language a message is in, and whether it is in any.
 *
 * By script, by the small words of each language (chat_languages.txt) and by letters that only some have.
 * English is the one that is understood. */
#pragma once

#include "chat/chat_words.h"

struct chat_languages;

struct chat_languages *chat_languages_read(struct str text); /* `de : der die das` */
void chat_languages_free(struct chat_languages *languages);

struct language {
    const char *code; /* "": cannot be told */
    int hits;         /* small words of it */
    int english;      /* small words of English */
    bool by_script;   /* hardly any letter is Latin */
};
struct language language_of(const struct chat_languages *languages, const struct chat_words *words);
/* Letters hit at random, or the same ones again and again. */
bool word_is_noise(struct str word);
