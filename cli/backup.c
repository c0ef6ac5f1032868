/* backup: see backup.h. */
#include "backup.h"

#include <string.h>

#include "json/json.h"

const struct backup_source backup_sources[] = {
    {"orchestrator", "STEWARD_POSTGRES_URL"},
    {"catalog", "STEWARD_CATALOG_POSTGRES_URL"},
    {0},
};

/* ---- writing ---- */

static void add_text(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, "%s\"%s\":", out->data[out->len - 1] == '{' ? "" : ",", name);
    json_add_string(out, str_of(value));
}

static void begin_item(struct buf *out)
{
    buf_str(out, out->data[out->len - 1] == '[' ? STR("\n{") : STR(",\n{"));
}

void backup_write(const struct backup *backup, struct buf *out)
{
    buf_char(out, '{');
    add_text(out, "created_at", backup->created_at);
    add_text(out, "version", backup->version);
    add_text(out, "cluster", backup->cluster);
    buf_printf(out, ",\"format\":%d,\n\"databases\":[", BACKUP_FORMAT);
    for (size_t i = 0; i < backup->database_count; i++) {
        begin_item(out);
        add_text(out, "service", backup->databases[i].service);
        add_text(out, "file", backup->databases[i].file);
        add_text(out, "sha256", backup->databases[i].sha256);
        buf_printf(out, ",\"bytes\":%lld}", (long long)backup->databases[i].bytes);
    }
    buf_str(out, STR("],\n\"places\":["));
    for (size_t i = 0; i < backup->place_count; i++) {
        const struct backup_place *place = &backup->places[i];

        begin_item(out);
        add_text(out, "topic", place->topic);
        buf_printf(out, ",\"partition\":%lld,\"low\":%lld,\"high\":%lld}", (long long)place->partition,
                   (long long)place->low, (long long)place->high);
    }
    buf_str(out, STR("],\n\"offsets\":["));
    for (size_t i = 0; i < backup->offset_count; i++) {
        const struct backup_offset *offset = &backup->offsets[i];

        begin_item(out);
        add_text(out, "group", offset->group);
        add_text(out, "topic", offset->topic);
        buf_printf(out, ",\"partition\":%lld,\"offset\":%lld}", (long long)offset->partition,
                   (long long)offset->offset);
    }
    buf_str(out, STR("]}\n"));
}

/* ---- reading ---- */

/* An object's members, one after the other by name; `is_bad` once one is not there or of another kind. */
struct object {
    struct arena *arena;
    struct json_member *members;
    size_t count;
    bool is_bad;
};

static struct object object_of(struct str json, struct arena *arena)
{
    struct object object = {.arena = arena};

    object.is_bad = !json_members(json, arena, &object.members, &object.count, NULL);
    return object;
}

static struct str member(struct object *object, const char *name, bool is_text)
{
    const struct json_member *found =
        object->is_bad ? NULL : json_member_of(object->members, object->count, str_of(name));

    object->is_bad = !found || found->is_text != is_text;
    return object->is_bad ? STR_NONE : found->value;
}

static const char *text(struct object *object, const char *name)
{
    return str_c(object->arena, member(object, name, true));
}

static int64_t number(struct object *object, const char *name)
{
    int64_t value = 0;

    object->is_bad |= !str_to_int64(member(object, name, false), &value) || value < 0;
    return value;
}

/* NULL: it is none. */
static struct json_member *items(struct object *object, const char *name, size_t *ret_count)
{
    struct json_member *list = NULL;

    *ret_count = 0;
    if (!json_items(member(object, name, false), object->arena, &list, ret_count, NULL))
        object->is_bad = true;
    return list;
}

/* A file beside the manifest, nothing else. */
static bool is_file_name(const char *name)
{
    return *name && !strchr(name, '/') && name[0] != '.';
}

static void read_databases(struct object *whole, struct backup *backup)
{
    struct json_member *list = items(whole, "databases", &backup->database_count);

    backup->databases = arena_array(whole->arena, backup->database_count + 1, sizeof(*backup->databases));
    for (size_t i = 0; i < backup->database_count; i++) {
        struct object object = object_of(list[i].value, whole->arena);

        backup->databases[i].service = text(&object, "service");
        backup->databases[i].file = text(&object, "file");
        backup->databases[i].sha256 = text(&object, "sha256");
        backup->databases[i].bytes = number(&object, "bytes");
        whole->is_bad |= object.is_bad || !is_file_name(backup->databases[i].file);
    }
}

static void read_places(struct object *whole, struct backup *backup)
{
    struct json_member *list = items(whole, "places", &backup->place_count);

    backup->places = arena_array(whole->arena, backup->place_count + 1, sizeof(*backup->places));
    for (size_t i = 0; i < backup->place_count; i++) {
        struct object object = object_of(list[i].value, whole->arena);

        backup->places[i].topic = text(&object, "topic");
        backup->places[i].partition = number(&object, "partition");
        backup->places[i].low = number(&object, "low");
        backup->places[i].high = number(&object, "high");
        whole->is_bad |= object.is_bad;
    }
}

static void read_offsets(struct object *whole, struct backup *backup)
{
    struct json_member *list = items(whole, "offsets", &backup->offset_count);

    backup->offsets = arena_array(whole->arena, backup->offset_count + 1, sizeof(*backup->offsets));
    for (size_t i = 0; i < backup->offset_count; i++) {
        struct object object = object_of(list[i].value, whole->arena);

        backup->offsets[i].group = text(&object, "group");
        backup->offsets[i].topic = text(&object, "topic");
        backup->offsets[i].partition = number(&object, "partition");
        backup->offsets[i].offset = number(&object, "offset");
        whole->is_bad |= object.is_bad;
    }
}

bool backup_read(struct str json, struct arena *arena, struct backup *ret_backup, struct error *err)
{
    struct object whole = object_of(json, arena);
    int64_t format = number(&whole, "format");

    *ret_backup = (struct backup){0};
    if (!whole.is_bad && format != BACKUP_FORMAT)
        return error_set(err, ERROR_FATAL, "backup", "the manifest is of format %lld, this tool reads %d",
                         (long long)format, BACKUP_FORMAT);
    ret_backup->created_at = text(&whole, "created_at");
    ret_backup->version = text(&whole, "version");
    ret_backup->cluster = text(&whole, "cluster");
    read_databases(&whole, ret_backup);
    read_places(&whole, ret_backup);
    read_offsets(&whole, ret_backup);
    return !whole.is_bad || error_set(err, ERROR_FATAL, "backup", "the manifest is damaged, or is none");
}
