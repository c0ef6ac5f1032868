/* http/multipart.c: parts between boundaries, each with a few headers. */
#include "http/multipart.h"

#define TYPE         "multipart/form-data"
#define BOUNDARY_MAX 70 /* RFC 2046 */
#define TOKEN        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define BOUNDARY     "'()+_,-./:=? 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

static bool broken(struct error *err, const char *what)
{
    return error_set(err, ERROR_SKIP, "multipart", "%s", what);
}

static bool take(struct str *rest, struct str expected)
{
    if (!str_starts(*rest, expected))
        return false;
    *rest = str_sub(*rest, expected.len, rest->len);
    return true;
}

/* ---- parameters: ; name=value; name="value" ---- */

struct param {
    struct str name;
    struct str value;
};

/* With its quotes; 0: it does not end. A backslash takes the next character with it. */
static size_t quoted_length(struct str s)
{
    size_t at = 1;

    while (at < s.len && s.data[at] != '"')
        at += s.data[at] == '\\' ? 2 : 1;
    return at < s.len ? at + 1 : 0;
}

static bool take_param(struct str *rest, struct param *ret_param)
{
    struct str at = *rest;
    bool is_quoted;
    size_t len;

    if (!take(&at, STR(";")))
        return false;
    at = str_trim(at);
    len = str_span(at, TOKEN);
    ret_param->name = str_sub(at, 0, len);
    at = str_sub(at, len, at.len);
    if (!len || !take(&at, STR("=")))
        return false;
    is_quoted = str_starts(at, STR("\""));
    len = is_quoted ? quoted_length(at) : str_span(at, TOKEN);
    if (!len)
        return false;
    ret_param->value = is_quoted ? str_sub(at, 1, len - 1) : str_sub(at, 0, len);
    *rest = str_trim(str_sub(at, len, at.len));
    return true;
}

/* Of "type; name=value …": *ret_value is STR_NONE without it. False: not well-formed, or it is there twice.
 */
static bool find_param(struct str value, const char *type, const char *name, struct str *ret_value)
{
    struct param param;
    struct str rest = value, first;

    *ret_value = STR_NONE;
    if (!str_split(&rest, ';', &first) || !str_eq_nocase(str_trim(first), str_of(type)))
        return false;
    rest = str_trim(str_sub(value, first.len, value.len));
    while (rest.len) {
        if (!take_param(&rest, &param))
            return false;
        if (!str_eq_nocase(param.name, str_of(name)))
            continue;
        if (ret_value->data)
            return false;
        *ret_value = param.value;
    }
    return true;
}

/* ---- a part's headers ---- */

struct part {
    bool is_file;
    bool has_disposition;
};

static bool read_disposition(struct str value, struct part *part, struct error *err)
{
    struct str name, file, coded_file;

    if (part->has_disposition)
        return broken(err, "a part has two Content-Disposition headers");
    if (!find_param(value, "form-data", "name", &name) || !name.data ||
        !find_param(value, "form-data", "filename", &file) ||
        !find_param(value, "form-data", "filename*", &coded_file))
        return broken(err, "a Content-Disposition is not as of form-data; name=\"…\"");
    part->has_disposition = true;
    part->is_file = file.data || coded_file.data;
    return true;
}

static bool read_encoding(struct str value, struct error *err)
{
    if (str_eq_nocase(value, STR("binary")) || str_eq_nocase(value, STR("8bit")) ||
        str_eq_nocase(value, STR("7bit")))
        return true;
    return broken(err, "a part is encoded; send it as it is");
}

static bool read_header(struct str line, struct part *part, struct error *err)
{
    size_t len = str_span(line, TOKEN);
    struct str name = str_sub(line, 0, len), value = str_sub(line, len, line.len);

    if (!len || !take(&value, STR(":")))
        return broken(err, "a part has a header that is none");
    for (size_t i = 0; i < value.len; i++)
        if (((unsigned char)value.data[i] < 0x20 && value.data[i] != '\t') || value.data[i] == 0x7f)
            return broken(err, "a part has a header with a control character");
    value = str_trim(value);
    if (str_eq_nocase(name, STR("Content-Disposition")))
        return read_disposition(value, part, err);
    if (str_eq_nocase(name, STR("Content-Transfer-Encoding")))
        return read_encoding(value, err);
    return true;
}

static bool take_headers(struct str *rest, struct part *part, struct error *err)
{
    *part = (struct part){false};
    for (size_t i = 0; i <= MULTIPART_HEADERS_MAX; i++) {
        ptrdiff_t len = str_find(str_sub(*rest, 0, MULTIPART_LINE_MAX + 2), STR("\r\n"));
        struct str line = str_sub(*rest, 0, len < 0 ? 0 : (size_t)len);

        if (len < 0)
            return broken(err, "a part's header does not end, or is too long");
        *rest = str_sub(*rest, line.len + 2, rest->len);
        if (!line.len)
            return part->has_disposition || broken(err, "a part has no Content-Disposition");
        if (!read_header(line, part, err))
            return false;
    }
    return broken(err, "a part has too many headers");
}

/* ---- the body ---- */

static bool read_boundary(struct str content_type, struct str *ret_boundary, struct error *err)
{
    if (!find_param(content_type, TYPE, "boundary", ret_boundary) || !ret_boundary->len ||
        ret_boundary->len > BOUNDARY_MAX || str_span(*ret_boundary, BOUNDARY) != ret_boundary->len ||
        str_ends(*ret_boundary, STR(" ")))
        return broken(err, "its Content-Type has no boundary, or not a good one");
    return true;
}

/* From behind a boundary to behind the next. */
static bool take_part(struct str *rest, struct str delimiter, struct part *ret_part, struct str *ret_content,
                      struct error *err)
{
    ptrdiff_t len;

    if (!take(rest, STR("\r\n")))
        return broken(err, "there is something behind a boundary");
    if (!take_headers(rest, ret_part, err))
        return false;
    len = str_find(*rest, delimiter);
    if (len < 0)
        return broken(err, "a part does not end with the boundary");
    *ret_content = str_sub(*rest, 0, (size_t)len);
    *rest = str_sub(*rest, (size_t)len + delimiter.len, rest->len);
    return true;
}

static bool take_parts(struct str rest, struct str delimiter, struct str *ret_bytes, struct error *err)
{
    struct str content = STR_NONE;
    struct part part = {false};
    bool has_file = false;

    for (size_t i = 0; i <= MULTIPART_PARTS_MAX; i++) {
        if (take(&rest, STR("--"))) {
            if (rest.len && !str_eq(rest, STR("\r\n")))
                return broken(err, "there is something behind the last boundary");
            return has_file || broken(err, "no part of it is a file");
        }
        if (!take_part(&rest, delimiter, &part, &content, err))
            return false;
        if (part.is_file && !has_file)
            *ret_bytes = content;
        has_file |= part.is_file;
    }
    return broken(err, "it has too many parts");
}

bool multipart_is(struct str content_type)
{
    struct str rest = content_type, type;

    return str_split(&rest, ';', &type) && str_eq_nocase(str_trim(type), STR(TYPE));
}

bool multipart_first_file(struct str content_type, struct str body, struct str *ret_bytes, struct error *err)
{
    char delimiter[4 + BOUNDARY_MAX] = "\r\n--";
    struct str boundary, bytes = STR_NONE;

    if (!read_boundary(content_type, &boundary, err))
        return false;
    memcpy(delimiter + 4, boundary.data, boundary.len);
    if (!take(&body, str_n(delimiter + 2, boundary.len + 2)))
        return broken(err, "it does not begin with its boundary");
    if (!take_parts(body, str_n(delimiter, boundary.len + 4), &bytes, err))
        return false;
    *ret_bytes = bytes;
    return true;
}
