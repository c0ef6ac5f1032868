/* archive.h: a .tar.gz, written as it comes. */
#pragma once

#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

struct archive;

/* A new file for its owner only; one that is there already is an error. */
MUST_CHECK bool archive_open(const char *path, int64_t now_ms, struct archive **ret_archive,
                             struct error *err);
/* `name`: of less than 100 bytes. What fails is told by archive_close. */
void archive_add(struct archive *archive, const char *name, struct str content);
/* False: it is not whole. */
MUST_CHECK bool archive_close(struct archive *archive, struct error *err);
