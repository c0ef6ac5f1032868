/* config_fetch: which values are only places, and what becomes of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/config.h"
#include "unit.h"

static const struct setting table[] = {
    {"T_PASSWORD", SETTING_TEXT, "", .secret = true},
    {"T_URL", SETTING_URL, "http://127.0.0.1:1", .secret = true},
    {"T_NAME", SETTING_TEXT, ""},
    {0},
};
static const struct setting *const tables[] = {table, NULL};

static int forget(void **state)
{
    for (const struct setting *setting = table; setting->name; setting++)
        unsetenv(setting->name);
    unsetenv("T_PASSWORD_FILE");
    return 0;
}

static struct config *load(void)
{
    struct config *config = NULL;
    struct error err = {0};

    if (!config_load(tables, NULL, &config, &err))
        fail_msg("%s", err.text);
    return config;
}

struct vault {
    struct str says; /* STR_NONE: it refuses */
    int asked;
};

static bool fetch(void *owner, const char *name, struct str text, struct arena *arena, struct str *ret_value,
                  struct error *err)
{
    struct vault *vault = owner;

    vault->asked++;
    assert_true(!strcmp(name, "T_PASSWORD") || !strcmp(name, "T_URL"));
    assert_true(str_is(text, "vault:a/b#c"));
    *ret_value = str_copy(arena, vault->says);
    return vault->says.data || error_set(err, ERROR_FATAL, "test", "is sealed");
}

static void only_secrets_are_kept_elsewhere(void **state)
{
    struct vault vault = {STR("http://from/the/vault\r\n"), 0};
    struct config *config;
    struct error err = {0};

    setenv("T_PASSWORD", "vault:a/b#c", 1);
    setenv("T_URL", "vault:a/b#c", 1);
    setenv("T_NAME", "vault:a/b#c", 1);
    config = load();
    assert_true(config_is_kept(config, "T_PASSWORD"));
    assert_false(config_is_kept(config, "T_NAME"));
    assert_true(config_is_set(config, "T_PASSWORD"));
    assert_true(config_fetch(config, fetch, &vault, &err));
    assert_true(config_fetch(config, fetch, &vault, &err)); /* nothing is left to fetch */
    assert_int_equal(vault.asked, 2);
    assert_false(config_is_kept(config, "T_PASSWORD"));
    assert_string_equal(config_text(config, "T_PASSWORD"), "http://from/the/vault");
    assert_string_equal(config_text(config, "T_URL"), "http://from/the/vault");
    assert_string_equal(config_text(config, "T_NAME"), "vault:a/b#c");
    config_free(config);
}

static void what_a_file_holds_is_the_value_itself(void **state)
{
    char path[] = "/tmp/steward-kept-XXXXXX";
    struct vault vault = {0};
    struct config *config;
    struct error err = {0};
    int file = mkstemp(path);

    assert_int_equal(write(file, "vault:a/b#c\n", 12), 12);
    close(file);
    setenv("T_PASSWORD_FILE", path, 1);
    config = load();
    unlink(path);
    assert_true(config_fetch(config, fetch, &vault, &err));
    assert_string_equal(config_text(config, "T_PASSWORD"), "vault:a/b#c");
    config_free(config);
}

static void what_cannot_be_had_or_is_not_allowed_is_named(void **state)
{
    static const struct {
        const char *name;
        struct str says;
        const char *told;
    } cases[] = {
        {"T_PASSWORD", STR_NONE, "T_PASSWORD (from the environment): is sealed"},
        {"T_URL", STR("no url"), "T_URL (from the environment): must be a URL"},
        {"T_PASSWORD", STR("\xff"), "must be UTF-8"},
        {"T_PASSWORD", STR("a\0b"), "what is kept there is empty, or no text"},
        {"T_PASSWORD", STR(""), "empty"},
        {"T_PASSWORD", STR("\r\n"), "empty"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vault vault = {cases[i].says, 0};
        struct error err = {0};
        struct config *config;

        setenv(cases[i].name, "vault:a/b#c", 1);
        config = load();
        assert_false(config_fetch(config, fetch, &vault, &err));
        assert_non_null(strstr(err.text, cases[i].told));
        assert_null(strstr(err.text, "no url"));
        config_free(config);
        forget(NULL);
    }
}

/* Nobody takes a place for a password, nor for an empty one. */
static void asking_before_it_is_fetched_is_a_bug(void **state)
{
    struct config *config;
    int status;
    pid_t child;

    setenv("T_PASSWORD", "vault:a/b#c", 1);
    config = load();
    child = fork();
    if (child == 0) {
        fclose(stderr);
        signal(SIGABRT, SIG_DFL);
        _exit(config_text(config, "T_PASSWORD")[0]);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    config_free(config);
}

#define config_test(name) cmocka_unit_test_setup_teardown(name, forget, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        config_test(only_secrets_are_kept_elsewhere),
        config_test(what_a_file_holds_is_the_value_itself),
        config_test(what_cannot_be_had_or_is_not_allowed_is_named),
        config_test(asking_before_it_is_fetched_is_a_bug),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
