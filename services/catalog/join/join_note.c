/* join_note: notes have no words of their own: who answers knows the language. */
#include "join/join_note.h"

#include "json/message.h"

#define WORDS_BYTES_MAX 300

static Steward__V1__MediaNote *add(struct join *j, note_kind kind, size_t at)
{
    Steward__V1__MediaNote *note = message_new(&steward__v1__media_note__descriptor, j->arena);

    note->kind = kind;
    note->number = (int32_t)at + 1;
    note->of = (int32_t)j->command->n_media;
    if (j->result->n_told < JOIN_NOTES_MAX)
        j->result->told[j->result->n_told++] = note;
    return note;
}

void join_note_each(struct join *j, note_kind kind, size_t at, char **words, size_t count)
{
    Steward__V1__MediaNote *note = add(j, kind, at);

    note->words = words;
    note->n_words = count;
}

static char **one_word(struct join *j, struct str word)
{
    char **words = arena_array(j->arena, 1, sizeof(*words));

    words[0] = str_c(j->arena, str_sub(word, 0, utf8_clip(word, WORDS_BYTES_MAX)));
    return words;
}

void join_note(struct join *j, note_kind kind, size_t at, struct str words)
{
    join_note_each(j, kind, at, one_word(j, words), 1);
}

void join_pass_over(struct join *j, note_kind kind, size_t at, const struct named *taken, struct str *other,
                    struct str word)
{
    Steward__V1__MediaNote *note = add(j, kind, at);

    if (!other->len)
        *other = word;
    note->words = one_word(j, word);
    note->n_words = 1;
    note->counts = str_c(j->arena, taken->word);
    note->by = taken->by;
}

/* ---- why there is nothing ---- */

static const struct reason {
    note_kind kind;
    const char *before, *one, *of_several, *after;
    bool has_words;
} reasons[] = {
    {NOTE(UNREAD), "I could not read", "it", "item", ".", true},
    {NOTE(UNREAD_PICTURE), "I could not read", "the picture", "picture", ".", true},
    {NOTE(UNREAD_VOICE), "I could not read", "the voice note", "voice note", ".", true},
    {NOTE(NOT_HEARD), "No words could be heard in", "the voice note", "voice note", ".", false},
    {NOTE(NOTHING_SEEN), "Nothing could be made out in", "the picture", "picture",
     ": neither print nor a colour, nor a code of a product here.", false},
};

static void add_reason(struct buf *all, const struct reason *reason, const Steward__V1__MediaNote *note)
{
    buf_printf(all, "%s%s %s", all->len ? " " : "", reason->before,
               note->of > 1 ? reason->of_several : reason->one);
    if (note->of > 1)
        buf_printf(all, " %d", note->number);
    if (reason->has_words)
        buf_printf(all, ": %s", note->words[0]);
    buf_str(all, str_of(reason->after));
}

char *join_note_why(const struct join *j)
{
    struct buf all = {0};
    char *why;

    for (size_t i = 0; i < j->result->n_told; i++)
        for (size_t r = 0; r < COUNT_OF(reasons); r++)
            if (reasons[r].kind == j->result->told[i]->kind)
                add_reason(&all, &reasons[r], j->result->told[i]);
    why = str_c(j->arena, buf_as_str(&all));
    buf_free(&all);
    return why;
}
