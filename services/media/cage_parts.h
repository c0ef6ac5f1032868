/* media/cage_parts.h: what the files of the cage share. Nobody else includes it. */
#pragma once

#include "base/error.h"
#include "base/mem.h"

/* The sanitizers reserve terabytes of addresses, and make calls of their own. All that differs under them
 * hangs on this. */
#ifdef __has_feature
#define CAGE_HAS_FEATURE(name) __has_feature(name)
#else
#define CAGE_HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || CAGE_HAS_FEATURE(address_sanitizer) ||  \
    CAGE_HAS_FEATURE(thread_sanitizer)
#define CAGE_IS_SANITIZED 1
#else
#define CAGE_IS_SANITIZED 0
#endif

/* cage_filter.c: the last step. Calls of the kernel that a decoder needs go on, all others end the process.
 */
MUST_CHECK bool cage_filter_calls(struct error *err);
