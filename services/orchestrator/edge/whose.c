/* whose.c: a person's token speaks for that person alone. */
#include "edge/whose.h"

bool whose_call(struct call *call, struct str named, struct str *ret_user)
{
    struct str person = principal_user(call_principal(call));

    *ret_user = named.len ? named : person;
    if (!person.len || str_eq(*ret_user, person))
        return true;
    call_problem(call, 403, "user-not-yours", "user_id", USER_NOT_YOURS);
    return false;
}

bool whose_may_see(const struct call *call, const char *user_id)
{
    struct str person = principal_user(call_principal(call));

    return !person.len || str_is(person, user_id);
}
