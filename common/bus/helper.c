#include "bus/helper.h"

#include "base/mem.h"

#define MOST_WAITING 256

struct parting {
    struct job job;
    rd_kafka_t *handle;
};

static void destroy(struct job *job)
{
    struct parting *parting = container_of(job, struct parting, job);

    rd_kafka_destroy_flags(parting->handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    parting->handle = NULL;
}

static void destroyed(struct job *job, bool was_cancelled)
{
    struct parting *parting = container_of(job, struct parting, job);

    (void)was_cancelled;
    if (parting->handle)
        destroy(job);
    mem_free(parting);
}

void helper_open(struct helper *helper, struct loop *loop)
{
    helper->workers = workers_new(loop, 1, MOST_WAITING);
}

void helper_close(struct helper *helper)
{
    atomic_store(&helper->is_stopping, true);
    workers_free(helper->workers);
    helper->workers = NULL;
}

void helper_destroy_handle(struct helper *helper, rd_kafka_t *handle)
{
    struct parting *parting = mem_new(struct parting);

    parting->job = (struct job){.work = destroy, .done = destroyed};
    parting->handle = handle;
    if (!workers_add(helper->workers, &parting->job))
        destroyed(&parting->job, true);
}
