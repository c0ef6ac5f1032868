/* seen: a short list, looked through from its end, where what is asked for nearly always is. */
#include "live/seen.h"

static struct seen_entry *find(const struct seen *seen, const char *request_id)
{
    for (size_t i = seen->count; i-- > 0;)
        if (!strcmp(seen->entries[i].request_id, request_id))
            return &seen->entries[i];
    return NULL;
}

bool seen_knows(const struct seen *seen, const char *request_id)
{
    return find(seen, request_id) != NULL;
}

size_t seen_steps(const struct seen *seen, const char *request_id)
{
    const struct seen_entry *entry = find(seen, request_id);

    return entry ? entry->steps : 0;
}

bool seen_is_over(const struct seen *seen, const char *request_id)
{
    const struct seen_entry *entry = find(seen, request_id);

    return entry && entry->is_over;
}

static void make_room(struct seen *seen)
{
    size_t gone = 0;

    if (seen->count < SEEN_OVER_MAX)
        return;
    while (gone < seen->count && !seen->entries[gone].is_over)
        gone++;
    if (gone == seen->count && seen->count < SEEN_MAX)
        return;
    if (gone == seen->count)
        gone = 0;
    mem_free(seen->entries[gone].request_id);
    memmove(seen->entries + gone, seen->entries + gone + 1, (--seen->count - gone) * sizeof(*seen->entries));
}

static struct seen_entry *add(struct seen *seen, const char *request_id)
{
    make_room(seen);
    if (seen->count == seen->room) {
        seen->room = seen->room ? seen->room * 2 : 2;
        seen->entries = mem_grow(seen->entries, seen->room, sizeof(*seen->entries));
    }
    seen->entries[seen->count] = (struct seen_entry){.request_id = mem_text(request_id)};
    return &seen->entries[seen->count++];
}

void seen_note(struct seen *seen, const char *request_id, size_t steps, bool is_over)
{
    struct seen_entry *entry = find(seen, request_id);

    if (!entry)
        entry = add(seen, request_id);
    if (steps > entry->steps)
        entry->steps = steps;
    entry->is_over |= is_over;
}

void seen_await_late(struct seen *seen, const char *request_id, bool awaits)
{
    struct seen_entry *entry = find(seen, request_id);

    if (entry)
        entry->awaits_late = awaits;
}

bool seen_awaits_late(const struct seen *seen, const char *request_id)
{
    const struct seen_entry *entry = find(seen, request_id);

    return entry && entry->awaits_late;
}

void seen_free(struct seen *seen)
{
    for (size_t i = 0; i < seen->count; i++)
        mem_free(seen->entries[i].request_id);
    mem_free(seen->entries);
    *seen = (struct seen){0};
}
