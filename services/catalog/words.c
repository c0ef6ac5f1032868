/* words: sorted tables, searched by halving. */
#include "words.h"

#include <stdlib.h>

#include "base/mem.h"

static const char *const colours[] = {
    "amber",       "anthracite",  "aqua",      "beige",    "black",  "blue",     "bronze",
    "brown",       "burgundy",    "champagne", "charcoal", "chrome", "copper",   "coral",
    "cream",       "crimson",     "cyan",      "fuchsia",  "gold",   "golden",   "graphite",
    "gray",        "green",       "grey",      "indigo",   "ivory",  "khaki",    "lavender",
    "lilac",       "lime",        "magenta",   "maroon",   "mauve",  "metallic", "mint",
    "multicolor",  "multicolour", "mustard",   "navy",     "olive",  "orange",   "pink",
    "platinum",    "plum",        "purple",    "red",      "rose",   "ruby",     "salmon",
    "sand",        "scarlet",     "silver",    "taupe",    "teal",   "titanium", "translucent",
    "transparent", "turquoise",   "violet",    "white",    "yellow",
};

static const char *const joints[] = {
    "and", "at", "by", "for",  "from", "in", "incl", "including",
    "of",  "on", "or", "plus", "to",   "w",  "with", "without",
};

static const char *const small[] = {
    "a",     "about", "am",   "an",    "any",  "are", "be",   "can",  "do",    "does", "have",
    "i",     "is",    "it",   "its",   "me",   "my",  "need", "our",  "some",  "that", "the",
    "their", "these", "this", "those", "want", "was", "we",   "what", "which", "you",  "your",
};

static int compare(const void *key, const void *entry)
{
    return str_compare(*(const struct str *)key, str_of(*(const char *const *)entry));
}

static bool is_in(struct str word, const char *const *table, size_t count)
{
    return bsearch(&word, table, count, sizeof(*table), compare) != NULL;
}

bool word_is_colour(struct str word)
{
    return is_in(word, colours, COUNT_OF(colours));
}

bool word_is_joint(struct str word)
{
    return is_in(word, joints, COUNT_OF(joints));
}

bool word_is_small(struct str word)
{
    return word_is_joint(word) || is_in(word, small, COUNT_OF(small));
}
