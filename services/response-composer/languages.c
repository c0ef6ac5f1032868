/* languages: all files are read first, then checked, then taken: a broken one changes nothing. */
#include "languages.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file_read.h"
#include "base/log.h"
#include "base/mem.h"
#include "texts_check.h"

#define FILES_MAX  (2 * LANGUAGES_MAX)
#define MEMORY_MAX (64U << 20)
#define FIRST      "en"
#define PATH_BYTES 4096

struct language {
    struct str code;
    struct text_table table;
};

struct languages {
    struct arena *arena;
    struct text_file files[FILES_MAX];
    size_t file_count;
    struct language languages[LANGUAGES_MAX]; /* the first is what the others fall back to */
    size_t count;
};

/* Read once, when first asked for or at the start. */
static struct languages *loaded;

/* ---- files ---- */

static bool is_text_file(const char *name)
{
    size_t code = strcspn(name, ".");

    return (code == 2 || code == 3) && (!strcmp(name + code, ".txt") || !strcmp(name + code, ".names.txt"));
}

static bool add_file(struct languages *l, const char *name, const char *text, struct error *err)
{
    size_t i = 0;

    while (i < l->file_count && strcmp(l->files[i].name, name) != 0)
        i++;
    if (i == FILES_MAX)
        return error_set(err, ERROR_FATAL, "texts", "%s: more than %d languages", name, LANGUAGES_MAX);
    l->files[i] = (struct text_file){name, text};
    l->file_count += i == l->file_count;
    return true;
}

static bool read_file(struct languages *l, const char *folder, const char *name, struct error *err)
{
    char path[PATH_BYTES];
    struct error why;
    struct str text;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (!file_read(path, LANGUAGE_FILE_BYTES, l->arena, &text, &why))
        return error_set(err, ERROR_FATAL, "texts", "%s", why.text);
    return add_file(l, str_c(l->arena, str_of(name)), text.data, err);
}

static bool read_folder(struct languages *l, const char *folder, struct error *err)
{
    DIR *dir = opendir(folder);
    bool ok = true;

    if (!dir)
        return error_set(err, ERROR_FATAL, "texts", "the folder %s cannot be read: %s", folder,
                         strerror(errno));
    for (struct dirent *entry = readdir(dir); ok && entry; entry = readdir(dir))
        ok = !is_text_file(entry->d_name) || read_file(l, folder, entry->d_name, err);
    closedir(dir);
    return ok;
}

/* ---- languages ---- */

static struct language *language_for(struct languages *l, const char *file)
{
    struct str code = str_n(file, strcspn(file, "."));

    for (size_t i = 0; i < l->count; i++) {
        if (str_eq(l->languages[i].code, code))
            return &l->languages[i];
    }
    if (l->count == LANGUAGES_MAX)
        return NULL;
    l->languages[l->count] = (struct language){.code = code};
    return &l->languages[l->count++];
}

static bool take_files(struct languages *l, struct error *err)
{
    language_for(l, FIRST);
    for (size_t i = 0; i < l->file_count; i++) {
        struct language *language = language_for(l, l->files[i].name);

        if (!texts_check(&l->files[i], err))
            return false;
        if (!language)
            return error_set(err, ERROR_FATAL, "texts", "%s: more than %d languages", l->files[i].name,
                             LANGUAGES_MAX);
        text_table_read(&language->table, str_of(l->files[i].text), l->arena);
    }
    return true;
}

/* Each against English: what that does not say is never asked for, and what is put into its places is all
 * there is. */
static bool compare_files(const struct languages *l, struct error *err)
{
    for (size_t i = 0; i < l->file_count; i++) {
        if (strncmp(l->files[i].name, FIRST ".", 3) != 0 &&
            !texts_check_against(&l->files[i], &l->languages[0].table, err))
            return false;
    }
    return true;
}

/* English is what is asked for in the end: whoever writes it anew writes all of it. */
static bool is_english_complete(const struct languages *l, struct error *err)
{
    struct text_table built_in = {0};

    for (const struct text_file *file = text_files; file->name; file++) {
        if (is_text_file(file->name) && !strncmp(file->name, FIRST ".", 3))
            text_table_read(&built_in, str_of(file->text), l->arena);
    }
    for (size_t i = 0; i < built_in.count; i++) {
        if (!text_table_find(&l->languages[0].table, built_in.entries[i].key))
            return error_set(err, ERROR_FATAL, "texts", FIRST ".txt: %.*s is missing",
                             STR_ARGS(built_in.entries[i].key));
    }
    return true;
}

static void tell_what_is_missing(const struct languages *l)
{
    for (size_t i = 1; i < l->count; i++) {
        size_t missing = 0;

        for (size_t k = 0; k < l->languages[0].table.count; k++)
            missing += !text_table_find(&l->languages[i].table, l->languages[0].table.entries[k].key);
        if (missing)
            log_warn("a language lacks sentences, which will be said in English",
                     {"language", LOG_STR(l->languages[i].code)}, {"count", LOG_INT((int64_t)missing)});
    }
}

static void languages_free(struct languages *l)
{
    if (!l)
        return;
    arena_free(l->arena);
    mem_free(l);
}

bool languages_load(const char *folder, struct error *err)
{
    struct languages *l = mem_new(struct languages);
    bool ok = true;

    *l = (struct languages){.arena = arena_new(MEMORY_MAX)};
    for (const struct text_file *file = text_files; ok && file->name; file++)
        ok = !is_text_file(file->name) || add_file(l, file->name, file->text, err);
    ok = ok && (!folder[0] || read_folder(l, folder, err)) && take_files(l, err) &&
         is_english_complete(l, err) && compare_files(l, err);
    if (!ok) {
        languages_free(l);
        return false;
    }
    tell_what_is_missing(l);
    languages_free(loaded);
    loaded = l;
    return true;
}

/* What is built in is checked by a test, and cannot be broken. */
static const struct languages *all(void)
{
    struct error err;

    if (!loaded && !languages_load("", &err)) {
        log_error("the sentences cannot be used", {"why", LOG_TEXT(err.text)});
        abort();
    }
    return loaded;
}

const struct language *language_of(struct str locale)
{
    const struct languages *l = all();
    size_t len = 0;

    while (len < locale.len && locale.data[len] != '-' && locale.data[len] != '_')
        len++;
    for (size_t i = 0; i < l->count; i++) {
        if (str_eq_nocase(str_sub(locale, 0, len), l->languages[i].code))
            return &l->languages[i];
    }
    return &l->languages[0];
}

bool language_is_english(const struct language *language)
{
    return language == &all()->languages[0];
}

const char *language_find(const struct language *language, struct str key)
{
    const char *text = text_table_find(&language->table, key);
    const struct language *first = &all()->languages[0];

    return text || language == first ? text : text_table_find(&first->table, key);
}

const char *language_text(const struct language *language, const char *key)
{
    const char *text = language_find(language, str_of(key));

    return text ? text : "";
}
