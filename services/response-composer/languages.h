/* languages.h: which languages there are, and their sentences: those built in, and those of a folder.
 *
 * A language is its files: <code>.txt the sentences, <code>.names.txt the names of attributes and units.
 * English is complete and what the others fall back to. Owner: the process, from the first use on. Thread:
 * the loop's. */
#pragma once

#include "base/error.h"
#include "texts.h"

#define LANGUAGES_MAX       16
#define LANGUAGE_FILE_BYTES (1 << 20)

struct language;

/* Reads and checks all files; a file of the folder takes the place of the built-in one of its name. "": no
 * folder. False: a file that is broken, with its line (texts_check.h); nothing has changed then. Who does not
 * call it has what is built in. */
bool languages_load(const char *folder, struct error *err);

/* By the language of a locale: "de-AT" is German. What there is not is English. */
const struct language *language_of(struct str locale);
/* English: what the catalogue says needs no other words then. */
bool language_is_english(const struct language *language);
/* The sentence; the English one if this language lacks it; NULL: there is none. */
const char *language_find(const struct language *language, struct str key);
const char *language_text(const struct language *language, const char *key); /* "" if there is none */
