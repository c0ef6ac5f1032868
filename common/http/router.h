/* http/router.h: which route a request means. Pure: methods and path patterns, "/products/{id}". */
#pragma once

#include "http/server.h"

#define ROUTE_PARAMS_MAX 4

struct route_match {
    int route;                           /* place in the table; -1: none */
    struct str params[ROUTE_PARAMS_MAX]; /* in the pattern's order */
    bool path_exists;                    /* of another method: 405 */
    char allow[64];                      /* for the Allow header then: "GET, PUT" */
};

struct route_pattern {
    enum http_method method;
    const char *pattern;
};

/* HEAD matches GET. A literal segment wins over a parameter. A parameter is one non-empty segment. */
struct route_match route_find(const struct route_pattern *patterns, size_t count, enum http_method method,
                              struct str path);
struct str route_param(const struct route_pattern *pattern, const struct route_match *match,
                       const char *name);
