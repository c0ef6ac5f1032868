/* The cases of corpus.txt, which says what they mean. */
#pragma once

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "unit.h"

#define CORPUS_FILE "tests/unit/http/corpus.txt"

enum { CORPUS_MAX = 400 };

struct corpus_case {
    struct str class, name, expected, seen;
    struct buf text; /* the bytes, escapes read */
    struct buf seen_text;
};

struct corpus {
    struct buf file;
    struct corpus_case cases[CORPUS_MAX];
    size_t count;
};

static inline size_t corpus_read_repeat(const char *from, struct buf *to) /* {a*1000} */
{
    char *end;
    long times = strtol(from + 3, &end, 10);

    while (times-- > 0)
        buf_char(to, from[1]);
    return (size_t)(end - from) + 1;
}

static inline void corpus_unescape(struct str from, struct buf *to)
{
    static const char escapes[] = "r\rn\nt\t";

    for (size_t i = 0; i < from.len; i++) {
        const char *escape = from.data[i] == '\\' ? strchr(escapes, from.data[i + 1]) : NULL;

        if (from.data[i] != '\\') {
            buf_char(to, from.data[i]);
        } else if (escape) {
            buf_char(to, escape[1]);
            i += 1;
        } else if (from.data[i + 1] == 'x') {
            buf_char(to, (char)strtol((char[]){from.data[i + 2], from.data[i + 3], 0}, NULL, 16));
            i += 3;
        } else {
            i += corpus_read_repeat(from.data + i + 1, to);
        }
    }
}

static inline struct str corpus_field(struct str *line)
{
    ptrdiff_t end = str_find(*line, STR(" | "));
    struct str field = str_sub(*line, 0, end < 0 ? line->len : (size_t)end);

    *line = str_sub(*line, field.len + 3, line->len);
    return field;
}

static inline void corpus_load(struct corpus *corpus)
{
    FILE *file = fopen(CORPUS_FILE, "r");
    struct str rest, line;
    size_t count;

    if (!file)
        fail_msg("%s is missing: run from the repository's root", CORPUS_FILE);
    while ((count = fread(buf_reserve(&corpus->file, 65536), 1, 65536, file)) > 0)
        corpus->file.len += count;
    fclose(file);
    rest = buf_as_str(&corpus->file);
    while (str_split(&rest, '\n', &line)) {
        struct corpus_case *c = &corpus->cases[corpus->count];

        if (line.len == 0 || line.data[0] == '#')
            continue;
        assert_true(++corpus->count < CORPUS_MAX);
        c->class = corpus_field(&line);
        c->name = corpus_field(&line);
        c->expected = corpus_field(&line);
        corpus_unescape(corpus_field(&line), &c->seen_text);
        c->seen = buf_as_str(&c->seen_text);
        corpus_unescape(line, &c->text);
    }
}

static inline void corpus_free(struct corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++) {
        buf_free(&corpus->cases[i].text);
        buf_free(&corpus->cases[i].seen_text);
    }
    buf_free(&corpus->file);
    corpus->count = 0;
}

static inline void corpus_add_body(struct buf *seen, struct str body)
{
    for (size_t i = 0; i < body.len; i++)
        buf_char(seen, (unsigned char)body.data[i] < ' ' ? '.' : body.data[i]);
}
