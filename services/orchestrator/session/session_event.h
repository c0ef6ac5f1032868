/* session_event.h: what an event is to a session, and to which. Pure. */
#pragma once

#include "bus/event.h"

enum session_event { REQUESTED, ERASE_REQUESTED, READ, JOINED, UNDERSTOOD, FOUND, RANKED };

struct str session_key(const struct event *event);
int session_meaning(const struct event *event); /* -1: nothing */
/* A session that is named by its first request cannot have been seen. */
bool session_is_first(const struct event *event);
