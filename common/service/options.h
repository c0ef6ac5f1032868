/* service/options.h: the command line of a process that does not run, but answers and ends. */
#pragma once

#include "service/service.h"

#define OPTIONS_TABLES 8

/* All settings that it has: OPTIONS_TABLES tables at the most, the last one NULL. */
void options_settings(const struct service *service, const struct setting **ret_tables);
/* To standard output, what is wrong to standard error; the exit code: 2 for what it does not know. */
int options_answer(const struct service *service, const struct setting *const *tables, const char *option);
