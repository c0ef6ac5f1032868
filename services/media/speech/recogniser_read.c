/* recogniser_read: words come from the segments of the best path, other readings from pocketsphinx's list of
 * the n best, in which many differ by a pronunciation or a silence only. */
#include "recogniser_read.h"

#include <math.h>

#define NBEST_LOOKED_AT 40

/* The word without the mark of its pronunciation, "either(2)"; empty: silence or noise. */
static struct str bare(const char *word)
{
    struct str text = str_of(word);
    ptrdiff_t bracket = str_find(text, STR("("));

    if (!text.len || str_has_char("<[+", *text.data))
        return STR_NONE;
    return bracket > 0 ? str_sub(text, 0, (size_t)bracket) : text;
}

static void read_words(ps_decoder_t *decoder, struct arena *arena, struct heard *heard)
{
    logmath_t *math = ps_get_logmath(decoder);
    double frames = cmd_ln_int32_r(ps_get_config(decoder), "-frate"), logs = 0;
    struct buf text = {0};
    size_t room = 0;

    for (ps_seg_t *at = ps_seg_iter(decoder); at; at = ps_seg_next(at))
        room++;
    heard->words = arena_array(arena, room + 1, sizeof(struct heard_word));
    for (ps_seg_t *at = ps_seg_iter(decoder); at; at = ps_seg_next(at)) {
        struct str word = bare(ps_seg_word(at));
        int from, to;
        double confidence;

        if (!word.len || heard->word_count == room)
            continue;
        ps_seg_frames(at, &from, &to);
        confidence = fmin(1, logmath_exp(math, ps_seg_prob(at, NULL, NULL, NULL)));
        heard->words[heard->word_count++] = (struct heard_word){.text = str_copy(arena, word),
                                                                .start_seconds = from / frames,
                                                                .end_seconds = (to + 1) / frames,
                                                                .confidence = confidence};
        logs += log(fmax(confidence, 1e-6));
        buf_printf(&text, "%s%.*s", text.len ? " " : "", STR_ARGS(word));
    }
    heard->text = str_copy(arena, buf_as_str(&text));
    heard->confidence = heard->word_count ? exp(logs / (double)heard->word_count) : 0;
    buf_free(&text);
}

static bool is_told(const struct heard *heard, struct str text)
{
    for (size_t i = 0; i < heard->hypothesis_count; i++)
        if (str_eq(heard->hypotheses[i], text))
            return true;
    return !text.len || str_eq(heard->text, text);
}

static void read_hypotheses(ps_decoder_t *decoder, struct arena *arena, struct heard *heard)
{
    ps_nbest_t *at = ps_nbest(decoder);

    for (size_t looked = 0; at && looked < NBEST_LOOKED_AT && heard->hypothesis_count < RECOGNISER_HYPOTHESES;
         looked++) {
        const char *text = ps_nbest_hyp(at, NULL);

        if (!is_told(heard, str_of(text)))
            heard->hypotheses[heard->hypothesis_count++] = str_copy(arena, str_of(text));
        at = ps_nbest_next(at);
    }
    if (at)
        ps_nbest_free(at);
}

void recogniser_read(ps_decoder_t *decoder, struct arena *arena, struct heard *heard)
{
    if (!ps_get_hyp(decoder, NULL))
        return;
    read_words(decoder, arena, heard);
    read_hypotheses(decoder, arena, heard);
}
