/* cursor: fixed fields, then the id, then a checksum; in base64 for addresses. The same on every machine we
 * run on. */
#include "search/cursor.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"

struct head {
    uint8_t version, id_len;
    uint16_t skip;
    uint32_t sum;
    uint64_t search;
    double key;
};

enum { VERSION = 1, BYTES_MAX = sizeof(struct head) + CURSOR_ID_MAX };

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static char *encode(const unsigned char *bytes, size_t len, struct arena *arena)
{
    char *text = arena_alloc(arena, len * 4 / 3 + 4), *to = text;

    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t three = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                         (left > 2 ? bytes[i + 2] : 0);

        *to++ = letters[three >> 18 & 63];
        *to++ = letters[three >> 12 & 63];
        if (left > 1)
            *to++ = letters[three >> 6 & 63];
        if (left > 2)
            *to++ = letters[three & 63];
    }
    return text;
}

static bool decode(struct str text, unsigned char *bytes, size_t *ret_len)
{
    uint32_t bits = 0;
    size_t have = 0, len = 0;

    for (size_t i = 0; i < text.len; i++) {
        const char *letter = text.data[i] ? strchr(letters, text.data[i]) : NULL;

        if (!letter || len == BYTES_MAX)
            return false;
        bits = bits << 6 | (uint32_t)(letter - letters);
        have += 6;
        if (have >= 8) {
            have -= 8;
            bytes[len++] = (unsigned char)(bits >> have);
        }
    }
    *ret_len = len;
    return true;
}

static uint32_t sum_of(struct head head, const unsigned char *id)
{
    head.sum = 0;
    return (uint32_t)hash_for_good(hash_for_good(0, &head, sizeof(head)), id, head.id_len);
}

char *cursor_write(const struct cursor *c, struct arena *arena)
{
    unsigned char bytes[BYTES_MAX];
    struct head head = {.version = VERSION,
                        .id_len = (uint8_t)(c->id.len < CURSOR_ID_MAX ? c->id.len : CURSOR_ID_MAX),
                        .skip = c->skip,
                        .search = c->search,
                        .key = c->key};

    if (head.id_len)
        memcpy(bytes + sizeof(head), c->id.data, head.id_len);
    head.sum = sum_of(head, bytes + sizeof(head));
    memcpy(bytes, &head, sizeof(head));
    return encode(bytes, sizeof(head) + head.id_len, arena);
}

bool cursor_read(struct str text, struct cursor *ret, struct arena *arena)
{
    unsigned char bytes[BYTES_MAX];
    struct head head;
    size_t len;

    if (!decode(text, bytes, &len) || len < sizeof(head))
        return false;
    memcpy(&head, bytes, sizeof(head));
    if (head.version != VERSION || len != sizeof(head) + head.id_len || isnan(head.key) ||
        head.sum != sum_of(head, bytes + sizeof(head)))
        return false;
    *ret = (struct cursor){.search = head.search,
                           .key = head.key,
                           .skip = head.skip,
                           .id = str_copy(arena, str_n((char *)bytes + sizeof(head), head.id_len))};
    return true;
}
