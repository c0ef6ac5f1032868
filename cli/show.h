/* show.h: answers in words, for several verbs. */
#pragma once

#include "cli.h"
#include "steward/v1/request.pb-c.h"

/* "19.99 USD" */
const char *show_money(struct arena *arena, const Steward__V1__Money *money);
const char *show_time(struct arena *arena, const Google__Protobuf__Timestamp *time); /* "-": none */
const char *show_state(Steward__V1__Workflow__State state);

/* Prints the reply (with --json as it is), and returns the exit code that its status means. */
int show_response(struct cli *cli, struct str body, bool with_timeline);
