/* fold_session.h: a session's requests, from question to answer, one after the other. */
#pragma once

#include "fold/fold.h"

extern const struct fold fold_session;
