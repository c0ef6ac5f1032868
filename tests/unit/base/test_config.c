/* config: where values come from, what is refused, and what is printed. */
#include "base/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "unit.h"

static const struct setting common[] = {
    {"T_PORT", SETTING_INT, "8000", 1, 65535, "where it listens"},
    {"T_NAME", SETTING_TEXT, "steward", .help = "its name"},
    {"T_SECRET", SETTING_TEXT, "", .help = "a password", .secret = true},
    {0},
};
static const struct setting own[] = {
    {"T_PORT", SETTING_INT, "9999", 1, 65535, "shadowed by the first table"},
    {"T_ON", SETTING_BOOL, "false", .help = "whether"},
    {"T_URL", SETTING_URL, "http://127.0.0.1:1", .help = "where to"},
    {"T_COLOR", SETTING_CHOICE, "red", .choices = "red|green", .help = "which"},
    {"T_FREE", SETTING_INT, "-5", .help = "any number"},
    {0},
};
static const struct setting *const tables[] = {common, own, NULL};
static const char *const names[] = {"T_PORT",  "T_NAME", "T_SECRET",      "T_ON",        "T_URL",
                                    "T_COLOR", "T_FREE", "T_SECRET_FILE", "T_NAME_FILE", "STEWARD_SETTINGS"};

static char folder[] = "/tmp/steward-config-XXXXXX";
static char env_file[64], secret_file[64];

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int make_folder(void **state)
{
    assert_non_null(mkdtemp(folder));
    snprintf(env_file, sizeof(env_file), "%s/env", folder);
    snprintf(secret_file, sizeof(secret_file), "%s/secret", folder);
    return 0;
}

static int remove_folder(void **state)
{
    unlink(env_file);
    unlink(secret_file);
    return rmdir(folder);
}

static void forget_variables(void)
{
    for (size_t i = 0; i < COUNT_OF(names); i++)
        unsetenv(names[i]);
}

static int forget_everything(void **state)
{
    forget_variables();
    unlink(env_file);
    return 0;
}

static struct config *load(void)
{
    struct config *config = NULL;
    struct error err = {0};

    if (!config_load(tables, env_file, &config, &err))
        fail_msg("%s", err.text);
    return config;
}

static void without_anything_the_defaults_hold(void **state)
{
    struct config *config = load();

    assert_int_equal(config_int(config, "T_PORT"), 8000); /* of the first table that has it */
    assert_string_equal(config_text(config, "T_NAME"), "steward");
    assert_string_equal(config_text(config, "T_SECRET"), "");
    assert_false(config_bool(config, "T_ON"));
    assert_int_equal(config_int(config, "T_FREE"), -5);
    assert_false(config_is_set(config, "T_NAME"));
    config_free(config);
}

static void the_nearer_place_wins(void **state)
{
    struct config *config;

    write_file(env_file, "# comment\nT_PORT=1\nexport T_NAME = \"a \\\"b\\\"\\nc\"\nT_ON=yes # really\r\n"
                         "T_URL='http://h/#x'\n\nT_COLOR=green");
    setenv("T_PORT", "2", 1);
    config = load();
    assert_int_equal(config_int(config, "T_PORT"), 2);
    assert_string_equal(config_text(config, "T_NAME"), "a \"b\"\nc");
    assert_true(config_bool(config, "T_ON"));
    assert_string_equal(config_text(config, "T_URL"), "http://h/#x");
    assert_string_equal(config_text(config, "T_COLOR"), "green");
    assert_true(config_is_set(config, "T_COLOR"));
    config_free(config);
}

static void a_file_beats_the_variable_and_empty_is_unset(void **state)
{
    struct config *config;

    write_file(secret_file, "from the file\r\n");
    setenv("T_SECRET", "from the variable", 1);
    setenv("T_SECRET_FILE", secret_file, 1);
    setenv("T_PORT", "", 1);
    setenv("T_NAME_FILE", "", 1);
    config = load();
    assert_string_equal(config_text(config, "T_SECRET"), "from the file");
    assert_int_equal(config_int(config, "T_PORT"), 8000);
    config_free(config);
}

static void refuses_with_the_name_and_what_is_allowed(void **state)
{
    static const struct {
        const char *name, *value, *says;
    } cases[] = {
        {"T_PORT", "0", "whole number from 1 to 65535"},
        {"T_PORT", "65536", "from 1 to 65535"},
        {"T_PORT", "80 ", "from 1 to 65535"},
        {"T_FREE", "x", "whole number"},
        {"T_ON", "maybe", "true or false"},
        {"T_URL", "localhost:80", "URL"},
        {"T_URL", "http://a b", "without blanks"},
        {"T_COLOR", "re", "one of red|green"},
        {"T_NAME", "\xff", "UTF-8"},
        {"T_NAME_FILE", "/nonexistent/x", "cannot be read"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct config *config = NULL;
        struct error err = {0};

        setenv(cases[i].name, cases[i].value, 1);
        assert_false(config_load(tables, NULL, &config, &err));
        assert_int_equal(err.policy, ERROR_FATAL);
        assert_non_null(strstr(err.text, cases[i].name));
        assert_non_null(strstr(err.text, cases[i].says));
        unsetenv(cases[i].name);
    }
}

static void a_bad_env_file_is_refused_with_its_line(void **state)
{
    struct config *config = NULL;
    struct error err = {0};

    write_file(env_file, "T_PORT=1\nnonsense\n");
    assert_false(config_load(tables, env_file, &config, &err));
    assert_non_null(strstr(err.text, "env:2"));
}

static char printed[8192];

static FILE *open_printed(void)
{
    FILE *out = fmemopen(printed, sizeof(printed), "w");

    assert_non_null(out);
    return out;
}

static const char *values_printed(void (*print)(const struct config *config, FILE *out))
{
    FILE *out = open_printed();
    struct config *config = load();

    print(config, out);
    config_free(config);
    fclose(out);
    return printed;
}

static const char *tables_printed(void (*print)(const struct setting *const *tables, FILE *out))
{
    FILE *out = open_printed();

    print(tables, out);
    fclose(out);
    return printed;
}

static void prints_without_secrets(void **state)
{
    const char *text;

    setenv("T_SECRET", "hunter2", 1);
    setenv("T_URL", "postgres://user:hunter2@host/db", 1);
    text = values_printed(config_print);
    assert_null(strstr(text, "hunter2"));
    assert_non_null(strstr(text, "T_URL=postgres://user:****@host/db  # environment\n"));
    assert_non_null(strstr(text, "T_SECRET=****"));
    assert_non_null(strstr(text, "T_PORT=8000  # default\n"));
}

static void prints_each_setting_once(void **state)
{
    const char *help = tables_printed(config_print_help), *first = strstr(help, "T_PORT");

    assert_non_null(strstr(help, "T_PORT (number 1..65535, default 8000)\n      where it listens\n"));
    assert_null(strstr(first + 1, "T_PORT"));
    assert_non_null(strstr(tables_printed(config_print_markdown),
                           "| `T_COLOR` | choice: red, green | `red` | which |\n"));
    assert_non_null(
        strstr(tables_printed(config_print_markdown), "| `T_SECRET` | text |  | a password (secret) |\n"));
}

static void prints_a_file_of_settings_that_says_the_same(void **state)
{
    const char *text;

    setenv("T_SECRET", "hunter2", 1);
    setenv("T_PORT", "81", 1);
    setenv("T_URL", "http://me:hunter2@host/", 1);
    text = values_printed(config_print_env);
    assert_null(strstr(text, "hunter2"));
    assert_non_null(strstr(text, "\n#T_URL="));
    assert_non_null(strstr(text, "\n# a password\n# text\n#T_SECRET=\n"));
    assert_non_null(strstr(text, "\n# where it listens\n# number 1..65535; default 8000\nT_PORT=81\n"));
    assert_non_null(strstr(text, "\n# which\n# choice: red, green; default red\n#T_COLOR=red\n"));
}

static void what_the_printed_file_says_is_read_as_it_was(void **state)
{
    static const char *const texts[] = {
        "plain", "a \"b\"\nc",      " blanks ",   "'single'", "\"",    "x # y",
        "#x",    "back\\slash \\n", "\\n # \\\"", "a\tb",     "a\t\r", "it's \"so\"",
    };

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct config *config;

        setenv("T_NAME", texts[i], 1);
        setenv("T_URL", "http://host/#a", 1);
        write_file(env_file, values_printed(config_print_env));
        forget_variables();
        config = load();
        assert_string_equal(config_text(config, "T_NAME"), texts[i]);
        assert_string_equal(config_text(config, "T_URL"), "http://host/#a");
        config_free(config);
        unlink(env_file);
    }
}

static void a_named_file_takes_the_place_of_the_other_and_must_exist(void **state)
{
    struct config *config = NULL;
    struct error err = {0};

    write_file(env_file, "T_PORT=1\n");
    write_file(secret_file, "T_PORT=2\n");
    setenv("STEWARD_SETTINGS", secret_file, 1);
    config = load();
    assert_int_equal(config_int(config, "T_PORT"), 2);
    config_free(config);
    setenv("STEWARD_SETTINGS", "/nowhere/at/all.env", 1);
    assert_false(config_load(tables, env_file, &config, &err));
    assert_non_null(strstr(err.text, "cannot read /nowhere/at/all.env"));
}

#define config_test(name) cmocka_unit_test_setup_teardown(name, forget_everything, forget_everything)

int main(void)
{
    const struct CMUnitTest tests[] = {
        config_test(without_anything_the_defaults_hold),
        config_test(the_nearer_place_wins),
        config_test(a_file_beats_the_variable_and_empty_is_unset),
        config_test(refuses_with_the_name_and_what_is_allowed),
        config_test(a_bad_env_file_is_refused_with_its_line),
        config_test(prints_without_secrets),
        config_test(prints_each_setting_once),
        config_test(prints_a_file_of_settings_that_says_the_same),
        config_test(what_the_printed_file_says_is_read_as_it_was),
        config_test(a_named_file_takes_the_place_of_the_other_and_must_exist),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
