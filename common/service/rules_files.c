/* rules_files: tables of endings and codings; two small header grammars. */
#include "service/rules_files.h"

#include "base/mem.h"

#define HASH_LEN 8

static const struct {
    struct str ending, name;
} codings[CODINGS] = {
    [CODING_BROTLI] = {{".br", 3}, {"br", 2}},
    [CODING_GZIP] = {{".gz", 3}, {"gzip", 4}},
    [CODING_PLAIN] = {{"", 0}, {"", 0}},
};

static const struct {
    struct str ending;
    const char *type;
} types[] = {
    {{".html", 5}, "text/html; charset=utf-8"},
    {{".js", 3}, "text/javascript; charset=utf-8"},
    {{".css", 4}, "text/css; charset=utf-8"},
    {{".svg", 4}, "image/svg+xml"},
    {{".png", 4}, "image/png"},
    {{".ico", 4}, "image/x-icon"},
    {{".webp", 5}, "image/webp"},
    {{".woff2", 6}, "font/woff2"},
    {{".json", 5}, "application/json"},
    {{".txt", 4}, "text/plain; charset=utf-8"},
};

struct str coding_ending(enum coding coding)
{
    return codings[coding].ending;
}

struct str coding_name(enum coding coding)
{
    return codings[coding].name;
}

const char *file_content_type(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (name.len > types[i].ending.len && str_ends(name, types[i].ending))
            return types[i].type;
    }
    return "";
}

static bool is_of_a_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool file_name_is_good(struct str name)
{
    if (name.len == 0 || name.data[0] == '.')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        if (!is_of_a_word(name.data[i]) && name.data[i] != '.')
            return false;
    }
    return true;
}

bool file_is_forever(struct str name)
{
    size_t dot = name.len;

    while (dot > 0 && name.data[dot - 1] != '.')
        dot--;
    if (dot < HASH_LEN + 3 || name.data[dot - HASH_LEN - 2] != '-')
        return false;
    for (size_t i = dot - HASH_LEN - 1; i < dot - 1; i++) {
        if (!is_of_a_word(name.data[i]))
            return false;
    }
    return true;
}

/* ---- Accept-Encoding ---- */

/* 0 to 1000; what cannot be read counts as not wanted. */
static int quality(struct str parameters)
{
    struct str one;
    double value;

    while (str_split(&parameters, ';', &one)) {
        one = str_trim(one);
        if (!str_starts(one, STR("q=")) && !str_starts(one, STR("Q=")))
            continue;
        if (!str_to_double(str_trim(str_sub(one, 2, one.len)), &value) || value < 0 || value > 1)
            return 0;
        return (int)(value * 1000 + 0.5);
    }
    return 1000;
}

static bool is_called(struct str name, enum coding coding)
{
    if (coding == CODING_PLAIN)
        return str_eq_nocase(name, STR("identity"));
    return str_eq_nocase(name, codings[coding].name) ||
           (coding == CODING_GZIP && str_eq_nocase(name, STR("x-gzip")));
}

static int wanted(struct str header, enum coding coding)
{
    int any =
        coding == CODING_PLAIN ? 1 : 0; /* plain may always be sent, but anything named is wanted more */
    struct str one, name;

    while (str_split(&header, ',', &one)) {
        if (!str_split(&one, ';', &name))
            continue;
        name = str_trim(name);
        if (is_called(name, coding))
            return quality(one);
        if (str_is(name, "*"))
            any = quality(one);
    }
    return any;
}

enum coding coding_for(struct str accept_encoding, unsigned there)
{
    enum coding best = CODING_PLAIN;
    int most = wanted(accept_encoding, CODING_PLAIN);

    for (int coding = CODING_PLAIN - 1; coding >= 0; coding--) {
        int how_much = there & 1u << coding ? wanted(accept_encoding, (enum coding)coding) : 0;

        if (how_much && how_much >= most) {
            best = (enum coding)coding;
            most = how_much;
        }
    }
    return best;
}

/* ---- If-None-Match ---- */

bool etag_is_known(struct str if_none_match, struct str etag)
{
    struct str one;

    while (str_split(&if_none_match, ',', &one)) {
        one = str_trim(one);
        if (str_starts(one, STR("W/")))
            one = str_sub(one, 2, one.len);
        if (str_is(one, "*") || str_eq(one, etag))
            return true;
    }
    return false;
}
