/* secrets/secrets.h: settings whose value is kept by somebody else, who is asked for it once, at the start.
 *
 * "vault:PATH#KEY" is the member KEY of what HashiCorp Vault has at PATH, in a KV engine of version 2;
 * "aws:NAME" a text in AWS Secrets Manager, "google:projects/ID/secrets/NAME" one in Google Secret Manager,
 * and with "#KEY" behind it the member KEY of the JSON object that it is.
 *
 * Blocking, before the process's own loop turns: each question has a deadline, and all of them together one.
 * Nothing is tried a second time, and nothing takes the place of what could not be had: who supervises the
 * process starts it anew. Who kept a secret is logged, and never what it says. */
#pragma once

#include "base/config.h"

extern const struct setting secrets_settings[]; /* where they are asked for, and with what */

/* All of `config` that are kept elsewhere; its tables have secrets_settings among them. False: *err names the
 * setting, whom was asked and what can be done. */
MUST_CHECK bool secrets_fetch(struct config *config, struct error *err);
