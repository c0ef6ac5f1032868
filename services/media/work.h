/* media/work.h: a kind of work on foreign bytes that is done in a process of its own. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/error.h"
#include "base/str.h"

#define WORK_ASK_BYTES    (16 << 10) /* packed options of one piece */
#define WORK_ANSWER_BYTES (2 << 20)  /* a packed answer; a minute of sound is the most */

/* What a worker process does: bytes in, a message out. */
struct work {
    const char *name;                       /* "picture", "speech": for logs, metrics, errors */
    const ProtobufCMessageDescriptor *asks; /* options of one piece of work; NULL: none */
    const ProtobufCMessageDescriptor *answers;
    int seconds;         /* CPU and wall limits of one piece */
    size_t memory_bytes; /* what a worker may map beyond what it was forked with; its bytes count, too */
    /* Once, before workers are forked: models, tables, libraries' own start. It is not in the cage yet and
     * may open what it likes, but must leave no thread behind. false: it cannot work, *err says what is
     * missing. NULL: nothing to warm. */
    bool (*warm)(const struct config *config, struct error *err);
    /* In the worker, in the cage. `bytes` is mapped read-only. The answer lives in the arena. false: *err,
     * with ERROR_SKIP when the bytes are to blame. */
    bool (*run)(struct str bytes, const ProtobufCMessage *ask, struct arena *arena,
                ProtobufCMessage **ret_answer, struct error *err);
};
