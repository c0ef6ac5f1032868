/* What is learned from sentences, as ARPA: it is read here anew, and must be a distribution. */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "speech/language_model.h"

static const char *const sentences[] = {"show me red shoes", "show me a lamp", "a red lamp",
                                        "show me red shoes", "lamp",           "me"};
static const char *const vocabulary[] = {"</s>", "show", "me", "red", "shoes", "a", "lamp"};

/* The two figures of an n-gram's line; false: it is not there. */
static bool figures_of(const char *arpa, const char *gram, double *ret_log, double *ret_back_off)
{
    char line[200];
    const char *at;

    snprintf(line, sizeof(line), "\t%s%s", gram, strlen(gram) ? "" : "?");
    *ret_back_off = 0;
    for (at = strstr(arpa, line); at; at = strstr(at + 1, line)) {
        const char *end = at + strlen(line), *begin = at;

        if (*end != '\t' && *end != '\n')
            continue;
        while (begin[-1] != '\n')
            begin--;
        *ret_log = strtod(begin, NULL);
        if (*end == '\t')
            *ret_back_off = strtod(end, NULL);
        return true;
    }
    return false;
}

static double probability(const char *arpa, const char *first, const char *second, const char *word)
{
    char gram[100], context[100];
    double log_p, back_off, ignored, factor = 0;

    snprintf(gram, sizeof(gram), "%s %s %s", first, second, word);
    if (figures_of(arpa, gram, &log_p, &ignored))
        return pow(10, log_p);
    snprintf(context, sizeof(context), "%s %s", first, second);
    if (figures_of(arpa, context, &log_p, &back_off))
        factor += back_off;
    snprintf(gram, sizeof(gram), "%s %s", second, word);
    if (figures_of(arpa, gram, &log_p, &ignored))
        return pow(10, factor + log_p);
    if (figures_of(arpa, second, &log_p, &back_off))
        factor += back_off;
    assert_true(figures_of(arpa, word, &log_p, &ignored));
    return pow(10, factor + log_p);
}

static void test_it_is_a_distribution(void **state)
{
    static const char *const contexts[][2] = {{"show", "me"},
                                              {"<s>", "show"},
                                              {"red", "lamp"},
                                              {"lamp", "show"}};
    struct language_model *model = language_model_new();
    struct buf arpa = {0};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(sentences); i++)
        language_model_learn(model, str_of(sentences[i]));
    assert_string_equal(language_model_word(model, 0), "show");
    assert_null(language_model_word(model, COUNT_OF(vocabulary) - 1));
    language_model_write(model, &arpa);
    for (size_t c = 0; c < COUNT_OF(contexts); c++) {
        double sum = 0;

        for (size_t i = 0; i < COUNT_OF(vocabulary); i++)
            sum += probability(arpa.data, contexts[c][0], contexts[c][1], vocabulary[i]);
        assert_true(fabs(sum - 1) < 0.05); /* <s> keeps a little that is never said */
    }
    assert_true(probability(arpa.data, "show", "me", "red") > probability(arpa.data, "show", "me", "a"));
    assert_true(probability(arpa.data, "show", "me", "a") > probability(arpa.data, "show", "me", "show"));
    buf_free(&arpa);
    language_model_free(model);
}

static void test_the_counts_of_the_head_are_those_of_the_body(void **state)
{
    struct language_model *model = language_model_new();
    struct buf arpa = {0};
    size_t lines = 0, told = 0;
    unsigned long count;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(sentences); i++)
        language_model_learn(model, str_of(sentences[i]));
    language_model_write(model, &arpa);
    for (const char *at = arpa.data; (at = strstr(at, "ngram ")); at++) {
        count = strtoul(at + 8, NULL, 10);
        told += count;
    }
    for (const char *at = arpa.data; (at = strchr(at, '\n')); at++)
        lines += at[1] == '-';
    assert_int_equal(lines, told);
    buf_free(&arpa);
    language_model_free(model);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_it_is_a_distribution),
                                              cmocka_unit_test(
                                                  test_the_counts_of_the_head_are_those_of_the_body)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
