/* rules_weights: a feature is called as Share calls it, in any case. */
#include "rules_weights.h"

#include <stdio.h>

#include "steward/v1/chat.pb-c.h"

/* The table has the features in the order of the message that tells of them. */
_Static_assert(RANK_LIKES + 1 == (int)STEWARD__V1__SHARE__FEATURE__LIKES, "names of features");

static struct str name_of(int feature)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&steward__v1__share__feature__descriptor, feature + 1);

    return str_of(value ? value->name : NULL);
}

static bool refuse(char *why, size_t room, const char *reason, struct str line)
{
    snprintf(why, room, "%s: %.*s", reason, (int)(line.len < 60 ? line.len : 60), line.data ? line.data : "");
    return false;
}

static bool read_line(struct str line, double *weights, char *why, size_t room)
{
    struct str rest = line, name;
    double value;

    str_split(&rest, ' ', &name);
    if (!str_to_double(str_trim(rest), &value) || value < 0 || value > 1e6)
        return refuse(why, room, "a weight is a number from 0 up", line);
    for (int f = 0; f < RANK_FEATURES; f++) {
        if (!str_eq_nocase(name, name_of(f)))
            continue;
        weights[f] = value;
        return true;
    }
    return refuse(why, room, "there is no such feature", line);
}

bool weights_read(struct str text, double ret_weights[RANK_FEATURES], char *why, size_t room)
{
    struct str line;
    double sum = 0;

    for (int f = 0; f < RANK_FEATURES; f++)
        ret_weights[f] = 0;
    while (str_split(&text, '\n', &line)) {
        ptrdiff_t comment = str_find(line, STR("#"));

        line = str_trim(comment < 0 ? line : str_sub(line, 0, (size_t)comment));
        if (line.len && !read_line(line, ret_weights, why, room))
            return false;
    }
    for (int f = 0; f < RANK_FEATURES; f++)
        sum += ret_weights[f];
    return sum > 0 || refuse(why, room, "no feature has a weight", STR(""));
}
