/* mapping: reading the rules of a map, and finding those that a field obeys. */
#include "rows/mapping.h"

#include "rows/mapping_parts.h"

enum { RULES_MAX = 1000, TARGETS_MAX = 32 };

struct mapping {
    struct rule *rules;
    size_t count;
};

static bool take_word(struct str *rest, struct str *ret_word)
{
    size_t end = 0;

    *rest = str_trim(*rest);
    while (end < rest->len && rest->data[end] != ' ' && rest->data[end] != '\t')
        end++;
    *ret_word = str_sub(*rest, 0, end);
    *rest = str_sub(*rest, end, rest->len);
    return end > 0;
}

static const struct target *target_named(struct str name)
{
    for (const struct target *target = mapping_targets; target->name; target++) {
        if (str_is(name, target->name))
            return target;
    }
    return NULL;
}

static bool read_target(struct str text, struct rule *rule, struct error *err)
{
    struct str word = STR_NONE;
    int count = 0;

    take_word(&text, &word);
    rule->target = target_named(word);
    if (!rule->target)
        return error_set(err, ERROR_FATAL, "map", "there is no target \"%.*s\"",
                         STR_ARGS(str_sub(word, 0, 40)));
    while (take_word(&text, &word)) {
        if (count == rule->target->args)
            return error_set(err, ERROR_FATAL, "map", "%s takes at most %d words behind it",
                             rule->target->name, rule->target->args);
        rule->args[count++] = word;
    }
    return !rule->target->check || rule->target->check(rule, err);
}

/* The last = divides, since a column's name may hold one and a target does not. */
static bool read_rule(struct str line, struct rule *rule, struct error *err)
{
    const char *equals = memrchr(line.data, '=', line.len);

    if (!equals)
        return error_set(err, ERROR_FATAL, "map", "not \"field = target\"");
    rule->field = str_trim(str_sub(line, 0, (size_t)(equals - line.data)));
    if (!rule->field.len)
        return error_set(err, ERROR_FATAL, "map", "no field stands before the =");
    rule->is_prefix = rule->field.data[rule->field.len - 1] == '*';
    rule->field.len -= rule->is_prefix;
    return read_target(str_sub(line, (size_t)(equals - line.data) + 1, line.len), rule, err);
}

bool mapping_read(struct str text, struct arena *arena, struct mapping **ret_mapping, struct error *err)
{
    struct mapping *mapping = arena_new_of(arena, struct mapping);
    struct str line;

    mapping->rules = arena_array(arena, RULES_MAX, sizeof(mapping->rules[0]));
    text = str_copy(arena, text);
    for (int number = 1; str_split(&text, '\n', &line); number++) {
        struct error why;

        line = str_trim(line);
        if (!line.len || line.data[0] == '#')
            continue;
        if (mapping->count == RULES_MAX)
            return error_set(err, ERROR_FATAL, "map", "more than %d rules", RULES_MAX);
        if (!read_rule(line, &mapping->rules[mapping->count++], &why))
            return error_set(err, ERROR_FATAL, "map", "line %d of the map: %s", number, why.text);
    }
    *ret_mapping = mapping;
    return mapping->count || error_set(err, ERROR_FATAL, "map", "the map has no rule");
}

static bool fits(const struct rule *rule, struct str field)
{
    return rule->is_prefix ? str_starts(field, rule->field) : str_eq(field, rule->field);
}

/* Which rule gave each target that holds one value; and which target this field has had already. */
struct taken {
    size_t by_rule[TARGETS_MAX];
    const struct json_member *by_field[TARGETS_MAX];
};

static bool is_free(struct taken *taken, const struct rule *rule, size_t number,
                    const struct json_member *field)
{
    size_t at = (size_t)(rule->target - mapping_targets);

    if (taken->by_field[at] == field || (rule->target->is_single && taken->by_rule[at] <= number))
        return false;
    taken->by_field[at] = field;
    taken->by_rule[at] = number;
    return true;
}

static bool is_null(const struct json_member *field)
{
    return field->is_text ? !field->value.len : str_is(field->value, "null");
}

static bool apply_rules(const struct mapping *mapping, struct draft *draft, struct taken *taken,
                        const struct json_member *field, struct error *err)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const struct rule *rule = &mapping->rules[i];
        struct error why;

        if (!fits(rule, field->name) || !is_free(taken, rule, i, field))
            continue;
        if (!rule->target->apply(draft, rule, field, &why))
            return error_set(err, ERROR_SKIP, "map", "%.*s: %s", STR_ARGS(str_sub(field->name, 0, 60)),
                             why.text);
    }
    return true;
}

bool mapping_apply(const struct mapping *mapping, const struct json_member *fields, size_t count,
                   struct arena *arena, Steward__V1__Product **ret_product, struct error *err)
{
    struct draft draft = {.product = arena_new_of(arena, Steward__V1__Product), .arena = arena};
    struct taken taken = {{0}};

    steward__v1__product__init(draft.product);
    for (size_t i = 0; i < TARGETS_MAX; i++)
        taken.by_rule[i] = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (!is_null(&fields[i]) && !apply_rules(mapping, &draft, &taken, &fields[i], err))
            return false;
    }
    *ret_product = draft.product;
    return draft_finish(&draft, err);
}
