/* live_socket_parts.h: what the files of a WebSocket share. Nobody else includes it. */
#pragma once

#include "base/list.h"
#include "base/metrics.h"
#include "http/websocket.h"
#include "live/dictate.h"
#include "live/live_fault.h"
#include "live/live_socket.h"
#include "live/recheck.h"
#include "live/rules_live.h"

#define TEXT_OF_(x) #x
#define TEXT_OF(x)  TEXT_OF_(x)

struct live_sockets {
    struct process *process;
    struct live *live;
    struct link asks; /* of all sockets, the one that is due first before the others */
    struct timer *due;
    struct link voices; /* of all sockets */
    size_t voice_count;
    struct dictates *dictates;
    size_t open, in_flight;
    struct metric *sockets, *slow, *errors, *commands, *voices_now;
};

struct live_slot { /* a session that is followed */
    struct follow *follow;
    bool is_kept; /* asked for: it is not given up for another one */
};

struct live_socket {
    struct live_sockets *sockets;
    struct websocket *websocket;
    char *tenant;                              /* whose sessions it asks and follows */
    struct principal *principal;               /* who has opened it, */
    char *address;                             /* and from where */
    struct live_slot slots[LIVE_SESSIONS_MAX]; /* the one used last behind the others */
    size_t slot_count;
    struct rechecked rechecked; /* as long as its credential is good */
    struct link asks;
    size_t in_flight;
    int bad_frames;
    struct link uncounted; /* commands */
    size_t uncounted_count;
    struct live_voice *voice; /* NULL: nothing is being spoken */
};

/* live_socket.c */
void live_socket_error(struct live_socket *socket, const struct live_fault *fault);
void live_socket_send(struct live_socket *socket, struct str json);

/* live_command.c: does what a command that has been counted says; the arena is its own from now on. */
void live_command_take(struct live_socket *socket, Steward__V1__LiveCommand *command, struct arena *arena);

/* live_count.c: live_command_take in its turn, unless the command is one too many: that is told. */
void live_count(struct live_socket *socket, Steward__V1__LiveCommand *command, struct arena *arena);
void live_count_drop(struct live_socket *socket); /* the connection has ended */

/* live_voice.c: a recording that is being spoken, one at a time. */
void live_voice_start(struct live_socket *socket, const Steward__V1__LiveCommand *command);
void live_voice_end(struct live_socket *socket, const Steward__V1__LiveCommand *command);
/* A binary frame. False: *ret_reason says what is wrong with it. */
MUST_CHECK bool live_voice_sound(struct live_socket *socket, struct str bytes, const char **ret_reason);
void live_voice_drop(struct live_socket *socket);

/* live_slots.c: the sessions that a socket follows. */
struct live_slot *slot_of(struct live_socket *socket, const char *session_id); /* NULL: not followed */
/* Follows one more, giving up one that is not needed. NULL: all are. Nothing comes before follow_read. */
struct live_slot *slot_add(struct live_socket *socket, const char *session_id, const char *user_id);
void slot_drop(struct live_socket *socket, struct follow *follow);
void slots_free(struct live_socket *socket);

/* live_ask.c: a request, from its beginning to its answer. `is_named`: by the client, so it may have been
 * made before. */
void live_ask_begin(struct live_socket *socket, Steward__V1__Request *request, bool is_named,
                    struct arena *arena);                                 /* which is the ask's from now on */
void live_asks_go_on(struct live_socket *socket, const char *session_id); /* its session is followed now */
/* False: none waited for that. */
bool live_asks_fail(struct live_socket *socket, const char *session_id, const struct live_fault *why);
bool live_asks_have(const struct live_socket *socket, const char *request_id);
bool live_asks_need(const struct live_socket *socket, const char *session_id);
void live_ask_answered(struct live_socket *socket, const char *request_id);
void live_asks_drop(struct live_socket *socket);
void live_asks_are_due(void *owner); /* struct live_sockets * */
