/* fold/again.c: what must not be told twice and is not there is told again: first it is noted when.
 *
 * The complication: a message that is told again carries a new time, and may be under way until that is old.
 * Whoever takes over meanwhile must not go by the time of the commit. So the row of the home partition, which
 * all that is told from partitions of that number share, says when something was told again last. Only its
 * owner can write it: a copy that has lost it without knowing tells nothing again. */
#include "base/clock.h"
#include "base/log.h"
#include "fold/parts.h"

#define FENCE_MS (TOPIC_ONCE_MS + 1000) /* clocks differ, and a broker is slow after it looked at its own */

struct note {
    struct partition *home;
    int64_t at_ms;
};

static struct partition *home_of(const struct sending *sending)
{
    return partition_home(sending->partition->driver, sending->partition->number);
}

static bool is_taken_over(const struct partition *home)
{
    return home->state != PARTITION_LOST && home->state != PARTITION_ACQUIRING;
}

static int64_t newest_ms(const struct sending *sending, const struct partition *home)
{
    return home->told_again_ms > sending->told_at_ms ? home->told_again_ms : sending->told_at_ms;
}

void again_missing(struct sending *sending, int64_t looked_ms)
{
    struct timer *resend = sending->partition->driver->resend;
    const struct partition *home = home_of(sending);
    int64_t wait_ms = newest_ms(sending, home) + FENCE_MS - looked_ms;

    if (!is_taken_over(home)) {
        sending_doubt(sending);
    } else if (wait_ms <= 0) {
        sending->state = MISSING;
    } else {
        sending->state = UNCERTAIN;
        if (!timer_is_set(resend))
            timer_set(resend, wait_ms);
    }
}

static void tell(struct sending *sending, const struct note *note, const struct error *err)
{
    if (sending->partition->state == PARTITION_LOST)
        sending_free(sending);
    else if (err)
        sending_doubt(sending);
    else
        sending_again(sending, note->at_ms);
}

static void on_noted(void *owner, const struct pg_outcome *outcome)
{
    struct note *note = owner;
    struct partition *home = note->home;

    home->is_noting = false;
    if (outcome->err)
        log_warn("what is missing is not told again yet", {"partition", LOG_TEXT(home->name)},
                 {"error", LOG_TEXT(outcome->err->text)});
    list_each(at, &home->driver->sendings)
    {
        struct sending *sending = list_item(at, struct sending, link);

        if (sending->state == MISSING && home_of(sending) == home)
            tell(sending, note, outcome->err);
    }
    mem_free(note);
}

static void note_for(struct partition *home)
{
    struct note *note = mem_new(struct note);
    struct pg_batch *batch = pg_batch_new(home->driver->o.pg);

    *note = (struct note){home, clock_wall_ms()};
    home->is_noting = true;
    PG_ADD(batch, sql_told_again, PG_STR(str_of(home->topic->name)), PG_I64(home->number),
           PG_I64(home->epoch), PG_I64(note->at_ms));
    pg_send(batch, COMMIT_MS, on_noted, note);
}

void again_note(struct fold_driver *driver)
{
    list_each(at, &driver->sendings)
    {
        const struct sending *sending = list_item(at, struct sending, link);

        if (sending->state == MISSING && !home_of(sending)->is_noting)
            note_for(home_of(sending));
    }
}
