/* base/mem.h: memory that outlives a message.
 *
 * Allocation never returns NULL: a process that cannot get memory says so and aborts, because nothing that it
 * could still do would be right; its work is in Kafka and Postgres. What a peer can make large is bounded
 * before it gets here. */
#pragma once

#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))

void *mem_alloc(size_t size); /* zeroed */
void *mem_array(size_t count, size_t size);
void *mem_grow(void *old, size_t new_count, size_t size); /* not zeroed; overflow aborts */
void *mem_copy(const void *data, size_t size);
char *mem_text(const char *text); /* NULL gives NULL */
void mem_free(void *memory);      /* NULL does nothing */

#define mem_new(type) ((type *)mem_alloc(sizeof(type)))

/* The structure that holds `member` at `pointer`. */
#define container_of(pointer, type, member) ((type *)(void *)((char *)(pointer)-offsetof(type, member)))
#define COUNT_OF(array)                     (sizeof(array) / sizeof((array)[0]))
