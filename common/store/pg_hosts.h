/* store/pg_hosts.h: the servers that a URL names, beginning with another one at each attempt. Private to the
 * module.
 *
 * libpq asks them in their order, and goes on to the next when one refuses the connection or is of the wrong
 * kind (target_session_attrs). One that accepts it and then says nothing, or closes it, ends the attempt: so
 * a dead first server behind a proxy, or a machine that is gone without a word, would hide the second for
 * ever. */
#pragma once

#include <stdint.h>

struct pg_hosts;

struct pg_hosts *pg_hosts_new(const char *url); /* NULL: there is only one, or libpq refuses them */
void pg_hosts_free(struct pg_hosts *hosts);     /* NULL does nothing */

/* For the parameters `host`, `hostaddr` and `port`: their lists, from the one with that number on (counted
 * round and round), without those that are `missing`: bit 0 stands for the first; one at least is not. One
 * that the URL has not is NULL. They live until the next call. */
struct pg_hosts_order {
    const char *host, *hostaddr, *port;
};
struct pg_hosts_order pg_hosts_from(struct pg_hosts *hosts, int number, uint64_t missing);
