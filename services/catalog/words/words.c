/* words: sorted tables, searched by halving. */
#include "words/words.h"

#include <stdlib.h>

#include "base/mem.h"

static const struct str colours[] = {
    STR("amber"),       STR("anthracite"),  STR("aqua"),      STR("beige"),    STR("black"),
    STR("blue"),        STR("bronze"),      STR("brown"),     STR("burgundy"), STR("champagne"),
    STR("charcoal"),    STR("chrome"),      STR("copper"),    STR("coral"),    STR("cream"),
    STR("crimson"),     STR("cyan"),        STR("fuchsia"),   STR("gold"),     STR("golden"),
    STR("graphite"),    STR("gray"),        STR("green"),     STR("grey"),     STR("indigo"),
    STR("ivory"),       STR("khaki"),       STR("lavender"),  STR("lilac"),    STR("lime"),
    STR("magenta"),     STR("maroon"),      STR("mauve"),     STR("metallic"), STR("mint"),
    STR("multicolor"),  STR("multicolour"), STR("mustard"),   STR("navy"),     STR("olive"),
    STR("orange"),      STR("pink"),        STR("platinum"),  STR("plum"),     STR("purple"),
    STR("red"),         STR("rose"),        STR("ruby"),      STR("salmon"),   STR("sand"),
    STR("scarlet"),     STR("silver"),      STR("taupe"),     STR("teal"),     STR("titanium"),
    STR("translucent"), STR("transparent"), STR("turquoise"), STR("violet"),   STR("white"),
    STR("yellow"),
};

static const struct str joints[] = {
    STR("and"), STR("at"), STR("by"), STR("for"),  STR("from"), STR("in"), STR("incl"), STR("including"),
    STR("of"),  STR("on"), STR("or"), STR("plus"), STR("to"),   STR("w"),  STR("with"), STR("without"),
};

static const struct str small[] = {
    STR("a"),   STR("about"), STR("am"),    STR("an"),   STR("any"),   STR("are"),  STR("be"),
    STR("can"), STR("do"),    STR("does"),  STR("have"), STR("i"),     STR("is"),   STR("it"),
    STR("its"), STR("me"),    STR("my"),    STR("need"), STR("our"),   STR("some"), STR("that"),
    STR("the"), STR("their"), STR("these"), STR("this"), STR("those"), STR("want"), STR("was"),
    STR("we"),  STR("what"),  STR("which"), STR("you"),  STR("your"),
};

static int compare(const void *key, const void *entry)
{
    return str_compare(*(const struct str *)key, *(const struct str *)entry);
}

static bool is_in(struct str word, const struct str *table, size_t count)
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

bool word_describes(struct str word)
{
    static const struct str endings[] = {STR("ed"),   STR("able"), STR("ible"), STR("less"),
                                         STR("free"), STR("ish"),  STR("like"), STR("proof")};
    bool is = false;

    for (size_t i = 0; i < COUNT_OF(endings) && !is; i++)
        is = word.len > endings[i].len + 2 && str_ends(word, endings[i]);
    return is;
}

bool word_is_small(struct str word)
{
    return word_is_joint(word) || is_in(word, small, COUNT_OF(small));
}

unsigned word_traits(struct str word)
{
    return (word_is_colour(word) ? WORD_COLOUR : 0) | (word_is_joint(word) ? WORD_JOINT : 0) |
           (word_is_small(word) ? WORD_SMALL : 0);
}
