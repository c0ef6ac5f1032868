/* media.h: what a process of this service keeps: the workers that foreign bytes are decoded in. */
#pragma once

#include "service/service.h"
#include "worker_pool.h"

struct media;

extern const struct setting media_settings[];
extern const struct route media_routes[];
extern const struct work work_picture, work_speech;

/* Before anything else of the process is there: see nursery.h. NULL: *err. */
struct media *media_new(struct error *err);
void media_free(struct media *media); /* NULL does nothing */
/* The one of main is that of the process's start. */
void media_is(struct media *media);

bool media_start(struct process *process, bool *ret_later, struct error *err);
void media_stop(struct process *process);
void media_health(struct process *process, struct buf *out);
/* The answer of a worker as that of a call, or why there is none. `ask` is of work->asks; copied. */
void media_answer(struct call *call, const struct work *work, const ProtobufCMessage *ask);
