/* acls: librdkafka's enums are named by librdkafka itself, so there is no table of words here. */
#include "bus/acls.h"

#include <strings.h>

#include "base/str.h"
#include "bus/admin_parts.h"

#define MAKING   "making access rules"
#define REMOVING "removing access rules"

typedef const char *name_fn(int number);

static const char *resource_name(int number)
{
    return rd_kafka_ResourceType_name((rd_kafka_ResourceType_t)number);
}

static const char *operation_name(int number)
{
    return rd_kafka_AclOperation_name((rd_kafka_AclOperation_t)number);
}

static const char *pattern_name(int number)
{
    return rd_kafka_ResourcePatternType_name((rd_kafka_ResourcePatternType_t)number);
}

static const char *permission_name(int number)
{
    return rd_kafka_AclPermissionType_name((rd_kafka_AclPermissionType_t)number);
}

/* The first two of each enum are "unknown" and "any": neither can be set. -1: no such word. */
static int number_of(const char *word, name_fn *name, int count)
{
    for (int i = 2; i < count; i++)
        if (strcasecmp(word, name(i)) == 0)
            return i;
    return -1;
}

struct numbers {
    int resource, operation, pattern, permission;
};

static struct numbers numbers_of(const struct acl *acl)
{
    return (struct numbers){
        number_of(acl->resource, resource_name, RD_KAFKA_RESOURCE__CNT),
        number_of(acl->operation, operation_name, RD_KAFKA_ACL_OPERATION__CNT),
        number_of(acl->pattern, pattern_name, RD_KAFKA_RESOURCE_PATTERN_TYPE__CNT),
        number_of(acl->permission, permission_name, RD_KAFKA_ACL_PERMISSION_TYPE__CNT),
    };
}

bool acl_check(const struct acl *acl, struct error *err)
{
    struct numbers numbers = numbers_of(acl);
    const char *unknown = numbers.operation < 0    ? acl->operation
                          : numbers.resource < 0   ? acl->resource
                          : numbers.pattern < 0    ? acl->pattern
                          : numbers.permission < 0 ? acl->permission
                                                   : NULL;

    if (unknown)
        return error_set(err, ERROR_FATAL, "kafka", "Kafka's access rules do not know the word \"%.40s\"",
                         unknown);
    if (!acl->name[0])
        return error_set(err, ERROR_FATAL, "kafka", "a rule to %s a %s needs its name", acl->operation,
                         acl->resource);
    return true;
}

bool acl_equals(const struct acl *a, const struct acl *b)
{
    return !strcmp(a->principal, b->principal) && !strcmp(a->host, b->host) &&
           !strcasecmp(a->operation, b->operation) && !strcasecmp(a->resource, b->resource) &&
           !strcmp(a->name, b->name) && !strcmp(a->pattern, b->pattern) &&
           !strcmp(a->permission, b->permission);
}

/* ---- what there is ---- */

static const char *word(struct arena *arena, const char *name)
{
    char *copy = str_c(arena, str_of(name));

    for (char *at = copy; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at |= 0x20;
    return copy;
}

static struct acl read_binding(const rd_kafka_AclBinding_t *from, struct arena *arena)
{
    return (struct acl){
        .principal = str_c(arena, str_of(rd_kafka_AclBinding_principal(from))),
        .host = str_c(arena, str_of(rd_kafka_AclBinding_host(from))),
        .operation = word(arena, operation_name((int)rd_kafka_AclBinding_operation(from))),
        .resource = word(arena, resource_name((int)rd_kafka_AclBinding_restype(from))),
        .name = str_c(arena, str_of(rd_kafka_AclBinding_name(from))),
        .pattern = word(arena, pattern_name((int)rd_kafka_AclBinding_resource_pattern_type(from))),
        .permission = word(arena, permission_name((int)rd_kafka_AclBinding_permission_type(from))),
    };
}

bool acls_of(struct admin *admin, const char *principal, struct arena *arena, struct acl **ret_list,
             size_t *ret_count, struct error *err)
{
    char text[200];
    rd_kafka_AclBindingFilter_t *filter =
        rd_kafka_AclBindingFilter_new(RD_KAFKA_RESOURCE_ANY, NULL, RD_KAFKA_RESOURCE_PATTERN_ANY, principal,
                                      NULL, RD_KAFKA_ACL_OPERATION_ANY, RD_KAFKA_ACL_PERMISSION_TYPE_ANY,
                                      text, sizeof(text));
    rd_kafka_AdminOptions_t *options = admin_options(admin, RD_KAFKA_ADMIN_OP_DESCRIBEACLS);
    const rd_kafka_AclBinding_t **there;
    rd_kafka_event_t *event;

    rd_kafka_DescribeAcls(admin->handle, filter, options, admin->queue);
    rd_kafka_AclBinding_destroy(filter);
    rd_kafka_AdminOptions_destroy(options);
    event = admin_answer(admin, "asking for the access rules", err);
    if (!event)
        return false;
    there = rd_kafka_DescribeAcls_result_acls(rd_kafka_event_DescribeAcls_result(event), ret_count);
    *ret_list = arena_array(arena, *ret_count + 1, sizeof(struct acl));
    for (size_t i = 0; i < *ret_count; i++)
        (*ret_list)[i] = read_binding(there[i], arena);
    rd_kafka_event_destroy(event);
    return true;
}

/* ---- changing them ---- */

static rd_kafka_AclBinding_t *binding(const struct acl *acl, bool is_filter, struct error *err)
{
    struct numbers n = numbers_of(acl);
    char text[200] = "";
    rd_kafka_AclBinding_t *made =
        (is_filter ? rd_kafka_AclBindingFilter_new
                   : rd_kafka_AclBinding_new)((rd_kafka_ResourceType_t)n.resource, acl->name,
                                              (rd_kafka_ResourcePatternType_t)n.pattern, acl->principal,
                                              acl->host, (rd_kafka_AclOperation_t)n.operation,
                                              (rd_kafka_AclPermissionType_t)n.permission, text, sizeof(text));

    if (!made)
        error_set(err, ERROR_FATAL, "kafka", "access rule of %s: %s", acl->principal, text);
    return made;
}

/* The rules as librdkafka wants them; NULL: *err says which it does not take. */
static rd_kafka_AclBinding_t **bindings(const struct acl *list, size_t count, bool are_filters,
                                        struct error *err)
{
    rd_kafka_AclBinding_t **made = mem_array(count + 1, sizeof(rd_kafka_AclBinding_t *));

    for (size_t i = 0; i < count; i++) {
        made[i] = acl_check(&list[i], err) ? binding(&list[i], are_filters, err) : NULL;
        if (!made[i]) {
            rd_kafka_AclBinding_destroy_array(made, i);
            mem_free(made);
            return NULL;
        }
    }
    return made;
}

typedef void ask_fn(rd_kafka_t *handle, rd_kafka_AclBinding_t **rules, size_t count,
                    const rd_kafka_AdminOptions_t *options, rd_kafka_queue_t *queue);

/* NULL: *err is set. The caller reads the answer. */
static rd_kafka_event_t *ask_for_change(struct admin *admin, rd_kafka_admin_op_t op, const struct acl *list,
                                        size_t count, struct error *err)
{
    bool is_add = op == RD_KAFKA_ADMIN_OP_CREATEACLS;
    ask_fn *ask = is_add ? rd_kafka_CreateAcls : rd_kafka_DeleteAcls;
    rd_kafka_AclBinding_t **rules = bindings(list, count, !is_add, err);
    rd_kafka_AdminOptions_t *options;

    if (!rules)
        return NULL;
    options = admin_options(admin, op);
    ask(admin->handle, rules, count, options, admin->queue);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_AclBinding_destroy_array(rules, count);
    mem_free(rules);
    return admin_answer(admin, is_add ? MAKING : REMOVING, err);
}

/* Gives the answer back, in which `refused` may lie. */
static bool take_answer(rd_kafka_event_t *event, const rd_kafka_error_t *refused, const char *what,
                        struct error *err)
{
    if (refused)
        admin_refused(err, ERROR_FATAL, what, rd_kafka_error_code(refused), rd_kafka_error_string(refused));
    rd_kafka_event_destroy(event);
    return !refused;
}

bool acls_add(struct admin *admin, const struct acl *list, size_t count, struct error *err)
{
    rd_kafka_event_t *event = ask_for_change(admin, RD_KAFKA_ADMIN_OP_CREATEACLS, list, count, err);
    const rd_kafka_acl_result_t **results;
    const rd_kafka_error_t *refused = NULL;

    if (!event)
        return false;
    results = rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &count);
    for (size_t i = 0; i < count && !refused; i++)
        refused = rd_kafka_acl_result_error(results[i]);
    return take_answer(event, refused, MAKING, err);
}

bool acls_remove(struct admin *admin, const struct acl *list, size_t count, struct error *err)
{
    rd_kafka_event_t *event = ask_for_change(admin, RD_KAFKA_ADMIN_OP_DELETEACLS, list, count, err);
    const rd_kafka_DeleteAcls_result_response_t **results;
    const rd_kafka_error_t *refused = NULL;

    if (!event)
        return false;
    results = rd_kafka_DeleteAcls_result_responses(rd_kafka_event_DeleteAcls_result(event), &count);
    for (size_t i = 0; i < count && !refused; i++)
        refused = rd_kafka_DeleteAcls_result_response_error(results[i]);
    return take_answer(event, refused, REMOVING, err);
}
