/* service/https.c: the port over TLS. The certificate is read again when one of its files has changed, or on
 * SIGHUP: connections that there are go on with the one before. Files that cannot be used change nothing. */
#include "service/https.h"

#include <sys/stat.h>

#include "base/log.h"
#include "service/process_parts.h"
#include "tls/tls.h"

#define LOOK_MS 5000

enum { FILES = 3 };

struct https {
    struct process *process;
    struct tls_files files;
    struct tls_side *side;
    struct timer *look;
    struct stat seen[FILES];
};

/* True: one of them is another file than the last time, or has been written. */
static bool have_changed(struct https *https)
{
    const char *const names[FILES] = {https->files.certificate, https->files.key, https->files.ca};
    bool changed = false;

    for (int i = 0; i < FILES; i++) {
        struct stat now = {0};

        if (!*names[i] || stat(names[i], &now) < 0)
            continue;
        changed |= now.st_ino != https->seen[i].st_ino || now.st_size != https->seen[i].st_size ||
                   now.st_mtim.tv_sec != https->seen[i].st_mtim.tv_sec ||
                   now.st_mtim.tv_nsec != https->seen[i].st_mtim.tv_nsec;
        https->seen[i] = now;
    }
    return changed;
}

void https_read_anew(struct https *https)
{
    struct tls_side *side;
    struct error err;

    if (!https)
        return;
    if (!tls_server_new(&https->files, &side, &err)) {
        log_error("the certificate cannot be read anew, the one before stays", {"error", LOG_TEXT(err.text)});
        return;
    }
    http_server_use_tls(https->process->server, side);
    tls_side_free(https->side);
    https->side = side;
    log_info("certificate read anew", {"file", LOG_TEXT(https->files.certificate)});
}

static void on_look(void *owner)
{
    struct https *https = owner;

    if (have_changed(https))
        https_read_anew(https);
    timer_set(https->look, LOOK_MS);
}

bool https_open(struct process *process, struct https **ret_https, struct error *err)
{
    const struct config *config = process->config;
    const struct tls_files files = {config_text(config, "STEWARD_TLS_CLIENT_CA"),
                                    config_text(config, "STEWARD_TLS_CERTIFICATE"),
                                    config_text(config, "STEWARD_TLS_KEY")};
    struct tls_side *side;
    struct https *https;

    *ret_https = NULL;
    if (!*files.certificate && !*files.key && !*files.ca)
        return true;
    if (!tls_server_new(&files, &side, err))
        return false;
    https = mem_new(struct https);
    *https = (struct https){.process = process, .files = files, .side = side};
    have_changed(https);
    https->look = timer_new(process->loop, on_look, https);
    timer_set(https->look, LOOK_MS);
    *ret_https = https;
    return true;
}

struct tls_side *https_side(const struct https *https)
{
    return https ? https->side : NULL;
}

void https_close(struct https *https)
{
    if (!https)
        return;
    timer_free(https->look);
    tls_side_free(https->side);
    mem_free(https);
}

bool https_is_set(const struct config *config)
{
    return *config_text(config, "STEWARD_TLS_CERTIFICATE") != '\0';
}

struct tls_files process_http_tls(const struct process *process)
{
    return (struct tls_files){config_text(process->config, "STEWARD_HTTP_CA"),
                              config_text(process->config, "STEWARD_HTTP_CERTIFICATE"),
                              config_text(process->config, "STEWARD_HTTP_KEY")};
}
