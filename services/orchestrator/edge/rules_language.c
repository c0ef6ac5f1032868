/* rules_language: Accept-Language of RFC 9110, 12.5.4: tags with weights from 0, not at all, to 1, which is
 * also meant where none stands. A weight that is none leaves its tag out. */
#include "edge/rules_language.h"

#include "session/rules_request.h"

static bool weight_from(struct str parameter, double *ret_weight)
{
    struct str value = parameter, name;

    *ret_weight = 1;
    if (str_trim(parameter).len == 0)
        return true;
    str_split(&value, '=', &name);
    return str_eq_nocase(str_trim(name), STR("q")) && str_to_double(str_trim(value), ret_weight) &&
           *ret_weight >= 0 && *ret_weight <= 1;
}

struct str language_from(struct str header)
{
    struct str rest = header, part, best = STR_NONE;
    double most = 0;

    while (str_split(&rest, ',', &part)) {
        struct str parameter = part, tag;
        double weight;

        str_split(&parameter, ';', &tag);
        tag = str_trim(tag);
        if (!tag.len || !locale_is_good(tag) || !weight_from(parameter, &weight) || weight <= most)
            continue;
        best = tag;
        most = weight;
    }
    return best;
}
