/* base/id.h: identifiers. Text of 36 characters and a NUL. */
#pragma once

#include "base/str.h"

#define ID_SIZE 37

/* UUID version 7: sorts by time. Random from the kernel; never fails. */
void id_new(char ret_id[ID_SIZE]);

/* The same id whenever it is derived from the same cause and purpose: a UUID version 8 (SHA-256, cut).
 * Repeating work then repeats its ids, which is what makes repeating harmless. */
void id_derive(char ret_id[ID_SIZE], struct str cause, struct str purpose);

void random_bytes(void *ret_bytes, size_t count);
uint64_t random_below(uint64_t bound); /* not for secrets; seedable */
void random_seed(uint64_t seed);
