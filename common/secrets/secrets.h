/* secrets/secrets.h: what is kept by somebody else, who is asked for it once, at the start: the values of
 * settings, and what a file of settings only names.
 *
 * "vault:PATH#KEY" is the member KEY of what HashiCorp Vault has at PATH, in a KV engine of version 2;
 * "aws:NAME" a text in AWS Secrets Manager, "google:projects/ID/secrets/NAME" one in Google Secret Manager,
 * and with "#KEY" behind it the member KEY of the JSON object that it is.
 *
 * Blocking, before the process's own loop turns: each question has a deadline, and all of them together one.
 * Nothing is tried a second time, and nothing takes the place of what could not be had: who supervises the
 * process starts it anew. Who kept a secret is logged, and never what it says. */
#pragma once

#include "base/arena.h"
#include "base/config.h"

extern const struct setting secrets_settings[]; /* where they are asked for, and with what */

/* All of `config` that are kept elsewhere; its tables have secrets_settings among them. False: *err names the
 * setting, whom was asked and what can be done. */
MUST_CHECK bool secrets_fetch(struct config *config, struct error *err);

/* What is named elsewhere than in a setting; borrows the config, whose own secrets are fetched. */
struct secrets;
struct secrets *secrets_open(const struct config *config);
void secrets_close(struct secrets *secrets);
/* The value that "vault:PATH#KEY" stands for, in the arena; it may be empty. `name` is for the log. */
MUST_CHECK bool secrets_read(struct secrets *secrets, const char *name, struct str text, struct arena *arena,
                             struct str *ret_value, struct error *err);
