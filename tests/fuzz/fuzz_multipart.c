// uses: steward_http
/* A Content-Type up to the first line feed, and a body: the file is within the body and holds no boundary,
 * and the same bytes in a form of our own are found again. */
#include <stdlib.h>

#include "http/multipart.h"

#define OWN_BOUNDARY "a boundary that nobody else has"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void must_be_found_again(struct str bytes)
{
    struct buf form = {0};
    struct str again;

    if (str_find(bytes, STR(OWN_BOUNDARY)) >= 0)
        return;
    buf_str(&form, STR("--" OWN_BOUNDARY "\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n"));
    buf_str(&form, bytes);
    buf_str(&form, STR("\r\n--" OWN_BOUNDARY "--\r\n"));
    must(multipart_first_file(STR("multipart/form-data; boundary=\"" OWN_BOUNDARY "\""), buf_as_str(&form),
                              &again, NULL));
    must(str_eq(bytes, again));
    buf_free(&form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str body = str_n((const char *)data, size), type, bytes;
    struct error err = {.text = ""};

    if (!str_split(&body, '\n', &type) || !body.data)
        return 0;
    if (!multipart_first_file(type, body, &bytes, &err)) {
        must(err.policy == ERROR_SKIP && err.text[0] != '\0');
        return 0;
    }
    must(multipart_is(type));
    must(bytes.data >= body.data && bytes.data + bytes.len <= body.data + body.len);
    must_be_found_again(bytes);
    return 0;
}
