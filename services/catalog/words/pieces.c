/* pieces: characters are told apart by their Unicode categories; letters lose their case and their marks, and
 * an apostrophe within a word is left out. */
#include "words/pieces.h"

#include <ctype.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "words/tokenise.h"

enum character { LETTER, UPPER, DIGIT, MARK, SEPARATOR };

/* How many bytes it has; 0: they are none. */
static size_t character_at(struct str text, size_t at, int32_t *ret_c)
{
    utf8proc_ssize_t len;

    *ret_c = (unsigned char)text.data[at];
    if (*ret_c < 128)
        return 1;
    len =
        utf8proc_iterate((const utf8proc_uint8_t *)text.data + at, (utf8proc_ssize_t)(text.len - at), ret_c);
    return len > 0 ? (size_t)len : 0;
}

static enum character character_of(int32_t c)
{
    if (c < 128)
        return isdigit(c) ? DIGIT : isupper(c) ? UPPER : islower(c) ? LETTER : SEPARATOR;
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return UPPER;
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        return LETTER;
    case UTF8PROC_CATEGORY_ND:
        return DIGIT;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
        return MARK;
    default:
        return SEPARATOR;
    }
}

static void add_folded(struct buf *out, int32_t c)
{
    static const utf8proc_option_t how =
        UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    utf8proc_int32_t parts[20];
    int last = 0;
    utf8proc_ssize_t count;

    count = utf8proc_decompose_char(c, parts, COUNT_OF(parts), how, &last);
    for (utf8proc_ssize_t i = 0; i < count && i < (utf8proc_ssize_t)COUNT_OF(parts); i++) {
        utf8proc_uint8_t bytes[4];

        if (character_of(parts[i]) != SEPARATOR && character_of(parts[i]) != MARK)
            buf_add(out, bytes, (size_t)utf8proc_encode_char(parts[i], bytes));
    }
}

/* Room for the `left` bytes from it on is there, should they be ASCII; what is none may become longer. */
static void add_character(struct pieces *p, int32_t c, size_t left)
{
    if (c < 128) {
        p->folded.data[p->folded.len++] = (char)tolower(c);
        return;
    }
    add_folded(&p->folded, c);
    buf_reserve(&p->folded, left);
}

/* What stands between two words when `c` follows what stood there so far. */
static enum gap widen(enum gap gap, int32_t c)
{
    enum gap this = c == '-' || c == '_'                                             ? GAP_HYPHEN
                    : c == '.'                                                       ? GAP_DOT
                    : c == ','                                                       ? GAP_COMMA
                    : c == '/'                                                       ? GAP_STROKE
                    : c == ' ' || c == 0xa0 || c == 0xae || c == 0x2122 || c == 0xa9 ? GAP_BLANK
                                                                                     : GAP_OTHER;

    if (gap == GAP_NONE)
        return this;
    return this == GAP_BLANK && gap == GAP_BLANK ? GAP_BLANK : GAP_OTHER;
}

static bool is_inch_sign(int32_t c)
{
    return c == '"' || c == 0x2033 || c == 0x201d;
}

static bool is_apostrophe(int32_t c)
{
    return c == '\'' || c == 0x2019;
}

static void end_piece(struct pieces *p, struct piece *piece)
{
    size_t len = p->folded.len - piece->at;

    if (!len)
        return;
    if (len > TOKEN_BYTES_MAX)
        len = utf8_clip(str_n(p->folded.data + piece->at, len), TOKEN_BYTES_MAX);
    piece->len = (uint8_t)len;
    piece->digits = piece->digits < len ? piece->digits : (uint8_t)len;
    p->all[p->count++] = *piece;
}

static void begin_piece(struct pieces *p, struct piece *piece, enum gap gap, enum character kind, size_t from)
{
    *piece = (struct piece){.at = (uint32_t)p->folded.len,
                            .gap = (uint8_t)gap,
                            .from = (uint32_t)from,
                            .starts_upper = kind == UPPER,
                            .all_upper = true};
}

void pieces_cut(struct pieces *p, struct str text)
{
    struct piece piece = {0};
    bool inside = false;
    enum gap gap = GAP_NONE;
    int32_t c;

    p->count = 0;
    buf_clear(&p->folded);
    buf_reserve(&p->folded, text.len);
    for (size_t at = 0, step; at < text.len && p->count < PIECES_MAX - 1; at += step) {
        size_t len = character_at(text, at, &c);
        enum character kind = len ? character_of(c) : SEPARATOR;

        step = len ? len : 1;
        if (kind == MARK || (inside && is_apostrophe(c) && piece.digits == 0))
            continue;
        if (kind == SEPARATOR) {
            if (inside) {
                piece.to = (uint32_t)at;
                piece.inches = len && is_inch_sign(c);
                end_piece(p, &piece);
            }
            gap = inside ? widen(GAP_NONE, len ? c : 0) : widen(gap, len ? c : 0);
            inside = false;
            continue;
        }
        if (!inside)
            begin_piece(p, &piece, gap, kind, at);
        inside = true;
        piece.digits += kind == DIGIT && piece.digits < 255;
        piece.all_upper = piece.all_upper && kind == UPPER;
        add_character(p, c, text.len - at);
    }
    if (inside) {
        piece.to = (uint32_t)text.len;
        end_piece(p, &piece);
    }
}

void pieces_free(struct pieces *p)
{
    buf_free(&p->folded);
}
