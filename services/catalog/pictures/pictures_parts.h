/* pictures/pictures_parts.h: what the files of pictures.h share. Nobody else includes it. */
#pragma once

#include "base/list.h"
#include "base/metrics.h"
#include "pictures/pictures.h"
#include "steward/v1/pictures.pb-c.h"

struct pictures {
    struct catalog *catalog;
    struct map tenants; /* of struct tenant_looks, by id */
    /* following Postgres */
    struct timer *follow_timer;
    int64_t poll_ms;
    int64_t seen;
    struct picture_page *asked; /* NULL: nothing is asked */
    /* walking through the index */
    struct timer *walk_timer;
    size_t tenant_at; /* of the catalogue's tenants: where map_next goes on */
    char tenant[TENANT_ID_MAX + 1];
    uint32_t number; /* of its products */
    int64_t walked;  /* the feed's sequence when the round began */
    int64_t again_ms;
    bool is_caught_up; /* everything that Postgres has is known: there is something to walk for */
    struct link out;   /* of struct looking: being looked at */
    size_t out_count;
    bool is_failing; /* the last one; it was told */
    struct metric *looked_at;
};

/* pictures.c */
struct looks *pictures_looks(const struct pictures *pictures, struct str tenant_id); /* NULL: none yet */

/* pictures_walk.c */
void walk_begin(struct pictures *pictures);
void walk_end(struct pictures *pictures); /* what is being looked at ends by itself */

extern const struct flow_kind flow_look; /* ProductPicture -> nothing: claims it, asks, keeps what is said */
