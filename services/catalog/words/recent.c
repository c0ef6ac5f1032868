/* recent: a word has one place among those kept; another word with the same place takes it. */
#include "words/recent.h"

#include <libstemmer.h>

#include "base/map.h"
#include "base/mem.h"
#include "words/words.h"

enum { PLACES = 512, KEPT_MAX = 23 }; /* longer words are rare: they are not kept */

struct kept {
    struct recent_word known;
    char word[KEPT_MAX], stem[KEPT_MAX];
    uint8_t len; /* of the word; 0: nothing is kept here */
};

struct recent_words {
    struct sb_stemmer *stemmer;
    struct recent_word anew; /* of a word that is not kept */
    struct kept kept[PLACES];
};

struct recent_words *recent_words_new(void)
{
    struct recent_words *words = mem_new(struct recent_words);

    words->stemmer = sb_stemmer_new("english", "UTF_8");
    return words;
}

void recent_words_free(struct recent_words *words)
{
    sb_stemmer_delete(words->stemmer);
    mem_free(words);
}

static struct str stem_of(struct recent_words *words, struct str word)
{
    const sb_symbol *stem = sb_stemmer_stem(words->stemmer, (const sb_symbol *)word.data, (int)word.len);

    if (!stem)
        return word;
    return str_n((const char *)stem, (size_t)sb_stemmer_length(words->stemmer));
}

static const struct recent_word *keep(struct kept *kept, struct str word, const struct recent_word *known)
{
    memcpy(kept->word, word.data, word.len);
    memcpy(kept->stem, known->stem.data, known->stem.len);
    kept->len = (uint8_t)word.len;
    kept->known = *known;
    kept->known.stem.data = kept->stem;
    return &kept->known;
}

const struct recent_word *recent_word(struct recent_words *words, struct str word)
{
    struct kept *kept = &words->kept[hash_bytes(word.data, word.len) % PLACES];
    struct recent_word *anew = &words->anew;

    if (word.len && str_eq(str_n(kept->word, kept->len), word))
        return &kept->known;
    anew->stem = stem_of(words, word);
    anew->hash = hash_bytes(anew->stem.data, anew->stem.len);
    anew->traits = word_traits(word);
    anew->role = word_role(word);
    anew->describing = word_describing(word);
    return word.len && word.len <= KEPT_MAX && anew->stem.len <= KEPT_MAX ? keep(kept, word, anew) : anew;
}
