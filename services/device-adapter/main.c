/* device-adapter: the devices of a home. It runs and says how it is; what it is for is still to come. */
#include "service/service.h"

int main(int argc, char **argv)
{
    static const struct service device_adapter = {
        .name = "device-adapter",
        .role = "knows the devices of a home, their state and how to speak to them",
        .port = 8004,
        .to_come = "devices, their state, protocols and automations",
    };
    return service_main(&device_adapter, argc, argv);
}
