/* response-composer: the order in which products are shown and the words around them. */
#include "composer.h"
#include "llm/llm.h"
#include "service/service.h"

static const struct subscription reads[] = {
    {.topic = &topic_composer_commands,
     .flows = FLOWS(&flow_rank, &flow_answer),
     .answers_to = &topic_composer_events},
    {0},
};

static const struct topic *const writes[] = {&topic_interactions, NULL};

static const struct setting settings[] = {
    {"STEWARD_COMPOSER_TEXTS", SETTING_PATH, "",
     .help = "folder of sentences, <language>.txt, that take the place of those built in or add a language"},
    {"STEWARD_COMPOSER_PERSONAL", SETTING_BOOL, "true",
     .help = "what was saved and chosen in a session counts a little in its ranking"},
    {"STEWARD_LEARNING", SETTING_BOOL, "false",
     .help = "tell steward.interactions what each page shows, to learn the ranking from: docs/learning.md"},
    {"STEWARD_RANK_CANDIDATE", SETTING_PATH, "",
     .help = "file of weights that are tried on some pages, in turns with those in force; empty: none"},
    {"STEWARD_RANK_TRIAL_PERCENT", SETTING_INT, "10", 0, 100, "of how many pages the candidate has a say"},
    {"STEWARD_RANK_WEIGHTS", SETTING_PATH, "",
     .help = "file of the ranking's weights, as `steward rank fit` writes it; empty: those built in"},
    LLM_SETTINGS,
    {"STEWARD_LLM_PHRASE", SETTING_BOOL, "false",
     .help = "put the answers of conversations into other words by the language model"},
    {0},
};

int main(int argc, char **argv)
{
    static const struct service composer = {
        .name = "response-composer",
        .role = "ranks products and writes the words of an answer",
        .port = 8003,
        .settings = settings,
        .routes = composer_routes,
        .limits = composer_limits,
        .reads = reads,
        .writes = writes,
        .start = composer_start,
        .stop = composer_stop,
        .to_come = "content screening and experiments",
    };
    return service_main(&composer, argc, argv);
}
