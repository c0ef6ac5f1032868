/* services.h: the services that there are, as the tool reaches them. */
#pragma once

enum { CLI_SERVICES = 6 };

struct cli_service {
    const char *name;
    const char *setting; /* has its URL */
    const char *group;   /* of its copies at Kafka; one that follows topics without a group has none there */
};
extern const struct cli_service cli_services[CLI_SERVICES];

const struct cli_service *cli_service_named(const char *name); /* NULL: there is none */
