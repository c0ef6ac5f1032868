/* service/events.h: records of Kafka go to folds, flows and feeds, as the process's subscriptions say. */
#pragma once

#include "base/error.h"

struct process;

bool events_open(struct process *process, struct error *err);
void events_free(struct process *process);
bool events_are_idle(const struct process *process);
void events_pause(struct process *process, bool pause); /* takes no new work until it is told to go on */
