/* rules_query_log: words as the index has them, so that ways of writing are counted together. */
#include "rules_query_log.h"

#include "base/mem.h"

#define DIGITS_MAX 6 /* in a row */

static bool may_name_somebody(struct str query)
{
    size_t digits = 0;

    for (size_t i = 0; i < query.len; i++) {
        char c = query.data[i];

        if (c == '@')
            return true;
        if (c >= '0' && c <= '9')
            digits++;
        else if (c != ' ' && c != '-' && c != '/' && c != '.')
            digits = 0;
        if (digits > DIGITS_MAX)
            return true;
    }
    return false;
}

struct str query_log_text(struct str query, struct tokeniser *tokeniser, struct arena *arena)
{
    const struct token *tokens;
    struct buf out = {0};
    struct str text = STR_NONE;
    size_t starts[QUERY_LOG_BYTES * 2], words = 0, count;

    if (query.len > QUERY_LOG_BYTES * 2 || may_name_somebody(query))
        return text;
    count = tokenise(tokeniser, query, &tokens);
    for (size_t i = 0; i < count && i < COUNT_OF(starts); i++) {
        if (tokens[i].kind == TOKEN_MEASURE && tokens[i].parts &&
            tokens[i].parts <= words) /* "256 gb" is one word */
            out.len = starts[words -= tokens[i].parts];
        else if (tokens[i].parts)
            continue;
        starts[words++] = out.len;
        buf_str(&out, out.len ? STR(" ") : STR(""));
        buf_str(&out, tokens[i].text);
    }
    if (out.len && out.len <= QUERY_LOG_BYTES)
        text = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}
