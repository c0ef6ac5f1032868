/* loop/loop_parts.h: what the files of the loop share. Nobody else includes it. */
#pragma once

#include <pthread.h>

#include "base/heap.h"
#include "base/list.h"
#include "loop/loop.h"

struct post {
    struct post *next;
    loop_fn *fn;
    void *owner;
};

struct loop {
    struct event_base *base;
    struct event *wake; /* libevent's only timeout */
    int64_t armed_for;  /* when it ends; INT64_MAX: not set */
    struct heap timers;
    struct link due; /* timers taken from the heap, to be called in this turn */
    struct deferred *deferred, **last_deferred;
    struct signal_watch *signals;
    uint64_t calls; /* callbacks so far */
    bool is_stopping;

    pthread_mutex_t posts_lock; /* guards the two below */
    struct post *posts, **last_post;
    int posts_fd;
    struct event *posts_event;
};

void loop_timers_run(struct loop *loop);
void loop_posts_open(struct loop *loop);
void loop_posts_close(struct loop *loop); /* what was posted and has not run is dropped */
void loop_signals_close(struct loop *loop);
