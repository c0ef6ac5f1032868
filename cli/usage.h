/* usage.h: the help, and how failures are told. */
#pragma once

#include <stdio.h>

#include "cli.h"

extern const struct option usage_common[]; /* options of every verb */
extern const char version_text[];

bool usage_knows(const struct verb *const *verbs, const char *name);
void usage_all(const struct verb *const *verbs, const char *only,
               FILE *out); /* of one name, if there is one */
void usage_verb(const struct verb *verb, FILE *out);
