/* expiry.c: looks every twenty-fourth part of the time a session lives, at most once a second and at least
 * once an hour. */
#include "expiry.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/tenant.h"
#include "edge/edge.h"
#include "session/respond.h"
#include "store.h"
#include "json/message.h"

#define LOOKS        24
#define PAUSE_MIN_MS 1000
#define PAUSE_MAX_MS 3600000
#define ARENA_BYTES  (1 << 20)

struct expiry {
    struct process *process;
    struct timer *timer;
    int64_t idle_ms;
    bool is_looking, is_over;
};

static int64_t pause_ms(const struct expiry *expiry)
{
    int64_t pause = expiry->idle_ms / LOOKS;

    pause = pause < PAUSE_MIN_MS ? PAUSE_MIN_MS : pause > PAUSE_MAX_MS ? PAUSE_MAX_MS : pause;
    return pause + (int64_t)random_below((uint64_t)pause / 4); /* copies that began together part */
}

static bool ask_to_erase(struct expiry *expiry, struct str key, struct arena *arena)
{
    Steward__V1__Request *request = message_new(&steward__v1__request__descriptor, arena);
    struct str session_id, tenant = tenant_of_key(key, &session_id);
    char id[ID_SIZE];

    id_new(id);
    request->request_id = id;
    request->session_id = str_c(arena, session_id);
    request->ask_case = STEWARD__V1__REQUEST__ASK_ERASE;
    request->erase = message_new(&steward__v1__erase_request__descriptor, arena);
    request->erase->unused_since = timestamp(clock_wall_ms() - expiry->idle_ms, arena);
    return edge_publish(expiry->process, tenant, request, NULL, arena, NULL, NULL, NULL);
}

static void on_swept(void *owner, const struct str *names, size_t count, const struct error *err)
{
    struct expiry *expiry = owner;
    struct arena *arena;
    size_t asked = 0;

    expiry->is_looking = false;
    if (expiry->is_over) {
        mem_free(expiry);
        return;
    }
    timer_set(expiry->timer, pause_ms(expiry));
    if (err) {
        log_warn("could not look for sessions that nobody uses", {"error", LOG_TEXT(err->text)});
        return;
    }
    arena = arena_new(ARENA_BYTES);
    while (asked < count && ask_to_erase(expiry, names[asked], arena)) {
        arena_reset(arena);
        asked++;
    }
    arena_free(arena);
    if (asked)
        log_info("sessions that nobody uses are erased", {"count", LOG_INT((int64_t)asked)});
}

static void look(void *owner)
{
    struct expiry *expiry = owner;
    struct postgres *pg = process_postgres(expiry->process);

    if (edge_away(expiry->process)) {
        timer_set(expiry->timer, pause_ms(expiry));
        return;
    }
    expiry->is_looking = true;
    store_sweep(pg, expiry->idle_ms, on_swept, expiry);
}

struct expiry *expiry_start(struct process *process)
{
    struct expiry *expiry = mem_new(struct expiry);

    expiry->process = process;
    expiry->idle_ms = config_int(process_config(process), "STEWARD_SESSION_SECONDS") * 1000;
    expiry->timer = timer_new(process_loop(process), look, expiry);
    timer_set(expiry->timer, pause_ms(expiry));
    return expiry;
}

void expiry_stop(struct expiry *expiry)
{
    timer_free(expiry->timer);
    expiry->is_over = true;
    if (!expiry->is_looking)
        mem_free(expiry);
}
