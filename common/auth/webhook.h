/* auth/webhook.h: whether a webhook comes from who says so: HMAC-SHA256 over its body, in base64. */
#pragma once

#include "base/mem.h"
#include "base/str.h"

/* Takes as long whatever is wrong with the signature. */
MUST_CHECK bool webhook_is_signed(struct str secret, struct str body, struct str signature);
