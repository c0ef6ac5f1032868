/* service/notify.h: tells systemd how it is, over the socket that it names: sd_notify(3), without its
 * library.
 *
 * READY=1 when the process listens; it may still wait for Kafka and Postgres, which the STATUS line says, and
 * /readyz. WATCHDOG=1 comes from the loop: a loop that is stuck says nothing, and systemd starts the process
 * anew. Everything is best effort: nothing waits, nothing fails. */
#pragma once

#include "base/str.h"
#include "loop/loop.h"

struct notify;

typedef void notify_trouble_fn(void *owner, struct buf *out); /* why it is not ready; nothing: it is */

/* NULL: nobody wants to know, as NOTIFY_SOCKET is not set. The variables are taken out of the environment. */
struct notify *notify_open(struct loop *loop, notify_trouble_fn *trouble, void *owner);
void notify_started(struct notify *notify);  /* each does nothing with NULL */
void notify_stopping(struct notify *notify); /* no STATUS follows; the watchdog is fed on */
void notify_close(struct notify *notify);
