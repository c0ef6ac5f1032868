/* session_erase.h: a session is to be forgotten: a transition of the session fold, in any state. */
#pragma once

#include "fold/fold.h"

void session_erase(struct decision *d);
