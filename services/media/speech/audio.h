/* audio.h: sound files: WAV, FLAC, Ogg (Opus, Vorbis), MP3, WebM/Opus, M4A and AAC. The type is told by the
 * bytes.
 *
 * For a worker process: reads hostile bytes with other people's decoders. Opens no file, starts no thread. */
#pragma once

#include "sound.h"

/* Every failure is the file's: ERROR_SKIP, in words for who sent it. *ret_format is its name, "webm". */
MUST_CHECK bool audio_decode(struct str bytes, struct arena *arena, struct sound *ret_sound,
                             const char **ret_format, struct error *err);

/* The decoders, one owner per library. */
typedef bool audio_decode_fn(struct str bytes, struct arena *arena, struct sound *ret_sound,
                             struct error *err);
MUST_CHECK bool audio_sndfile(struct str bytes, struct arena *arena, struct sound *ret_sound,
                              struct error *err);
MUST_CHECK bool audio_webm(struct str bytes, struct arena *arena, struct sound *ret_sound, struct error *err);
MUST_CHECK bool audio_aac(struct str bytes, struct arena *arena, struct sound *ret_sound, struct error *err);

/* Before the first audio_aac; false: libfaad is not there, and AAC is refused. */
bool audio_aac_open(void);
