/* texts: a map from the folded text to its entry, and an array from its number. */
#include "index/texts.h"

#include <ctype.h>

#include "base/map.h"
#include "base/mem.h"

#define TEXT_BYTES_MAX 1024

struct text {
    uint32_t number, users;
    uint16_t len;
    char data[]; /* as it is shown, NUL, then in lower case */
};

struct texts {
    struct map by_name;
    struct text **all; /* NULL: a free number */
    uint32_t count, room;
    uint32_t *free_numbers;
    uint32_t free_count, free_room;
};

struct texts *texts_new(void)
{
    struct texts *texts = mem_new(struct texts);

    texts->count = 1;
    texts->room = 64;
    texts->all = mem_array(texts->room, sizeof(struct text *));
    return texts;
}

void texts_free(struct texts *texts)
{
    if (!texts)
        return;
    for (uint32_t i = 0; i < texts->count; i++)
        mem_free(texts->all[i]);
    mem_free(texts->all);
    mem_free(texts->free_numbers);
    map_free(&texts->by_name);
    mem_free(texts);
}

static struct str lower(struct str text, char *room)
{
    text.len = utf8_clip(text, TEXT_BYTES_MAX);
    for (size_t i = 0; i < text.len; i++)
        room[i] = (char)tolower((unsigned char)text.data[i]);
    return str_n(room, text.len);
}

static uint32_t next_number(struct texts *texts)
{
    if (texts->free_count)
        return texts->free_numbers[--texts->free_count];
    if (texts->count == texts->room) {
        texts->room *= 2;
        texts->all = mem_grow(texts->all, texts->room, sizeof(struct text *));
    }
    return texts->count++;
}

uint32_t texts_take(struct texts *texts, struct str text)
{
    char room[TEXT_BYTES_MAX];
    struct str name = lower(text, room);
    struct text *entry;

    if (!name.len)
        return 0;
    entry = map_get(&texts->by_name, name);
    if (!entry) {
        entry = mem_alloc(sizeof(*entry) + 2 * name.len + 1);
        entry->number = next_number(texts);
        entry->len = (uint16_t)name.len;
        memcpy(entry->data, text.data, name.len);
        memcpy(entry->data + name.len + 1, name.data, name.len);
        texts->all[entry->number] = entry;
        map_put(&texts->by_name, str_n(entry->data + name.len + 1, name.len), entry);
    }
    entry->users++;
    return entry->number;
}

uint32_t texts_share(struct texts *texts, uint32_t text)
{
    if (text)
        texts->all[text]->users++;
    return text;
}

void texts_give_back(struct texts *texts, uint32_t text)
{
    struct text *entry = text ? texts->all[text] : NULL;

    if (!entry || --entry->users)
        return;
    map_remove(&texts->by_name, str_n(entry->data + entry->len + 1, entry->len));
    texts->all[text] = NULL;
    if (texts->free_count == texts->free_room) {
        texts->free_room = texts->free_room ? texts->free_room * 2 : 64;
        texts->free_numbers = mem_grow(texts->free_numbers, texts->free_room, sizeof(uint32_t));
    }
    texts->free_numbers[texts->free_count++] = text;
    mem_free(entry);
}

uint32_t texts_find(const struct texts *texts, struct str text)
{
    char room[TEXT_BYTES_MAX];
    const struct text *entry = map_get(&texts->by_name, lower(text, room));

    return entry ? entry->number : 0;
}

const char *texts_get(const struct texts *texts, uint32_t text)
{
    return text && texts->all[text] ? texts->all[text]->data : "";
}

uint32_t texts_limit(const struct texts *texts)
{
    return texts->count;
}
