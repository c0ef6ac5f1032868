/* verbs: all there are, in the order in which the help shows them. */
#include "verbs.h"

#include <string.h>

/* One without an action comes behind those of its name with one. */
const struct verb *const all_verbs[] = {
    // clang-format off
    &verb_search, &verb_chat, &verb_requests_list, &verb_requests_show, &verb_trace,
    &verb_sessions_list, &verb_sessions_show, &verb_sessions_erase,
    &verb_catalog_import, &verb_catalog_shopify, &verb_catalog_subscribe, &verb_catalog_stats, &verb_catalog_rules, &verb_catalog_synonyms, &verb_catalog_queries,
    &verb_rank_fit, &verb_rank_compare,
    &verb_dlt_list, &verb_dlt_show, &verb_dlt_replay, &verb_dlt_purge,
    &verb_topics_check, &verb_topics_create, &verb_topics_repair, &verb_topics, &verb_lag,
    &verb_acls_apply,
    &verb_audit_list, &verb_audit_verify, &verb_audit_checkpoint,
    &verb_keys_create, &verb_keys_list, &verb_keys_revoke, &verb_keys_rotate,
    &verb_pause, &verb_resume, &verb_drain, &verb_loglevel,
    &verb_backup, &verb_restore,
    &verb_doctor, &verb_health, &verb_config, &verb_bundle, &verb_completion, &verb_man,
    // clang-format on
    NULL,
};

const struct verb *verb_named(const char *name, const char *action)
{
    for (const struct verb *const *at = all_verbs; *at; at++) {
        if (strcmp((*at)->name, name) == 0 &&
            (!(*at)->action || (action && strcmp((*at)->action, action) == 0)))
            return *at;
    }
    return NULL;
}
