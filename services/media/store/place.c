/* place: what a folder and a bucket have in common: names, and what is counted of them. */
#include "store/place.h"

static struct str id_of(struct str name)
{
    return place_name_is_of_upload(name) ? str_sub(name, 1, name.len) : name;
}

bool place_name_is_of_upload(struct str name)
{
    return name.len > MEDIA_ID_CHARS && str_has_char("ufp", name.data[0]);
}

bool place_name_is_good(struct str name)
{
    return seal_id_is_good(id_of(name));
}

int64_t place_keep_ms(const struct place *place, bool is_of_upload)
{
    return is_of_upload && place->keep_ms > UPLOAD_KEEP_MS ? UPLOAD_KEEP_MS : place->keep_ms;
}

void place_count(struct usages *usages, struct place_counts *counts, struct str tenant, struct str name,
                 int64_t bytes)
{
    usages_count(usages, tenant, bytes);
    if (!place_name_is_of_upload(name))
        counts->blobs++;
    else if (name.data[0] == PLACE_UPLOAD)
        usages_count_upload(usages, tenant, 1);
}
