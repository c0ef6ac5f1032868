/* media: speech, images and rendering. What foreign bytes are decoded with is forked before anything else. */
#include "media.h"

#include <stdio.h>

static const struct subscription reads[] = {
    {&topic_media_commands, .flows = FLOWS(&flow_read), .answers_to = &topic_media_events},
    {0},
};

int main(int argc, char **argv)
{
    static const struct service service = {
        .name = "media",
        .role = "turns speech into text and images into attributes, and renders",
        .port = 8001,
        .settings = media_settings,
        .routes = media_routes,
        .reads = reads,
        .joins_when_able = true,
        .to_come = "rendering",
        .start = media_start,
        .stop = media_stop,
        .health = media_health,
    };
    struct media *media = NULL;
    struct error err;
    int code;

    if (argc == 1) { /* it is to serve, not to answer an option */
        media = media_new(&err);
        if (!media) {
            fprintf(stderr, "steward-media: %s\n", err.text);
            return 1;
        }
        media_is(media);
    }
    code = service_main(&service, argc, argv);
    media_free(media);
    return code;
}
