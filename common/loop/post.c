/* post: calls from other threads. The descriptor is written to only when the queue was empty. */
#include <event2/event.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"
#include "loop_parts.h"

static struct post *take_all(struct loop *loop)
{
    struct post *posts;

    pthread_mutex_lock(&loop->posts_lock);
    posts = loop->posts;
    loop->posts = NULL;
    loop->last_post = &loop->posts;
    pthread_mutex_unlock(&loop->posts_lock);
    return posts;
}

static void on_posts(evutil_socket_t fd, short what, void *owner)
{
    struct loop *loop = owner;
    eventfd_t count;

    eventfd_read(fd, &count);
    for (struct post *post = take_all(loop), *next; post; post = next) {
        next = post->next;
        loop->calls++;
        post->fn(post->owner);
        mem_free(post);
    }
}

void loop_posts_open(struct loop *loop)
{
    loop->last_post = &loop->posts;
    pthread_mutex_init(&loop->posts_lock, NULL);
    loop->posts_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (loop->posts_fd < 0)
        abort(); /* no descriptor for the loop itself */
    loop->posts_event = event_new(loop->base, loop->posts_fd, EV_READ | EV_PERSIST, on_posts, loop);
    if (!loop->posts_event || event_add(loop->posts_event, NULL))
        abort();
}

void loop_posts_close(struct loop *loop)
{
    for (struct post *post = take_all(loop), *next; post; post = next) {
        next = post->next;
        mem_free(post);
    }
    event_free(loop->posts_event);
    close(loop->posts_fd);
    pthread_mutex_destroy(&loop->posts_lock);
}

void loop_post(struct loop *loop, loop_fn *fn, void *owner)
{
    struct post *post = mem_new(struct post);
    bool was_empty;

    post->fn = fn;
    post->owner = owner;
    pthread_mutex_lock(&loop->posts_lock);
    was_empty = !loop->posts;
    *loop->last_post = post;
    loop->last_post = &post->next;
    pthread_mutex_unlock(&loop->posts_lock);
    if (was_empty)
        eventfd_write(loop->posts_fd, 1);
}
