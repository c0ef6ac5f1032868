/* live_socket.h: WebSocket clients: commands in, events of the sessions that they follow out.
 *
 * A client that reads too slowly is closed with 1013 by the server's bounded queue, one that sends nothing
 * but what cannot be read with 1008; anything else that is wrong is an event of type "error". docs/live.md
 * has the protocol. Thread: the loop's. */
#pragma once

#include "live/live.h"

#define LIVE_PROTOCOL          "steward.v1"
#define LIVE_SESSIONS_MAX      8  /* followed by one connection */
#define LIVE_IN_FLIGHT_MAX     16 /* asked by one connection and not answered */
#define LIVE_UNCOUNTED_MAX     32 /* sent by one connection, and not counted as requests yet */
#define LIVE_BAD_FRAMES_MAX    16 /* one after the other */
#define LIVE_ANSWER_MS         300000
#define LIVE_VOICES_MAX        32 /* being spoken at this copy, */
#define LIVE_VOICES_OF_ONE     2  /* by one who asks: see rules_voice.h */
#define LIVE_FRAME_ARENA_BYTES (1 << 20)

struct live_sockets;

struct live_sockets *live_sockets_new(struct process *process, struct live *live);
void live_sockets_free(struct live_sockets *sockets); /* when none is open any more; NULL does nothing */
size_t live_sockets_in_flight(const struct live_sockets *sockets);

/* Answers the call, or makes it a WebSocket. */
void live_socket_open(struct live_sockets *sockets, struct call *call);
