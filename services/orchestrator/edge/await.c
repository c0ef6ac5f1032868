/* await.c: nobody can be told that a request is there before Postgres is asked, so it is asked again. */
#include "edge/await.h"

#define LOOK_PAUSE_MS 150
#define LOOKS_MAX     10

struct awaited {
    struct process *process;
    struct timer *timer;
    char *tenant, *request_id;
    stored_request_fn *found;
    void *owner;
    int looks;
};

static void on_looked(void *owner, const struct stored_request *stored, const struct error *err)
{
    struct awaited *awaited = owner;

    if (!err && !stored->conversation && ++awaited->looks < LOOKS_MAX &&
        !process_is_draining(awaited->process)) {
        timer_set(awaited->timer, LOOK_PAUSE_MS);
        return;
    }
    awaited->found(awaited->owner, stored, err);
    timer_free(awaited->timer);
    mem_free(awaited->tenant);
    mem_free(awaited->request_id);
    mem_free(awaited);
}

static void look(void *owner)
{
    struct awaited *awaited = owner;

    store_find_request(process_postgres(awaited->process), str_of(awaited->tenant),
                       str_of(awaited->request_id), on_looked, awaited);
}

void await_request(struct process *process, struct str tenant, struct str request_id,
                   stored_request_fn *found, void *owner)
{
    struct awaited *awaited = mem_new(struct awaited);

    awaited->process = process;
    awaited->found = found;
    awaited->owner = owner;
    awaited->tenant = str_to_text(tenant);
    awaited->request_id = str_to_text(request_id);
    awaited->timer = timer_new(process_loop(process), look, awaited);
    look(awaited);
}
