/* service/call_tenant.c: whose things a call is about: of who asks, unless who asks may name another. */
#include "base/tenant.h"
#include "service/call_parts.h"

struct str call_tenant(const struct call *call)
{
    return call->tenant;
}

bool call_take_tenant(struct call *call)
{
    struct str named = http_header(call->request, "Steward-Tenant");

    call->tenant = call->principal->tenant_id;
    if (!named.data || str_eq(named, call->tenant))
        return true;
    if (!tenant_id_is_good(named))
        call_problem(call, 400, "invalid-tenant", "Steward-Tenant",
                     "Steward-Tenant may have letters, digits, dots, dashes and underscores, at most %d",
                     TENANT_ID_MAX);
    else if (!principal_may_name_tenants(call->principal))
        call_problem(call, 403, "tenant-not-yours", "Steward-Tenant",
                     "you may ask for things of your own tenant only: leave Steward-Tenant out");
    else
        call->tenant = named;
    return str_eq(call->tenant, named);
}

/* Whatever the message: so no route can forget it. */
bool call_take_tenant_of_body(struct call *call)
{
    const ProtobufCFieldDescriptor *field =
        call->message
            ? protobuf_c_message_descriptor_get_field_by_name(call->message->descriptor, "tenant_id")
            : NULL;
    char **named = field ? (char **)(void *)((char *)call->message + field->offset) : NULL;
    struct str said = named ? str_of(*named) : STR_NONE;

    if (!named || str_eq(said, call->tenant))
        return true;
    if (said.len > 0) {
        call_problem(call, 403, "tenant-not-yours", "tenant_id",
                     "tenant_id is not the tenant of this request: leave it out, or see Steward-Tenant");
        return false;
    }
    *named = str_c(call_arena(call), call->tenant);
    return true;
}
