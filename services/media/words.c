/* words: a file, or what is built in. */
#include "words.h"

#include "base/file_read.h"
#include "base/text_file.h"

bool words_read(const struct config *config, struct arena *arena, struct str *ret_words, struct error *err)
{
    const char *path = config_text(config, "STEWARD_MEDIA_WORDS");

    if (*path)
        return file_read(path, WORDS_FILE_BYTES, arena, ret_words, err);
    *ret_words = str_of(text_file_named("demo_words.txt"));
    return true;
}
