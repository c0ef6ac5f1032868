/* llm/wire.h: a chat completion as JSON, both ways. Pure. */
#pragma once

#include "llm/llm.h"

#define LLM_REPLY_BYTES_MAX (256 << 10)

struct str llm_request(const char *model, const struct llm_question *question, struct arena *arena);

struct llm_reply {
    struct str content;
    int64_t tokens; /* used in all; 0: not said */
};
/* False: no chat completion, one that was cut off, or a refusal; `*ret_why` says which. */
bool llm_reply_read(struct str body, struct arena *arena, struct llm_reply *ret_reply, const char **ret_why);
