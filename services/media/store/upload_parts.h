/* store/upload_parts.h: what the files of uploads share, in the worker. Nobody else includes it. */
#pragma once

#include "steward/v1/upload_sheet.pb-c.h"
#include "store/store_parts.h"
#include "json/message.h"

struct upload {
    struct order *order;
    struct arena *arena;
    Steward__V1__UploadSheet *sheet;
    int64_t expires_ms; /* of all that is kept of it */
    char kept_as;       /* PLACE_UPLOAD, PLACE_FINISHED */
};

struct blob {
    char name[PLACE_NAME_SIZE];
    unsigned char *bytes; /* with a head; of mem_alloc */
    struct str content;
    int64_t expires_ms;
};

/* upload_sheet.c */
void blob_name(struct blob *blob, char letter, const char *id);
/* Its bytes are to be freed, whatever comes of it. */
enum media_outcome blob_get(struct order *order, struct blob *blob);
enum media_outcome blob_put(struct order *order, struct blob *blob, size_t content); /* behind the head */
void blob_erase(struct order *order, char letter, const char *id);

/* The sheet of the order's upload, and what the order answers of it. False: its outcome says why. The arena
 * is to be freed in any case. */
bool upload_open(struct upload *upload, struct order *order);
/* A new one's arena and id. */
void upload_new(struct upload *upload, struct order *order, int64_t length);
void upload_know(struct upload *upload); /* the answer, as the sheet is now */
enum media_outcome upload_write(struct upload *upload, char letter, const Steward__V1__UploadSheet *sheet);
void upload_erase(struct upload *upload); /* it, and its parts */
void upload_new_id(char ret_id[MEDIA_ID_SIZE]);
