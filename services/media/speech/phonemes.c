/* phonemes: guesses for words that the dictionary does not have. The rules are for names as shops have them;
 * what they get wrong costs that word some confidence, and no other. */
#include "phonemes.h"

#include "base/mem.h"

#define WORD_MAX    40
#define PART_MIN    3
#define LETTERS_MAX 4 /* "hdmi", "tpe": a word that short may be said letter by letter */

static const char *const of_letter[26] = {
    "EY",
    "B IY",
    "S IY",
    "D IY",
    "IY",
    "EH F",
    "JH IY",
    "EY CH",
    "AY",
    "JH EY",
    "K EY",
    "EH L",
    "EH M",
    "EH N",
    "OW",
    "P IY",
    "K Y UW",
    "AA R",
    "EH S",
    "T IY",
    "Y UW",
    "V IY",
    "D AH B AH L Y UW",
    "EH K S",
    "W AY",
    "Z IY",
};

/* Tried in this order at each place. `place`: ^ at the beginning only, $ at the end only, c before a
 * consonant and an e at the end (as in "late"), o before one consonant and any other vowel, f before e, i or
 * y; empty: anywhere. */
struct rule {
    const char *letters, *place, *phonemes;
};

static const struct rule rules[] = {
    {"augh", "", "AO"}, {"eigh", "", "EY"},   {"tion", "", "SH AH N"}, {"sion", "", "ZH AH N"},
    {"ough", "", "AO"}, {"igh", "", "AY"},    {"tch", "", "CH"},       {"sch", "", "SH"},
    {"dge", "", "JH"},  {"ia", "$", "IY AH"}, {"ea", "$", "IY AH"},    {"io", "$", "IY OW"},
    {"ie", "$", "IY"},  {"ey", "$", "IY"},    {"le", "$", "AH L"},     {"es", "$", "Z"},
    {"er", "$", "ER"},  {"or", "$", "ER"},    {"ar", "$", "ER"},       {"kn", "^", "N"},
    {"wr", "^", "R"},   {"wh", "^", "W"},     {"ps", "^", "S"},        {"ph", "", "F"},
    {"sh", "", "SH"},   {"ch", "", "CH"},     {"th", "", "TH"},        {"ck", "", "K"},
    {"ng", "$", "NG"},  {"nk", "", "NG K"},   {"qu", "", "K W"},       {"gh", "", "G"},
    {"ee", "", "IY"},   {"ea", "", "IY"},     {"oo", "", "UW"},        {"ou", "", "AW"},
    {"ow", "$", "OW"},  {"ow", "", "AW"},     {"oi", "", "OY"},        {"oy", "", "OY"},
    {"ai", "", "EY"},   {"ay", "", "EY"},     {"au", "", "AO"},        {"aw", "", "AO"},
    {"oa", "", "OW"},   {"ie", "", "IY"},     {"ei", "", "EY"},        {"eu", "", "Y UW"},
    {"ew", "", "UW"},   {"ue", "$", "UW"},    {"ar", "", "AA R"},      {"er", "", "ER"},
    {"ir", "", "IH R"}, {"or", "", "AO R"},   {"ur", "", "ER"},        {"bb", "", "B"},
    {"cc", "", "K"},    {"dd", "", "D"},      {"ff", "", "F"},         {"gg", "", "G"},
    {"kk", "", "K"},    {"ll", "", "L"},      {"mm", "", "M"},         {"nn", "", "N"},
    {"pp", "", "P"},    {"rr", "", "R"},      {"ss", "", "S"},         {"tt", "", "T"},
    {"zz", "", "Z"},    {"a", "c", "EY"},     {"i", "c", "AY"},        {"o", "c", "OW"},
    {"u", "c", "UW"},   {"e", "c", "IY"},     {"a", "$", "AH"},        {"e", "$", ""},
    {"i", "$", "IY"},   {"o", "$", "OW"},     {"u", "$", "UW"},        {"y", "$", "IY"},
    {"c", "f", "S"},    {"g", "f", "JH"},     {"x", "^", "Z"},         {"a", "", "AE"},
    {"b", "", "B"},     {"c", "", "K"},       {"d", "", "D"},          {"e", "", "EH"},
    {"f", "", "F"},     {"g", "", "G"},       {"h", "", "HH"},         {"i", "", "IH"},
    {"j", "", "JH"},    {"k", "", "K"},       {"l", "", "L"},          {"m", "", "M"},
    {"n", "", "N"},     {"o", "", "AA"},      {"p", "", "P"},          {"q", "", "K"},
    {"r", "", "R"},     {"s", "", "S"},       {"t", "", "T"},          {"u", "", "AH"},
    {"v", "", "V"},     {"w", "", "W"},       {"x", "", "K S"},        {"z", "", "Z"},
    {"y", "^", "Y"},    {"y", "", "IH"},
};

/* Before those, for names, and words that are no names but like them: vowels that are open are long, as in
 * "Kaido" and "Yuki", and endings lose theirs, as in "fokal". */
static const struct rule rules_of_names[] = {
    {"able", "$", "AH B AH L"}, {"less", "$", "L AH S"}, {"ness", "$", "N AH S"}, {"ings", "$", "IH NG Z"},
    {"ard", "$", "ER D"},       {"ers", "$", "ER Z"},    {"al", "$", "AH L"},     {"el", "$", "AH L"},
    {"an", "$", "AH N"},        {"en", "$", "AH N"},     {"on", "$", "AH N"},     {"ed", "$", "D"},
    {"et", "$", "AH T"},        {"us", "$", "AH S"},     {"ai", "", "AY"},        {"au", "", "AW"},
    {"a", "o", "AA"},           {"i", "o", "IY"},        {"o", "o", "OW"},        {"u", "o", "UW"},
};

static bool is_vowel(char c)
{
    return str_has_char("aeiouy", c);
}

/* As in "late". */
static bool is_before_silent_e(struct str word, size_t next)
{
    return next + 2 == word.len && !is_vowel(word.data[next]) && word.data[next + 1] == 'e';
}

static bool place_fits(const struct rule *rule, struct str word, size_t at)
{
    size_t next = at + strlen(rule->letters);

    switch (*rule->place) {
    case '^':
        return at == 0;
    case '$':
        return next == word.len && at > 0;
    case 'c':
        return is_before_silent_e(word, next);
    case 'f':
        return next < word.len && str_has_char("eiy", word.data[next]);
    case 'o':
        return next + 1 < word.len && !is_vowel(word.data[next]) && is_vowel(word.data[next + 1]) &&
               !is_before_silent_e(word, next);
    default:
        return true;
    }
}

static const struct rule *find(const struct rule *of, size_t count, struct str word, size_t at)
{
    struct str rest = str_sub(word, at, word.len);

    for (size_t i = 0; i < count; i++)
        if (str_starts(rest, str_of(of[i].letters)) && place_fits(&of[i], word, at))
            return &of[i];
    return NULL;
}

static const char *by_rules(struct str word, bool is_name, struct arena *arena)
{
    char *said = str_printf(arena, "%s", "");

    for (size_t at = 0; at < word.len;) {
        const struct rule *rule = is_name ? find(rules_of_names, COUNT_OF(rules_of_names), word, at) : NULL;

        if (!rule)
            rule = find(rules, COUNT_OF(rules), word, at);

        if (rule && *rule->phonemes)
            said = str_printf(arena, "%s%s%s", said, *said ? " " : "", rule->phonemes);
        at += rule ? strlen(rule->letters) : 1;
    }
    return said;
}

const char *phonemes_by_rules(struct str word, struct arena *arena)
{
    return by_rules(word, false, arena);
}

const char *phonemes_as_name(struct str word, struct arena *arena)
{
    return by_rules(word, true, arena);
}

const char *phonemes_by_letters(struct str word, struct arena *arena)
{
    char *said = str_printf(arena, "%s", "");

    for (size_t i = 0; i < word.len; i++)
        if (word.data[i] >= 'a' && word.data[i] <= 'z')
            said = str_printf(arena, "%s%s%s", said, *said ? " " : "", of_letter[word.data[i] - 'a']);
    return said;
}

/* Where the shorter half is longest, both are most likely meant: "bright" and "forge". */
static const char *as_two_words(struct str word, phonemes_known_fn *known, void *owner, struct arena *arena)
{
    for (size_t off = 0; off < word.len; off++) {
        size_t at = word.len / 2 + (off % 2 ? (off + 1) / 2 : -(off / 2));
        const char *first, *second;

        if (at < PART_MIN || at + PART_MIN > word.len)
            return NULL;
        first = known(owner, str_sub(word, 0, at), arena);
        second = first ? known(owner, str_sub(word, at, word.len), arena) : NULL;
        if (second)
            return str_printf(arena, "%s %s", first, second);
    }
    return NULL;
}

static bool has_no_vowel(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (is_vowel(word.data[i]))
            return false;
    return true;
}

struct guesses {
    const char **said;
    size_t count;
};

static void add(struct guesses *guesses, const char *said)
{
    for (size_t i = 0; i < guesses->count; i++)
        if (said && !strcmp(guesses->said[i], said))
            return;
    if (said && *said)
        guesses->said[guesses->count++] = said;
}

size_t phonemes_guess(struct str word, phonemes_known_fn *known, void *owner, struct arena *arena,
                      const char *ret_guesses[PHONEMES_GUESSES])
{
    struct guesses guesses = {ret_guesses, 0};
    bool can_be_read = !has_no_vowel(word);

    if (word.len == 0 || word.len > WORD_MAX)
        return 0;
    if (can_be_read) {
        add(&guesses, as_two_words(word, known, owner, arena));
        add(&guesses, phonemes_as_name(word, arena));
        add(&guesses, phonemes_by_rules(word, arena));
    }
    if (!can_be_read || word.len <= LETTERS_MAX)
        add(&guesses, phonemes_by_letters(word, arena));
    return guesses.count;
}
