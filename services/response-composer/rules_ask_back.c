/* rules_ask_back: what kind of answer it takes is told by the options' values (rules_option.h of the
 * catalogue): flags, ranges, numbers, several values, or one. */
#include "rules_ask_back.h"

#include <math.h>

#include "base/currency_digits.h"
#include "base/mem.h"
#include "money.h"
#include "words.h"

#define OPTIONS_MAX     10
#define LABEL_MAX_BYTES 60

static bool is_price(const Steward__V1__Clarification *q)
{
    return !strcmp(q->about, "price");
}

static bool is_flag(const char *value)
{
    return !strcmp(value, "true") || !strcmp(value, "false");
}

/* "25-50", "25-", "16". */
static bool read_range(struct str value, double *ret_min, double *ret_max)
{
    ptrdiff_t dash = str_find(value, STR("-"));
    struct str high = dash < 0 ? value : str_sub(value, (size_t)dash + 1, value.len);

    *ret_max = INFINITY;
    return str_to_double(str_sub(value, 0, dash < 0 ? value.len : (size_t)dash), ret_min) &&
           (!high.len || str_to_double(high, ret_max));
}

static char *figure(const struct speech *s, const Steward__V1__Clarification *q, double number)
{
    Steward__V1__Money money;

    if (!(fabs(number) < 1e13))
        return str_printf(s->arena, "%s", "");
    if (!is_price(q))
        return fact_measure(s, number, q->unit);
    steward__v1__money__init(&money);
    money.currency_code = q->unit;
    money.amount_minor = llround(number * pow(10, currency_digits(str_of(q->unit))));
    return money_text_short(s->arena, &money, s->locale);
}

static char *range_label(const struct speech *s, const Steward__V1__Clarification *q, double min, double max)
{
    const struct text_arg *args = TEXT_ARGS({"min", figure(s, q, min), 0}, {"max", figure(s, q, max), 0});

    if (min == max)
        return figure(s, q, min);
    return speech_text(s,
                       min > 0 && isfinite(max) ? "label.between"
                       : isfinite(max)          ? "label.up_to"
                                                : "label.from",
                       args);
}

static char *label_of(const struct speech *s, const Steward__V1__Clarification *q, const char *value)
{
    double min, max;
    struct buf out = {0};

    if (is_flag(value))
        return speech_text(s, value[0] == 't' ? "yes" : "no", NULL);
    if (value[0] == '!' || strchr(value, '|'))
        return speech_text(s, "label.another", NULL);
    if ((is_price(q) || q->unit[0] || strpbrk(value, "0123456789") == value) &&
        read_range(str_of(value), &min, &max))
        return range_label(s, q, min, max);
    buf_str(&out, STR(""));
    words_add(&out, str_of(value), LABEL_MAX_BYTES);
    return words_keep(&out, s->arena);
}

static char *question_of(const struct speech *s, const Steward__V1__Clarification *q)
{
    struct str key = str_of(str_printf(s->arena, "question.%.40s", q->about));
    bool flags = is_flag(q->options[0]->value);
    const char *sentence = language_find(s->language, key);
    struct buf out = {0};

    if (!sentence)
        sentence = language_text(s->language, flags ? "question.flag" : "question.other");
    text_write(&out, sentence, TEXT_ARGS({"name", fact_name(s, q->about), 0}));
    return words_keep(&out, s->arena);
}

Steward__V1__Clarification *ask_back(const struct speech *s, const Steward__V1__Clarification *q)
{
    Steward__V1__Clarification *asked;

    if (!q || !q->n_options || !q->about[0])
        return NULL;
    asked = arena_new_of(s->arena, Steward__V1__Clarification);
    steward__v1__clarification__init(asked);
    asked->about = q->about;
    asked->unit = q->unit;
    asked->gain = q->gain;
    asked->question = question_of(s, q);
    asked->options = arena_array(s->arena, OPTIONS_MAX, sizeof(*asked->options));
    for (size_t i = 0; i < q->n_options && i < OPTIONS_MAX; i++) {
        Steward__V1__Clarification__Option *option =
            arena_new_of(s->arena, Steward__V1__Clarification__Option);

        *option = *q->options[i];
        option->label = label_of(s, q, option->value);
        asked->options[asked->n_options++] = option;
    }
    return asked;
}
