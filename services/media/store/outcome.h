/* store/outcome.h: what becomes of an order to the store. */
#pragma once

enum media_outcome {
    MEDIA_DONE,
    MEDIA_MISSING,   /* there is none of that id in that tenant, or not any more */
    MEDIA_UNKNOWN,   /* the bytes are nothing that is taken */
    MEDIA_BROKEN,    /* they are no file of the type that they begin as */
    MEDIA_FULL,      /* a quota, or the disk */
    MEDIA_DAMAGED,   /* what is kept is not what was put there */
    MEDIA_AWAY,      /* the folder does not work, or too many wait: later, maybe */
    MEDIA_UNFETCHED, /* nothing is to be had from its URL */
    MEDIA_ELSEWHERE, /* an upload goes on at another byte */
    MEDIA_OUTCOMES,
};
