/* response-composer: the order in which products are shown and the words around them. */
#include "composer.h"
#include "service/service.h"

static const struct subscription reads[] = {
    {.topic = &topic_composer_commands, .flow = &flow_rank, .answers_to = &topic_composer_events},
    {0},
};

int main(int argc, char **argv)
{
    static const struct service composer = {
        .name = "response-composer",
        .role = "ranks products and writes the words of an answer",
        .port = 8003,
        .routes = composer_routes,
        .reads = reads,
        .to_come = "content screening and experiments",
    };
    return service_main(&composer, argc, argv);
}
