/* workers: threads that take jobs from one queue and put them, finished, into another, which the loop
 * empties. A descriptor tells the loop that there is something in it. */
#include "loop/workers.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { IDLE, WAITING, RUNNING, UNWANTED, FINISHED, CANCELLED }; /* UNWANTED: runs, but was cancelled */

struct queue {
    struct job *first, **last;
};

struct workers {
    pthread_mutex_t lock; /* guards the queues, the jobs' states and is_closing */
    pthread_cond_t wake;
    struct queue waiting;
    struct queue finished;
    size_t waiting_count;
    size_t limit;
    bool is_closing;

    int fd;
    struct watch *watch;
    pthread_t *threads;
    int thread_count;
};

static void queue_init(struct queue *queue)
{
    queue->first = NULL;
    queue->last = &queue->first;
}

static void queue_push(struct queue *queue, struct job *job)
{
    job->next = NULL;
    *queue->last = job;
    queue->last = &job->next;
}

static struct job *queue_shift(struct queue *queue)
{
    struct job *job = queue->first;

    if (!job)
        return NULL;
    queue->first = job->next;
    if (!queue->first)
        queue->last = &queue->first;
    return job;
}

static void queue_remove(struct queue *queue, struct job *job)
{
    struct job **at = &queue->first;

    while (*at != job)
        at = &(*at)->next;
    *at = job->next;
    if (!*at)
        queue->last = at;
}

static void finish(struct workers *workers, struct job *job, int state)
{
    bool was_empty = !workers->finished.first;

    job->state = state;
    queue_push(&workers->finished, job);
    if (was_empty)
        eventfd_write(workers->fd, 1);
}

static void *work(void *owner)
{
    struct workers *workers = owner;
    struct job *job;

    pthread_mutex_lock(&workers->lock);
    for (;;) {
        while (!workers->waiting.first && !workers->is_closing)
            pthread_cond_wait(&workers->wake, &workers->lock);
        if (workers->is_closing)
            break;
        job = queue_shift(&workers->waiting);
        workers->waiting_count--;
        job->state = RUNNING;
        pthread_mutex_unlock(&workers->lock);
        job->work(job);
        pthread_mutex_lock(&workers->lock);
        finish(workers, job, job->state == UNWANTED ? CANCELLED : FINISHED);
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

static struct job *take_finished(struct workers *workers, bool *ret_was_cancelled)
{
    struct job *job;

    pthread_mutex_lock(&workers->lock);
    job = queue_shift(&workers->finished);
    if (job) {
        *ret_was_cancelled = job->state == CANCELLED;
        job->state = IDLE;
    }
    pthread_mutex_unlock(&workers->lock);
    return job;
}

static void deliver(struct workers *workers)
{
    struct job *job;
    bool was_cancelled;

    while ((job = take_finished(workers, &was_cancelled)))
        job->done(job, was_cancelled);
}

static void on_finished(void *owner, int fd, unsigned events)
{
    eventfd_t count;

    eventfd_read(fd, &count);
    deliver(owner);
}

/* Signals are the loop's: the threads are started with all of them blocked. */
static void start_threads(struct workers *workers, int threads)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    workers->threads = mem_array((size_t)threads, sizeof(workers->threads[0]));
    for (; workers->thread_count < threads; workers->thread_count++) {
        if (pthread_create(&workers->threads[workers->thread_count], NULL, work, workers))
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!workers->thread_count)
        abort(); /* not even one thread to be had */
}

struct workers *workers_new(struct loop *loop, int threads, size_t queue_limit)
{
    struct workers *workers = mem_new(struct workers);

    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->wake, NULL);
    queue_init(&workers->waiting);
    queue_init(&workers->finished);
    workers->limit = queue_limit;
    workers->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (workers->fd < 0)
        abort(); /* no descriptor left when the process starts */
    workers->watch = watch_new(loop, workers->fd, on_finished, workers);
    watch_want(workers->watch, WATCH_READ);
    start_threads(workers, threads > 0 ? threads : 1);
    return workers;
}

bool workers_add(struct workers *workers, struct job *job)
{
    bool has_room;

    pthread_mutex_lock(&workers->lock);
    has_room = !workers->is_closing && workers->waiting_count < workers->limit;
    if (has_room) {
        job->state = WAITING;
        queue_push(&workers->waiting, job);
        workers->waiting_count++;
        pthread_cond_signal(&workers->wake);
    }
    pthread_mutex_unlock(&workers->lock);
    return has_room;
}

static void cancel(struct workers *workers, struct job *job)
{
    if (job->state == WAITING) {
        queue_remove(&workers->waiting, job);
        workers->waiting_count--;
        finish(workers, job, CANCELLED);
    } else if (job->state == RUNNING) {
        job->state = UNWANTED;
    } else if (job->state == FINISHED) {
        job->state = CANCELLED;
    }
}

void workers_cancel(struct workers *workers, struct job *job)
{
    pthread_mutex_lock(&workers->lock);
    cancel(workers, job);
    pthread_mutex_unlock(&workers->lock);
}

size_t workers_waiting(const struct workers *workers)
{
    pthread_mutex_t *lock = &((struct workers *)(uintptr_t)workers)->lock;
    size_t count;

    pthread_mutex_lock(lock);
    count = workers->waiting_count;
    pthread_mutex_unlock(lock);
    return count;
}

/* What still runs ends before what waits behind it is told that it is cancelled: that may be what puts away
 * something which the former uses. */
void workers_free(struct workers *workers)
{
    if (!workers)
        return;
    pthread_mutex_lock(&workers->lock);
    workers->is_closing = true;
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->lock);
    for (int i = 0; i < workers->thread_count; i++)
        pthread_join(workers->threads[i], NULL);
    while (workers->waiting.first)
        cancel(workers, workers->waiting.first);
    deliver(workers);
    watch_free(workers->watch);
    close(workers->fd);
    pthread_cond_destroy(&workers->wake);
    pthread_mutex_destroy(&workers->lock);
    mem_free(workers->threads);
    mem_free(workers);
}
