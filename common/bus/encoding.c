#include "bus/encoding.h"

enum { MAGIC_ID = 0, ID_HEAD = 5, MAGIC_GUID = 1, GUID_HEAD = 17, MOST_INDEXES = 32 };

const char *encoding_content_type(enum event_encoding encoding)
{
    static const char *const types[] = {
        [EVENT_PROTOBUF] = "application/protobuf",
        [EVENT_JSON] = "application/json",
        [EVENT_CONFLUENT] = "",
        [EVENT_CLOUDEVENTS_JSON] = "application/cloudevents+json",
    };
    return types[encoding];
}

static bool is_framed(struct str value)
{
    return value.len > 0 && (value.data[0] == MAGIC_ID || value.data[0] == MAGIC_GUID);
}

/* Behind blanks a brace may be the length of a text of protobuf, whose first byte is often a blank; so there
 * must be a name or nothing in it, and a brace at the end, too. */
static bool is_json_behind_blanks(struct str value)
{
    struct str text = str_trim(value);
    struct str inside = str_trim(str_sub(text, 1, text.len));

    return text.len > 1 && text.data[0] == '{' && text.data[text.len - 1] == '}' &&
           (inside.data[0] == '"' || inside.data[0] == '}');
}

/* No message of protobuf's begins with a brace, a bracket or UTF-8's byte order mark: what JSON may not be is
 * refused as JSON. */
static bool is_json(struct str value)
{
    return str_starts(value, STR("{")) || str_starts(value, STR("[")) ||
           str_starts(value, STR("\xef\xbb\xbf")) || is_json_behind_blanks(value);
}

static enum event_encoding by_first_bytes(struct str value)
{
    if (is_framed(value))
        return EVENT_CONFLUENT;
    return is_json(value) ? EVENT_JSON : EVENT_PROTOBUF;
}

bool encoding_of(struct str content_type, struct str value, enum event_encoding *ret_encoding)
{
    static const struct {
        const char *type;
        enum event_encoding encoding;
    } known[] = {
        {"application/protobuf", EVENT_PROTOBUF},
        {"application/x-protobuf", EVENT_PROTOBUF},
        {"application/vnd.google.protobuf", EVENT_PROTOBUF},
        {"application/json", EVENT_JSON},
        {"application/cloudevents+json", EVENT_CLOUDEVENTS_JSON},
        {"application/cloudevents", EVENT_CLOUDEVENTS_JSON},
    };
    struct str type = STR_NONE;

    str_split(&content_type, ';', &type);
    type = str_trim(type);
    *ret_encoding = by_first_bytes(value);
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_eq_nocase(type, str_of(known[i].type))) {
            /* No protobuf message and no JSON begins as a frame does, so a serializer that frames may name
             * either. */
            if (known[i].encoding == EVENT_CLOUDEVENTS_JSON || !is_framed(value))
                *ret_encoding = known[i].encoding;
            return true;
        }
    return !str_starts(type, STR("application/cloudevents"));
}

static bool take_varint(struct str value, size_t *at, int64_t *ret_number) /* zigzag */
{
    uint64_t bits = 0;

    for (int shift = 0; shift < 64 && *at < value.len; shift += 7) {
        uint8_t byte = (uint8_t)value.data[(*at)++];

        bits |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *ret_number = (int64_t)(bits >> 1) ^ -(int64_t)(bits & 1);
            return true;
        }
    }
    return false;
}

static bool skip_indexes(struct str value, size_t *at)
{
    int64_t count, index;

    if (!take_varint(value, at, &count) || count < 0 || count > MOST_INDEXES)
        return false;
    for (int64_t i = 0; i < count; i++)
        if (!take_varint(value, at, &index) || index < 0)
            return false;
    return true;
}

bool frame_split(struct str value, struct str *ret_frame, struct str *ret_payload)
{
    size_t at = is_framed(value) && value.data[0] == MAGIC_GUID ? GUID_HEAD : ID_HEAD;

    if (!is_framed(value) || value.len < at)
        return false;
    if ((value.len == at || value.data[at] != '{') && !skip_indexes(value, &at))
        return false;
    *ret_frame = str_sub(value, 0, at);
    *ret_payload = str_sub(value, at, value.len);
    return true;
}

bool frame_is_of_json(struct str frame)
{
    return frame.len == ID_HEAD || (frame.len == GUID_HEAD && frame.data[0] == MAGIC_GUID);
}
