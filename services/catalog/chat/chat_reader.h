/* chat_reader.h: one message as it is read: its words, the slots they may fill, the words that the catalogue
 * knows. Inside only.
 *
 * A reader goes through one message. Whatever a part finds it adds to reader->out, with its words. */
#pragma once

#include "chat/chat_grammar.h"
#include "chat/chat_language.h"
#include "chat/rules_chat.h"
#include "words/measures.h"

#define CHAT_GUESSES_MAX 5  /* of a message: each walks the whole vocabulary */
#define SHOWN_MAX        20 /* of the shown products, how many are looked at */
#define SAMPLE_MAX       64 /* products that conditions are measured by */

struct chat {
    struct chat_grammar *grammar;
    struct chat_languages *languages;
    struct index *nothing; /* for a tenant without products */
};

struct shown_words { /* of a shown product: stems of its title and brand */
    struct str *stems;
    size_t count;
};

struct reader {
    const struct chat *chat;
    struct index *index;
    const Steward__V1__Dialogue *dialogue;
    struct arena *arena;
    struct chat_words words;
    struct chat_understood *out;
    size_t shown_count;
    struct shown_words *shown; /* NULL: not looked at yet */
    struct naming {
        uint32_t shown; /* bits: which have the word in their name */
        float confidence;
        bool known;
    } naming[CHAT_WORDS_MAX];
    uint32_t sample[SAMPLE_MAX];
    size_t sample_count;
    struct sample {
        uint32_t at[SAMPLE_MAX];
        size_t count;
        bool known;
    } kind; /* of the kind that is wanted, whatever conditions hold: their texts are the values there are */
    uint64_t lengths[CHAT_SLOTS][CHAT_WORDS_MAX];
    uint64_t lengths_known[CHAT_SLOTS];
    int guesses; /* spellings looked for, and remembered */
    struct spelt {
        struct str word, best;
        int edits;
    } spelt[CHAT_GUESSES_MAX];
    uint32_t wanted_kind, said_kind;                /* stems; NO_WORD: none */
    size_t what_from;                               /* the first word of what is wanted */
    size_t known_words, unknown_words, noise_words; /* of the things that are named */
    bool goes_with_need; /* there is something that is all that was wanted and is named now */
};

static inline bool chat_word_is(const struct reader *r, size_t at, const char *word)
{
    return str_is(r->words.all[at].text, word);
}

/* ---- chat_slots.c: how many words a slot takes ---- */
uint64_t chat_lengths(void *reader, enum chat_slot slot, size_t at);
struct str chat_table_at(struct reader *r, enum chat_table table, size_t from,
                         size_t to); /* of these words */
/* "the weight and the read speed": its parts, up to CHAT_NAMES_MAX; 0: no list of attributes. */
size_t chat_attribute_list(struct reader *r, size_t from, size_t to, struct chat_capture *parts);
size_t chat_measure_at(const struct reader *r, size_t at, double *ret_value,
                       uint8_t *ret_unit); /* words; 0: none */
Steward__V1__Slot *chat_slot(struct reader *r, const char *name, const char *value, size_t from, size_t to,
                             double confidence);

/* ---- chat_vocabulary.c: words as the catalogue knows them ---- */
struct known {
    const char *text; /* as the catalogue writes it; NULL: it does not know it */
    double confidence;
};
struct known chat_brand(struct reader *r, size_t from, size_t to);
struct known chat_colour(struct reader *r, size_t from, size_t to);
const char *chat_size(struct reader *r, struct str word); /* as the catalogue writes it, if it has it */
uint32_t chat_stem(struct reader *r, struct str word, bool guess); /* NO_WORD: nothing like it */
struct str chat_stem_text(struct reader *r, struct str word);      /* in the arena */
bool chat_is_type(struct reader *r, struct str word);
bool chat_is_small(const struct reader *r, struct str word);
/* Whether the word at `at` and the one behind it, one of them a colour, are what things are called that have
 * not that colour ("olive oil", "face cream"). */
bool chat_is_part_of_name(struct reader *r, size_t at, size_t colour);
/* The name of an attribute: nobody misspelt anything else. */
bool chat_names_attribute(const struct reader *r, struct str word);
/* "yoga matt": a word that is known but never goes with the one beside it, while the name of a kind that is
 * one slip away does. Corrects it. */
bool chat_mend(struct reader *r, size_t at, size_t beside);
/* Whether any product has all these stems. */
bool chat_go_together(struct reader *r, const uint32_t *stems, size_t count);
int chat_slips(struct reader *r, struct str word); /* edits to what it is corrected to; -1: nothing is near */
struct str chat_best_word(struct reader *r, struct str word,
                          double *ret_confidence); /* corrected if need be */
