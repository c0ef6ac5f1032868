/* whose.h: whose things, of the users of its tenant, a call is about. */
#pragma once

#include "service/call.h"

#define USER_NOT_YOURS "your token is of one person, who is the only user_id it may name: leave it out"

/* *ret_user is `named`, or whoever asks if that is one person (principal_user) and none is named; it may be
 * empty. False: answered with 403, because one person names another. */
MUST_CHECK bool whose_call(struct call *call, struct str named, struct str *ret_user);
/* May the call see what was asked in the name of that user? One person sees nothing that is nobody's. */
bool whose_may_see(const struct call *call, const char *user_id);
