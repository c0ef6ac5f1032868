/* composer: what the files of this service share: its flows and its routes. */
#pragma once

#include "flow/flow.h"
#include "service/call.h"

extern const struct flow_kind flow_rank;    /* RankCommand -> RankResult */
extern const struct flow_kind flow_compose; /* ComposeCommand -> ComposeResult */

extern const struct route composer_routes[];
