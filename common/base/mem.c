/* mem: allocation that ends the process rather than returning NULL. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void out_of_memory(void) __attribute__((noreturn));

static void out_of_memory(void)
{
    static const char text[] = "out of memory: the process ends; give it more or lower its limits\n";
    ssize_t written = write(STDERR_FILENO, text, sizeof(text) - 1);

    (void)written;
    abort();
}

static size_t product_of(size_t count, size_t size)
{
    size_t product;

    if (__builtin_mul_overflow(count, size, &product) || product > PTRDIFF_MAX)
        out_of_memory();
    return product;
}

void *mem_alloc(size_t size)
{
    void *memory = calloc(1, size ? size : 1);

    if (!memory)
        out_of_memory();
    return memory;
}

void *mem_array(size_t count, size_t size)
{
    return mem_alloc(product_of(count, size));
}

void *mem_grow(void *old, size_t new_count, size_t size)
{
    size_t bytes = product_of(new_count, size);
    void *memory = realloc(old, bytes ? bytes : 1);

    if (!memory)
        out_of_memory();
    return memory;
}

void *mem_copy(const void *data, size_t size)
{
    void *memory = malloc(size ? size : 1);

    if (!memory)
        out_of_memory();
    if (size)
        memcpy(memory, data, size);
    return memory;
}

char *mem_text(const char *text)
{
    return text ? mem_copy(text, strlen(text) + 1) : NULL;
}

void mem_free(void *memory)
{
    free(memory);
}
