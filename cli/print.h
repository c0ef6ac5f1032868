/* print.h: text for people on a terminal. What comes from elsewhere cannot control it: see print_safe. */
#pragma once

#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"

/* On one line, without control characters (those of terminals too); ? for what is not UTF-8. */
const char *print_safe(struct arena *arena, struct str text);

/* Rows of cells, as wide as their widest; a head that begins with > stands on the right. */
struct table;
struct table *table_new(struct arena *arena, const char *const *heads); /* ends with NULL */
void table_cell(struct table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
void table_print(const struct table *table, FILE *out);
