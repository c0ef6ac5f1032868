#include "auth/known.h"

#include "base/list.h"
#include "base/map.h"

struct entry {
    struct link by_age;
    struct principal *principal;
    int64_t until_ms;
    unsigned char digest[KEY_DIGEST_BYTES];
};

struct known {
    struct map entries;
    struct link by_age; /* the oldest first */
    size_t most;
};

struct known *known_new(size_t most)
{
    struct known *known = mem_new(struct known);

    known->most = most;
    list_init(&known->by_age);
    return known;
}

static struct str digest_of(const struct entry *entry)
{
    return str_n((const char *)entry->digest, sizeof(entry->digest));
}

static void drop(struct known *known, struct entry *entry)
{
    map_remove(&known->entries, digest_of(entry));
    list_remove(&entry->by_age);
    mem_free(entry->principal);
    mem_free(entry);
}

enum known_answer known_get(struct known *known, struct str digest, int64_t now_ms,
                            const struct principal **ret_principal)
{
    struct entry *entry = map_get(&known->entries, digest);

    if (entry && entry->until_ms <= now_ms) {
        drop(known, entry);
        entry = NULL;
    }
    if (!entry)
        return KNOWN_NOT;
    *ret_principal = entry->principal;
    return entry->principal ? KNOWN_GOOD : KNOWN_BAD;
}

void known_put(struct known *known, struct str digest, const struct principal *principal, int64_t until_ms)
{
    struct entry *entry = map_get(&known->entries, digest);

    if (digest.len != KEY_DIGEST_BYTES)
        return;
    if (entry)
        drop(known, entry);
    if (known->entries.count >= known->most)
        drop(known, list_item(known->by_age.next, struct entry, by_age));
    entry = mem_new(struct entry);
    memcpy(entry->digest, digest.data, sizeof(entry->digest));
    entry->principal = principal ? principal_copy(principal) : NULL;
    entry->until_ms = until_ms;
    list_push(&known->by_age, &entry->by_age);
    map_put(&known->entries, digest_of(entry), entry);
}

void known_forget(struct known *known, struct str subject)
{
    list_each(at, &known->by_age)
    {
        struct entry *entry = list_item(at, struct entry, by_age);

        if (entry->principal && str_eq(entry->principal->subject, subject))
            drop(known, entry);
    }
}

void known_free(struct known *known)
{
    if (!known)
        return;
    while (!list_is_empty(&known->by_age))
        drop(known, list_item(known->by_age.next, struct entry, by_age));
    map_free(&known->entries);
    mem_free(known);
}
