/* join_question: two options, that which was taken first. */
#include "join/join_question.h"

#include "chat/dialogue_meant.h"

#include "json/message.h"

static Steward__V1__Clarification__Option *option_of(const struct join_meaning *meaning, struct arena *arena)
{
    Steward__V1__Clarification__Option *option =
        message_new(&steward__v1__clarification__option__descriptor, arena);

    option->label = str_c(arena, meaning->label);
    option->value = str_c(arena, str_of(meaning->text));
    return option;
}

static bool is_worth_it(const struct join_meaning *taken, const struct join_meaning *other,
                        const struct join_lexicon *lexicon, struct arena *arena)
{
    struct join_answer one, another;

    if (str_eq_nocase(taken->label, other->label) || !taken->label.len || !other->label.len)
        return false;
    lexicon->answer(lexicon->owner, str_of(taken->text), arena, &one);
    lexicon->answer(lexicon->owner, str_of(other->text), arena, &another);
    return join_answers_differ(&one, &another);
}

Steward__V1__Clarification *join_question(const struct join_meaning *taken, const struct join_meaning *other,
                                          const struct join_lexicon *lexicon, struct arena *arena)
{
    Steward__V1__Clarification *question;

    if (!is_worth_it(taken, other, lexicon, arena))
        return NULL;
    question = message_new(&steward__v1__clarification__descriptor, arena);
    question->about = str_c(arena, STR(MEANT_ABOUT));
    question->options = arena_array(arena, 2, sizeof(*question->options));
    question->options[question->n_options++] = option_of(taken, arena);
    question->options[question->n_options++] = option_of(other, arena);
    return question;
}
