/* json/message.h: protobuf messages in an arena. protobuf-c accepts bad UTF-8 and NUL in strings; this does
 * not. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define MESSAGE_MAX_STRING (64 * 1024)

/* NULL on error; lives in the arena. Every string, nested ones too, is checked: UTF-8, no NUL, length. */
MUST_CHECK ProtobufCMessage *message_unpack(const ProtobufCMessageDescriptor *type, struct str bytes,
                                            struct arena *arena, struct error *err);
struct str message_pack(const ProtobufCMessage *message, struct arena *arena);
/* A new message with its defaults, in the arena. */
void *message_new(const ProtobufCMessageDescriptor *type, struct arena *arena);
