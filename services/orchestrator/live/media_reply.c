/* media_reply: what is wrong with the bytes is told as it stands; of all else only what can be done. */
#include "live/media_reply.h"

#include "service/call.h"
#include "steward/v1/common.pb-c.h"
#include "json/json.h"

const void *media_reply_read(const struct http_reply *reply, int status,
                             const ProtobufCMessageDescriptor *type, struct arena *arena)
{
    ProtobufCMessage *message;
    struct json_fault fault;

    if (!reply || reply->status != status)
        return NULL;
    return json_to_message(type, reply->body, arena, &message, &fault) ? message : NULL;
}

bool media_reply_is_about_bytes(const struct http_reply *reply)
{
    return reply && (reply->status == 415 || reply->status == 422 || reply->status == 507);
}

struct live_fault media_reply_fault(const struct http_reply *reply, struct arena *arena)
{
    const Steward__V1__Problem *said = NULL;

    if (media_reply_is_about_bytes(reply))
        said = media_reply_read(reply, reply->status, &steward__v1__problem__descriptor, arena);
    if (said && str_starts(str_of(said->type), STR(PROBLEM_TYPES)))
        return (struct live_fault){.status = reply->status,
                                   .type = said->type + strlen(PROBLEM_TYPES),
                                   .detail = said->detail};
    if (reply && (reply->status == 401 || reply->status == 403))
        return (struct live_fault){.status = 403,
                                   .type = "media-refuses",
                                   .detail = "the media service does not answer who asks: "
                                             "STEWARD_SERVICE_SECRET must be the same there as here"};
    return (struct live_fault){.status = 503,
                               .type = "media-silent",
                               .detail = "the media service did not answer in time: try again",
                               .is_retryable = true};
}
