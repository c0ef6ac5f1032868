/* service/commands.h: commands from Kafka, each from its arrival until its flow has ended, and its answer is
 * acknowledged. Part of a process; thread: the loop's. */
#pragma once

#include "service/process_parts.h"

void commands_open(struct process *process);
void commands_free(struct process *process); /* after the bus, which has their answers under way */
/* Takes the record, which it copies, through the flow that its message is for; bus_done follows. */
void command_begin(struct process *process, const struct subscription *subscription,
                   const struct record *record);
/* Another copy has this partition now, and does them: nothing is answered, and nobody waits for them. */
void commands_lose(struct process *process, const struct subscription *subscription, int32_t partition);
void commands_leave(struct process *process);          /* the same, of all that are not answered yet */
size_t commands_left(const struct process *process);   /* those of them whose flow still runs */
bool commands_are_idle(const struct process *process); /* but for those that another copy does */
