/* session_end.h: how a request ends, for decisions of the session fold: what is told and kept of it. */
#pragma once

#include "fold/fold.h"
#include "steward/v1/state.pb-c.h"

/* Into that state, if the workflow allows it. */
void session_step(struct decision *d, Steward__V1__Conversation *c, Steward__V1__Workflow__State to);

/* Answered: told, kept under its id, and remembered by the session. */
void session_end_one(struct decision *d, Steward__V1__Conversation *c,
                     Steward__V1__ResponsePassing *response);
/* Told without a record to make it again from. The purpose tells it from what else is told of the request. */
void session_tell_end(struct decision *d, Steward__V1__Conversation *c,
                      Steward__V1__ResponsePassing *response, const char *purpose);
/* It was answered before: this takes the answer's place, and those who follow are told. */
void session_end_better(struct decision *d, Steward__V1__Conversation *c,
                        Steward__V1__ResponsePassing *response);
/* As struct fold has it. */
void session_tell_again(const ProtobufCMessage *record, struct str session, struct arena *arena,
                        struct event *ret_event);
