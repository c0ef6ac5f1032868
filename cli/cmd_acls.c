/* cmd_acls: Kafka's access rules, made to be those of a file. */
#include <stdio.h>

#include "acl_file.h"
#include "import_file.h"
#include "kafka_verbs.h"

enum { FILE_MAX = 256 * 1024 };

struct plan {
    struct acl *wanted;
    size_t wanted_count;
    struct acl *missing, *surplus; /* what is to be made, and what the file does not have */
    size_t missing_count, surplus_count;
};

static bool has(const struct acl *list, size_t count, const struct acl *acl)
{
    for (size_t i = 0; i < count; i++)
        if (acl_equals(&list[i], acl))
            return true;
    return false;
}

static bool is_first_of_principal(const struct plan *plan, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (!strcmp(plan->wanted[i].principal, plan->wanted[at].principal))
            return false;
    return true;
}

static void compare(struct plan *plan, const char *principal, const struct acl *there, size_t count)
{
    for (size_t i = 0; i < plan->wanted_count; i++)
        if (!strcmp(plan->wanted[i].principal, principal) && !has(there, count, &plan->wanted[i]))
            plan->missing[plan->missing_count++] = plan->wanted[i];
    for (size_t i = 0; i < count && plan->surplus_count < ACL_FILE_RULES_MAX; i++)
        if (!has(plan->wanted, plan->wanted_count, &there[i]))
            plan->surplus[plan->surplus_count++] = there[i];
}

static bool make_plan(struct cli *cli, struct admin *admin, struct plan *plan, struct error *err)
{
    struct acl *there;
    size_t count;

    plan->missing = arena_array(cli->arena, plan->wanted_count + 1, sizeof(struct acl));
    plan->surplus = arena_array(cli->arena, ACL_FILE_RULES_MAX, sizeof(struct acl));
    for (size_t i = 0; i < plan->wanted_count; i++) {
        const char *principal = plan->wanted[i].principal;

        if (!is_first_of_principal(plan, i))
            continue;
        if (!acls_of(admin, principal, cli->arena, &there, &count, err))
            return false;
        compare(plan, principal, there, count);
    }
    return true;
}

static bool read_rules(struct cli *cli, struct plan *plan, struct error *err)
{
    const char *principal = args_text(cli->args, "principal", "User:steward-" ACL_FILE_SERVICE);
    const char *path = cli->args->words[0];
    struct error why;
    struct str text;

    if (!import_file_text(path, FILE_MAX, cli->arena, &text, err))
        return false;
    return acl_file_read(text, principal, cli->arena, &plan->wanted, &plan->wanted_count, &why) ||
           error_set(err, ERROR_FATAL, "acls", "%s: %s", path, why.text);
}

static void print_rules(const char *sign, const struct acl *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%s %s %s %s %s %s%s%s\n", sign, list[i].principal, list[i].permission, list[i].operation,
               list[i].resource, list[i].name, strcmp(list[i].pattern, "literal") ? " " : "",
               strcmp(list[i].pattern, "literal") ? list[i].pattern : "");
}

static void print_plan(struct cli *cli, const struct plan *plan, bool changes, bool prunes)
{
    if (cli->json) {
        printf("{\"rules\":%zu,\"missing\":%zu,\"surplus\":%zu,\"changed\":%s}\n", plan->wanted_count,
               plan->missing_count, plan->surplus_count, changes ? "true" : "false");
        return;
    }
    print_rules("+", plan->missing, plan->missing_count);
    print_rules(prunes ? "-" : "?", plan->surplus, plan->surplus_count);
    printf("%zu rules, %zu %s, %zu more than the file has%s\n", plan->wanted_count, plan->missing_count,
           changes ? "made" : "missing", plan->surplus_count,
           !plan->surplus_count ? ""
           : !prunes            ? ": --prune removes them"
           : changes            ? ", removed"
                                : ", to be removed");
}

static int carry_out(struct cli *cli, struct admin *admin, const struct plan *plan, struct error *err)
{
    bool prunes = args_has(cli->args, "prune"), changes = !args_has(cli->args, "dry-run");

    if (changes && plan->missing_count && !acls_add(admin, plan->missing, plan->missing_count, err))
        return kafka_failed(cli, err);
    if (changes && prunes && plan->surplus_count &&
        !acls_remove(admin, plan->surplus, plan->surplus_count, err))
        return kafka_failed(cli, err);
    print_plan(cli, plan, changes, prunes);
    return !changes && (plan->missing_count || (prunes && plan->surplus_count)) ? CLI_FAILED : CLI_OK;
}

static int apply(struct cli *cli)
{
    struct plan plan = {0};
    struct admin *admin;
    struct error err;
    int code;

    if (!read_rules(cli, &plan, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    code = kafka_connect(cli, &admin);
    if (code)
        return code;
    code = make_plan(cli, admin, &plan, &err) ? carry_out(cli, admin, &plan, &err) : kafka_failed(cli, &err);
    admin_close(admin);
    return code;
}

static const struct option options[] = {
    {"principal", "TEXT", "whom a rule is for; default User:steward-SERVICE"},
    {"prune", NULL, "also remove what these principals may and the file does not say"},
    {"dry-run", NULL, "only say what is different; exit code 1 if anything is"},
    {0},
};

const struct verb verb_acls_apply = {
    .name = "acls",
    .action = "apply",
    .words = "FILE",
    .min_words = 1,
    .max_words = 1,
    .summary = "Make Kafka's access rules those of a file",
    .help = "deploy/kafka/acls.txt has what each service must be allowed, and no more: a line is\n"
            "  SERVICE OPERATION RESOURCE NAME\n"
            "Who runs this must be allowed to alter the cluster. Rules of other principals are left alone.\n",
    .options = options,
    .run = apply,
};
