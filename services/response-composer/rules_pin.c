/* rules_pin: the pinned are taken out, then put in from the first place on, so none moves another. */
#include "rules_pin.h"

static void put_at(struct ranked *ranked, size_t count, size_t place, struct ranked what)
{
    for (size_t i = count; i > place; i--)
        ranked[i] = ranked[i - 1];
    ranked[place] = what;
}

void pins_put(struct ranked *ranked, size_t count)
{
    struct ranked pinned[PIN_PLACES];
    bool has[PIN_PLACES] = {false};
    size_t left = 0;

    for (size_t i = 0; i < count; i++) {
        int32_t place = ranked[i].candidate->pinned_at;

        if (place < 1 || place > PIN_PLACES || has[place - 1]) {
            ranked[left++] = ranked[i];
            continue;
        }
        pinned[place - 1] = ranked[i];
        has[place - 1] = true;
    }
    for (size_t i = 0; i < PIN_PLACES; i++) {
        if (!has[i])
            continue;
        put_at(ranked, left, i < left ? i : left, pinned[i]);
        left++;
    }
}
