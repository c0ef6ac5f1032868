/* texts_check.h: whether a file of sentences can be used. Pure. The error names the file and the line. */
#pragma once

#include "base/error.h"
#include "texts.h"

#define TEXT_LINE_MAX 600 /* bytes: a sentence, not a page */

/* By itself: every line is a comment or `key = sentence`, no key twice, every bracket is closed, every place
 * has a name, a form by a number has two parts, what may be left out has a place. */
bool texts_check(const struct text_file *file, struct error *err);
/* Beside the table of another language: no key that it lacks, no place that its sentence does not fill. */
bool texts_check_against(const struct text_file *file, const struct text_table *other, struct error *err);
