#include "store/kind.h"

#include "store/strip_parts.h"

static bool has_at(struct str bytes, size_t at, const char *sign)
{
    return str_is(str_sub(bytes, at, at + strlen(sign)), sign);
}

static bool is_jpeg(struct str bytes)
{
    return has_at(bytes, 0, "\xff\xd8\xff");
}

static bool is_png(struct str bytes)
{
    return has_at(bytes, 0, "\x89PNG\r\n\x1a\n");
}

static bool is_webp(struct str bytes)
{
    return has_at(bytes, 0, "RIFF") && has_at(bytes, 8, "WEBP");
}

static bool is_gif(struct str bytes)
{
    return has_at(bytes, 0, "GIF87a") || has_at(bytes, 0, "GIF89a");
}

static bool is_of_brand(struct str bytes, const char *const *brands)
{
    if (!has_at(bytes, 4, "ftyp"))
        return false;
    for (; *brands; brands++)
        if (has_at(bytes, 8, *brands))
            return true;
    return false;
}

static bool is_heic(struct str bytes)
{
    return is_of_brand(bytes, (const char *const[]){"heic", "heix", "heim", "heis", "mif1", NULL});
}

static bool is_mp4(struct str bytes)
{
    return is_of_brand(bytes, (const char *const[]){"M4A ", "M4B ", "mp41", "mp42", "isom", "iso2", "iso4",
                                                    "iso5", "iso6", "dash", NULL});
}

static bool is_wav(struct str bytes)
{
    return has_at(bytes, 0, "RIFF") && has_at(bytes, 8, "WAVE");
}

static bool is_flac(struct str bytes)
{
    return has_at(bytes, 0, "fLaC");
}

static bool is_ogg(struct str bytes)
{
    return has_at(bytes, 0, "OggS");
}

static bool is_webm(struct str bytes)
{
    return has_at(bytes, 0, "\x1a\x45\xdf\xa3") && str_find(str_sub(bytes, 0, 64), STR("webm")) > 0;
}

static uint8_t byte_at(struct str bytes, size_t at)
{
    return at < bytes.len ? (uint8_t)bytes.data[at] : 0;
}

static bool is_aac(struct str bytes) /* ADTS: layer 0, which MPEG audio never has */
{
    return byte_at(bytes, 0) == 0xff && (byte_at(bytes, 1) & 0xf6) == 0xf0 && bytes.len > 7;
}

bool kind_is_mp3_frame(struct str bytes)
{
    uint8_t second = byte_at(bytes, 1), third = byte_at(bytes, 2);

    return byte_at(bytes, 0) == 0xff && (second & 0xe6) == 0xe2 /* layer III */ && (second & 0x18) != 0x08 &&
           (third & 0xf0) != 0xf0 && (third & 0xf0) != 0 && (third & 0x0c) != 0x0c;
}

static bool is_mp3(struct str bytes)
{
    return has_at(bytes, 0, "ID3") || kind_is_mp3_frame(bytes);
}

static const struct media_type types[] = {
    {1, "picture", "image/jpeg", is_jpeg, strip_jpeg},  {2, "picture", "image/png", is_png, strip_png},
    {3, "picture", "image/webp", is_webp, strip_riff},  {4, "picture", "image/gif", is_gif, strip_gif},
    {5, "picture", "image/heic", is_heic, strip_boxes}, {6, "voice", "audio/wav", is_wav, strip_riff},
    {7, "voice", "audio/flac", is_flac, strip_flac},    {8, "voice", "audio/ogg", is_ogg, strip_ogg},
    {9, "voice", "audio/webm", is_webm, NULL},          {10, "voice", "audio/mp4", is_mp4, strip_boxes},
    {11, "voice", "audio/aac", is_aac, NULL},           {12, "voice", "audio/mpeg", is_mp3, strip_mp3},
};

const struct media_type *kind_of(struct str bytes)
{
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (types[i].is(bytes))
            return &types[i];
    return NULL;
}

const struct media_type *kind_of_code(uint32_t code)
{
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (types[i].code == code)
            return &types[i];
    return NULL;
}

void kind_write_all(struct buf *out)
{
    for (size_t i = 0; i < COUNT_OF(types); i++)
        buf_printf(out, "%s%s", i ? ", " : "", types[i].type);
}
