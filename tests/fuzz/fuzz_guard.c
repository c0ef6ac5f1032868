// uses: steward_http
/* Any bytes as the URL of a medium: what is taken is https, names nobody, and has nothing in it that could
 * become a line of a request's head. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "http/guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static struct http_guard *the_guard(void)
{
    static const struct setting settings[] = {GUARD_SETTINGS, {0}};
    static const struct setting *const tables[] = {settings, NULL};
    static struct http_guard *guard;
    struct config *config;
    struct error err;

    if (guard)
        return guard;
    must(config_load(tables, NULL, &config, &err) && http_guard_new(config, &guard, &err));
    config_free(config);
    return guard;
}

/* One stroke, or three, do for two. */
static void must_be_harmless(const char *url)
{
    const char *host;

    must(!strncasecmp(url, "https:/", 7));
    host = url + 6 + strspn(url + 6, "/");
    must(!memchr(host, '@', strcspn(host, "/?#")));
    must(url[strcspn(url, " \t\r\n")] == '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *url = str_to_text(str_n((const char *)data, size));
    struct error err = {.text = ""};
    bool is_inside = false;

    if (http_guard_takes_url(the_guard(), url, &is_inside, &err)) {
        must(!is_inside && strlen(url) <= GUARD_URL_MAX_BYTES);
        must_be_harmless(url);
    } else {
        must(err.text[0] != '\0');
    }
    mem_free(url);
    return 0;
}
