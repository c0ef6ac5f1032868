/* services: see services.h. The groups are named as each service names its own. */
#include "services.h"

#include <stddef.h>
#include <string.h>

#define SERVICE(name, setting)                                                                               \
    {                                                                                                        \
        name, setting, "steward-" name                                                                       \
    }

const struct cli_service cli_services[CLI_SERVICES] = {
    SERVICE("orchestrator", "STEWARD_URL"),          SERVICE("media", "STEWARD_MEDIA_URL"),
    SERVICE("catalog", "STEWARD_CATALOG_URL"),       SERVICE("response-composer", "STEWARD_COMPOSER_URL"),
    SERVICE("device-adapter", "STEWARD_DEVICE_URL"), SERVICE("monitoring", "STEWARD_MONITORING_URL"),
};

const struct cli_service *cli_service_named(const char *name)
{
    for (size_t i = 0; i < CLI_SERVICES; i++) {
        if (strcmp(cli_services[i].name, name) == 0)
            return &cli_services[i];
    }
    return NULL;
}
