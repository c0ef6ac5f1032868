/* json/wire.h: a look at protobuf's wire format before it is unpacked. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define WIRE_MAX_DEPTH 32

/* Every string of the message and of those in it: UTF-8, no NUL, not longer than MESSAGE_MAX_STRING. */
MUST_CHECK bool wire_check(const ProtobufCMessageDescriptor *type, struct str bytes, struct error *err);
