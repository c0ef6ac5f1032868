/* media: speech, images and rendering. It runs and says how it is; what it is for is still to come. */
#include "service/service.h"

int main(int argc, char **argv)
{
    static const struct service media = {
        .name = "media",
        .role = "turns speech into text and images into attributes, and renders",
        .port = 8001,
        .to_come = "speech to text, image attributes and rendering",
    };
    return service_main(&media, argc, argv);
}
