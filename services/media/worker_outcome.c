/* worker_outcome: what may become of a piece, in one table: the metric's word, and what the asker is told. */
#include <signal.h>
#include <sys/wait.h>

#include "worker_pool_parts.h"

static const struct {
    const char *name;
    enum error_policy policy;
    const char *text; /* behind the work's name */
} outcomes[OUTCOMES] = {
    [ANSWERED] = {"answered"},
    [REFUSED] = {"refused"},
    [CRASHED] = {"crashed", ERROR_SKIP, "it cannot be read: the decoder crashed on it"},
    [FORBIDDEN] = {"forbidden", ERROR_SKIP, "it cannot be read: the decoder tried what it may not"},
    [TOOK_TOO_LONG] = {"late", ERROR_SKIP, "it cannot be read: the decoder was not done with it in time"},
    [NONSENSE] = {"nonsense", ERROR_SKIP, "it cannot be read: the decoder made nothing sensible of it"},
    [NOT_IN_TIME] = {"not_in_time", ERROR_RETRY, "nobody had enough time for it: try again later"},
    [QUEUE_FULL] = {"queue_full", ERROR_RETRY, "too many wait already: try again later"},
    [UNAVAILABLE] = {"unavailable", ERROR_RETRY, "nobody is there to decode it"},
    [WORN] = {"worn"},
};

const char *outcome_name(enum outcome outcome)
{
    return outcomes[outcome].name;
}

void outcome_error(enum outcome outcome, const struct work *work, struct error *ret_err)
{
    error_set(ret_err, outcomes[outcome].policy, work->name, "%s", outcomes[outcome].text);
}

enum outcome outcome_of_death(int status)
{
    int number = status != -1 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;

    switch (number) {
    case SIGSYS:
        return FORBIDDEN;
    case SIGALRM:
    case SIGXCPU:
        return TOOK_TOO_LONG;
    default:
        return CRASHED;
    }
}

static const char *labels_of(struct buf *labels, const struct lane *lane, const char *name, const char *value)
{
    buf_clear(labels);
    metric_label(labels, "work", str_of(lane->work->name));
    if (name)
        metric_label(labels, name, str_of(value));
    return labels->data;
}

void lane_make_metrics(struct lane *lane)
{
    struct buf labels = {0};

    for (size_t i = 0; i < OUTCOMES; i++) {
        if (i != WORN)
            lane->pieces[i] =
                metric_counter("steward_media_pieces_total", "Pieces of work, by what became of them.",
                               labels_of(&labels, lane, "outcome", outcomes[i].name));
        if (i != ANSWERED && i != REFUSED && i != QUEUE_FULL && i != UNAVAILABLE)
            lane->replaced[i] =
                metric_counter("steward_media_workers_replaced_total", "Workers that were replaced, and why.",
                               labels_of(&labels, lane, "cause", outcomes[i].name));
    }
    lane->waits = metric_gauge("steward_media_pieces_waiting", "Pieces that wait for a worker.",
                               labels_of(&labels, lane, NULL, NULL));
    lane->starts = metric_seconds("steward_media_worker_start_seconds",
                                  "From a place that is empty to a worker that is ready.",
                                  labels_of(&labels, lane, NULL, NULL));
    buf_free(&labels);
}
