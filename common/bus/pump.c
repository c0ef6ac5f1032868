/* The complication: librdkafka writes one wake-up when the queue stops being empty, and no more until it has
 * been polled empty. So it is drained to the end; what is too much for one turn is continued in the next by
 * waking ourselves. */
#include "bus/pump.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"

#define MOST_IN_A_TURN 512

void pump_run(struct pump *pump)
{
    rd_kafka_event_t *event = NULL;

    for (int i = 0; pump->queue && i < MOST_IN_A_TURN; i++) {
        event = rd_kafka_queue_poll(pump->queue, 0);
        if (!event)
            return;
        pump->fn(pump->owner, event);
    }
    if (pump->queue)
        eventfd_write(pump->fd, 1);
}

static void on_readable(void *owner, int fd, unsigned events)
{
    eventfd_t count;

    (void)events;
    eventfd_read(fd, &count);
    pump_run(owner);
}

void pump_open(struct pump *pump, struct loop *loop, rd_kafka_queue_t *queue, pump_fn *fn, void *owner)
{
    static const uint64_t one = 1;

    *pump = (struct pump){.loop = loop, .queue = queue, .fn = fn, .owner = owner};
    /* Non-blocking, or librdkafka's threads could block on it with a lock in hand. */
    pump->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (pump->fd < 0) {
        log_error("no descriptor for Kafka's wake-ups", {"error", LOG_TEXT(strerror(errno))});
        abort();
    }
    pump->watch = watch_new(loop, pump->fd, on_readable, pump);
    watch_want(pump->watch, WATCH_READ);
    rd_kafka_queue_io_event_enable(queue, pump->fd, &one, sizeof(one));
    eventfd_write(pump->fd, 1); /* what is there already */
}

void pump_close(struct pump *pump)
{
    if (!pump->queue)
        return;
    rd_kafka_queue_io_event_enable(pump->queue, -1, NULL, 0);
    rd_kafka_queue_destroy(pump->queue);
    pump->queue = NULL;
    watch_free(pump->watch);
    close(pump->fd);
}
