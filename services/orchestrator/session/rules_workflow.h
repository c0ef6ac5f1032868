/* rules_workflow.h: the states of a request on its way, and which may follow which. Pure. */
#pragma once

#include <stdbool.h>

#include "steward/v1/request.pb-c.h"

bool workflow_may_go(Steward__V1__Workflow__State from, Steward__V1__Workflow__State to);
bool workflow_is_over(Steward__V1__Workflow__State state);
