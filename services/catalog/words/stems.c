/* stems: a word has one place among those kept; another word with the same place takes it. */
#include "words/stems.h"

#include <libstemmer.h>

#include "base/map.h"
#include "base/mem.h"

enum { PLACES = 512, KEPT_MAX = 23 }; /* longer words are rare: they are not kept */

struct kept {
    char word[KEPT_MAX], stem[KEPT_MAX];
    uint8_t word_len, stem_len; /* word_len 0: nothing is kept here */
};

struct stems {
    struct sb_stemmer *stemmer;
    struct kept kept[PLACES];
};

struct stems *stems_new(void)
{
    struct stems *stems = mem_new(struct stems);

    stems->stemmer = sb_stemmer_new("english", "UTF_8");
    return stems;
}

void stems_free(struct stems *stems)
{
    sb_stemmer_delete(stems->stemmer);
    mem_free(stems);
}

static struct str stem_anew(struct stems *stems, struct str word)
{
    const sb_symbol *stem = sb_stemmer_stem(stems->stemmer, (const sb_symbol *)word.data, (int)word.len);

    if (!stem)
        return word;
    return str_n((const char *)stem, (size_t)sb_stemmer_length(stems->stemmer));
}

static void keep(struct kept *kept, struct str word, struct str stem)
{
    memcpy(kept->word, word.data, word.len);
    memcpy(kept->stem, stem.data, stem.len);
    kept->word_len = (uint8_t)word.len;
    kept->stem_len = (uint8_t)stem.len;
}

struct str stem_of(struct stems *stems, struct str word)
{
    struct kept *kept = &stems->kept[hash_bytes(word.data, word.len) % PLACES];
    struct str stem;

    if (word.len && str_eq(str_n(kept->word, kept->word_len), word))
        return str_n(kept->stem, kept->stem_len);
    stem = stem_anew(stems, word);
    if (word.len && word.len <= KEPT_MAX && stem.len && stem.len <= KEPT_MAX)
        keep(kept, word, stem);
    return stem;
}
