/* service/https.h: the port over TLS, if the process has a certificate. */
#pragma once

#include "base/config.h"
#include "base/error.h"

struct process;
struct https;
struct tls_side;

bool https_open(struct process *process, struct https **ret_https, struct error *err);
struct tls_side *https_side(const struct https *https);
void https_read_anew(struct https *https); /* NULL does nothing */
void https_close(struct https *https);     /* after the server */
bool https_is_set(const struct config *config);
