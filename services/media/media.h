/* media.h: what a process of this service keeps: the workers that foreign bytes are decoded in, and the store
 * of what people have sent. */
#pragma once

#include "dictation.h"
#include "service/service.h"
#include "service/tus.h"
#include "store/store.h"
#include "taker.h"
#include "transcriber.h"
#include "viewer.h"
#include "worker_pool.h"

struct media;

extern const struct setting media_settings[];
extern const struct route media_routes[];
extern const struct work work_picture, work_speech, work_dictation;
extern const struct flow_kind flow_read; /* ReadMediaCommand -> ReadMediaResult */

/* Before anything else of the process is there: see nursery.h. NULL: *err. */
struct media *media_new(struct error *err);
void media_free(struct media *media); /* NULL does nothing */
/* The one of main is that of the process's start. */
void media_is(struct media *media);

/* Of a process that has started and is not being stopped, which has one. */
struct media_store *media_kept(const struct media *media);
struct taker *media_taker(const struct media *media);
struct dictations *media_dictations(const struct media *media);

bool media_start(struct process *process, bool *ret_later, struct error *err);
void media_stop(struct process *process);
void media_health(struct process *process, struct buf *out);
/* As pool_ask, of work_picture or work_speech. The answer is ImageAttributes or a Transcript, perhaps by an
 * engine elsewhere: viewer.h, transcriber.h. */
void media_do(struct media *media, const struct piece_ask *ask);
/* The answer of a worker as that of a call, or why there is none. It works on the call's bytes, or on those
 * kept under its media_id. `ask` is of work->asks, and lives as long as the call. */
void media_answer(struct call *call, const struct work *work, const ProtobufCMessage *ask);

/* Answers with what is wrong with the bytes, or with this service. */
void media_fail(struct call *call, const struct error *err);

struct recogniser *speech_recogniser(void); /* of the process; NULL: none was made */

/* routes_dictation.c: what is heard while it is being spoken. */
void dictation_post(struct call *call);
void dictation_sound_post(struct call *call);
void dictation_end_post(struct call *call);
void dictation_delete(struct call *call);

/* routes_store.c: what is kept. */
void kept_post(struct call *call);
void kept_get(struct call *call);
void kept_content_get(struct call *call);
void kept_delete(struct call *call);
/* routes_uploads.c: what is sent in pieces. */
void upload_options(struct call *call);
void upload_post(struct call *call);
void upload_head(struct call *call);
void upload_patch(struct call *call);
void upload_override(struct call *call);
void upload_delete(struct call *call);
/* What an outcome that is not done means to who asks: a status, and the type of the problem. */
int kept_problem(enum media_outcome outcome, const char **ret_type);
bool kept_is_done(struct call *call, const struct media_answer *answer); /* false: answered, it is not */
struct media_store *media_store_of(struct call *call); /* NULL: answered, it is not there yet */
struct taker *media_taker_of(struct call *call);       /* there when the store is */
/* The bytes that a call is about, now or later: its own, or those kept under its media_id; they live until
 * `then` returns. The call is answered instead, if there are none. */
typedef void media_bytes_fn(void *owner, struct str bytes);
void media_bytes_of(struct call *call, media_bytes_fn *then, void *owner);
