/* A ring of the records in hand, oldest first. Those that are done stay in it until everything before them is
 * done, too. */
#include "bus/prefix.h"

#include <string.h>

#include "base/mem.h"

static struct prefix_entry *entry_at(const struct prefix *prefix, size_t place)
{
    return &prefix->entries[(prefix->first + place) & (prefix->room - 1)];
}

void prefix_start(struct prefix *prefix, int64_t position)
{
    prefix->first = prefix->count = prefix->open = 0;
    prefix->position = position;
}

static void grow(struct prefix *prefix)
{
    size_t room = prefix->room ? prefix->room * 2 : 64;
    struct prefix_entry *entries = mem_array(room, sizeof(*entries));

    for (size_t i = 0; i < prefix->count; i++)
        entries[i] = *entry_at(prefix, i);
    mem_free(prefix->entries);
    prefix->entries = entries;
    prefix->room = room;
    prefix->first = 0;
}

void prefix_add(struct prefix *prefix, int64_t offset, void *item)
{
    if (prefix->count == prefix->room)
        grow(prefix);
    *entry_at(prefix, prefix->count++) = (struct prefix_entry){offset, item};
    prefix->open++;
}

static struct prefix_entry *find(struct prefix *prefix, int64_t offset)
{
    size_t from = 0, to = prefix->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        struct prefix_entry *entry = entry_at(prefix, middle);

        if (entry->offset == offset)
            return entry;
        if (entry->offset < offset)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

void *prefix_done(struct prefix *prefix, int64_t offset)
{
    struct prefix_entry *entry = find(prefix, offset);
    void *item = entry ? entry->item : NULL;

    if (!item)
        return NULL;
    entry->item = NULL;
    prefix->open--;
    for (; prefix->count > 0 && !entry_at(prefix, 0)->item; prefix->count--) {
        prefix->position = entry_at(prefix, 0)->offset + 1;
        prefix->first = (prefix->first + 1) & (prefix->room - 1);
    }
    return item;
}

void *prefix_take(struct prefix *prefix)
{
    while (prefix->count > 0) {
        void *item = entry_at(prefix, --prefix->count)->item;

        if (item) {
            prefix->open--;
            return item;
        }
    }
    return NULL;
}

void prefix_free(struct prefix *prefix)
{
    mem_free(prefix->entries);
    *prefix = (struct prefix){.position = -1};
}
