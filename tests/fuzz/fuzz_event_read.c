// uses: steward_bus
/* Any bytes as a record: read or refused with a reason; what is read can be written and reads the same.
 * The input: the number of headers, each as length, name, length, value; then the record's value. */
#include <stdlib.h>

#include <steward/v1/request.pb-c.h>

#include "bus/event.h"
#include "json/message.h"

#define MOST_HEADERS 8

static const ProtobufCMessageDescriptor *const types[] = {&steward__v1__request__descriptor,
                                                          &steward__v1__response__descriptor, NULL};

static struct str take(struct str *input)
{
    size_t len = input->len > 0 ? (uint8_t)input->data[0] : 0;
    struct str rest = str_sub(*input, 1, input->len);
    struct str taken = str_sub(rest, 0, len);

    *input = str_sub(rest, len, rest.len);
    return taken;
}

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_written(struct event *event, struct arena *arena)
{
    struct record record;
    struct event again;
    struct error err;

    event_write(event, "steward.responses", arena, &record);
    must(event_read(&record, types, arena, &again, &err));
    must(again.message->descriptor == event->message->descriptor);
    must(again.encoding == event->encoding && str_eq(again.id, event->id) &&
         str_eq(again.frame, event->frame));
    must(str_eq(message_pack(again.message, arena), message_pack(event->message, arena)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = {(const char *)data, size};
    struct event_header headers[MOST_HEADERS];
    struct record record = {"steward.requests", 0, 7, 1795248900000, STR("k"), STR_NONE, headers, 0};
    struct arena *arena = arena_new(16u << 20);
    struct event event;
    struct error err = {0};
    size_t count = size > 0 ? data[0] % (MOST_HEADERS + 1) : 0;

    input = str_sub(input, 1, input.len);
    for (; record.header_count < count; record.header_count++) {
        headers[record.header_count].name = take(&input);
        headers[record.header_count].value = take(&input);
    }
    record.value = input;
    if (event_read(&record, types, arena, &event, &err)) {
        /* Structured mode may hold protobuf, which can say more than the JSON that it is answered in: unknown
         * fields. */
        if (event.encoding != EVENT_CLOUDEVENTS_JSON)
            check_written(&event, arena);
    } else {
        must(err.text[0] != '\0' && event.id.len > 0);
    }
    arena_free(arena);
    return 0;
}
