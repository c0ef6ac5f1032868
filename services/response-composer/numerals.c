/* numerals: a formatter for each pair of locale and skeleton, those not used for longest are let go. */
#include "numerals.h"

#include <stdio.h>
#include <unicode/uloc.h>
#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

#include "base/list.h"
#include "base/map.h"
#include "base/mem.h"

#define TAG_MAX      48  /* bytes of a locale that are looked at */
#define SKELETON_MAX 64  /* UTF-16 units */
#define WRITTEN_MAX  128 /* UTF-16 units of a number: 19 digits, separators, a currency */
#define RECENT       64
#define RECENT_BYTES 24

/* The same few ratings and counts are said again and again. */
struct recent {
    char number[RECENT_BYTES], written[RECENT_BYTES];
};

struct kept {
    struct link link; /* the one used last at the end */
    char *key;        /* "de-DE|currency/EUR .00" */
    UNumberFormatter *formatter;
    UFormattedNumber *written;
    struct recent recent[RECENT];
};

/* The only state: what may be forgotten at any time. */
static struct {
    struct map by_key;
    struct link by_use;
    bool is_ready;
} cache;

/* ---- locales ---- */

static bool is_of_tag(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The part that can be a BCP 47 tag, with strokes. */
static size_t clean_tag(char tag[TAG_MAX], struct str locale)
{
    size_t len = 0;

    while (len < locale.len && len + 1 < TAG_MAX) {
        char c = locale.data[len];

        if (!is_of_tag(c) && c != '-' && c != '_')
            break;
        tag[len++] = c == '_' ? '-' : c;
    }
    tag[len] = 0;
    return len;
}

static bool is_known(const char *icu_locale)
{
    UErrorCode status = U_ZERO_ERROR;
    char language[ULOC_LANG_CAPACITY];

    uloc_getLanguage(icu_locale, language, sizeof(language), &status);
    for (int32_t i = 0; U_SUCCESS(status) && language[0] && i < uloc_countAvailable(); i++) {
        if (!strcmp(uloc_getAvailable(i), language))
            return true;
    }
    return false;
}

static void find_locale(char icu_locale[ULOC_FULLNAME_CAPACITY], const char *tag)
{
    UErrorCode status = U_ZERO_ERROR;

    uloc_forLanguageTag(tag, icu_locale, ULOC_FULLNAME_CAPACITY, NULL, &status);
    if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING || !is_known(icu_locale))
        snprintf(icu_locale, ULOC_FULLNAME_CAPACITY, "en_US");
}

/* ---- formatters ---- */

static void let_go(struct kept *kept)
{
    list_remove(&kept->link);
    map_remove(&cache.by_key, str_of(kept->key));
    unumf_close(kept->formatter);
    unumf_closeResult(kept->written);
    mem_free(kept->key);
    mem_free(kept);
}

static UNumberFormatter *formatter_for(const char *tag, const char *skeleton)
{
    UErrorCode status = U_ZERO_ERROR;
    char icu_locale[ULOC_FULLNAME_CAPACITY];
    UChar wide[SKELETON_MAX];
    int32_t len;
    UNumberFormatter *formatter;

    find_locale(icu_locale, tag);
    u_strFromUTF8(wide, SKELETON_MAX, &len, skeleton, -1, &status);
    formatter = unumf_openForSkeletonAndLocale(wide, len, icu_locale, &status);
    if (U_SUCCESS(status))
        return formatter;
    unumf_close(formatter);
    return NULL;
}

static struct kept *keep(const char *key, UNumberFormatter *formatter)
{
    UErrorCode status = U_ZERO_ERROR;
    struct kept *kept = mem_new(struct kept);

    *kept = (struct kept){.key = mem_text(key), .formatter = formatter};
    kept->written = unumf_openResult(&status); /* fails for want of memory only */
    if (cache.by_key.count >= NUMERALS_KEPT)
        let_go(list_item(cache.by_use.next, struct kept, link));
    list_push(&cache.by_use, &kept->link);
    map_put(&cache.by_key, str_of(kept->key), kept);
    return kept;
}

static struct kept *kept_for(const char *tag, const char *skeleton)
{
    char key[TAG_MAX + SKELETON_MAX + 2];
    UNumberFormatter *formatter;
    struct kept *kept;

    if (!cache.is_ready)
        list_init(&cache.by_use);
    cache.is_ready = true;
    snprintf(key, sizeof(key), "%s|%s", tag, skeleton);
    kept = map_get(&cache.by_key, str_of(key));
    if (kept) {
        list_remove(&kept->link);
        list_push(&cache.by_use, &kept->link);
        return kept;
    }
    formatter = formatter_for(tag, skeleton);
    return formatter ? keep(key, formatter) : NULL;
}

/* ---- writing ---- */

/* In `text`, NUL-terminated; 0: it cannot be written. */
static size_t write_number(const struct kept *kept, const char *number, char text[3 * WRITTEN_MAX])
{
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[WRITTEN_MAX];
    int32_t wide_len, len;

    unumf_formatDecimal(kept->formatter, number, -1, kept->written, &status);
    wide_len = unumf_resultToString(kept->written, wide, WRITTEN_MAX, &status);
    u_strToUTF8(text, 3 * WRITTEN_MAX, &len, wide, wide_len, &status);
    return U_SUCCESS(status) ? (size_t)len : 0;
}

char *numerals(struct arena *arena, const char *number, const char *skeleton, struct str locale)
{
    char tag[TAG_MAX], text[3 * WRITTEN_MAX];
    size_t number_len = strlen(number), len;
    struct recent *recent;
    struct kept *kept;

    clean_tag(tag, locale);
    kept = kept_for(tag, skeleton);
    if (!kept)
        return str_printf(arena, "%s", number);
    recent = &kept->recent[hash_bytes(number, number_len) % RECENT];
    if (number_len && !strcmp(recent->number, number))
        return str_c(arena, str_of(recent->written));
    len = write_number(kept, number, text);
    if (!len)
        return str_printf(arena, "%s", number);
    if (number_len < RECENT_BYTES && len < RECENT_BYTES) {
        memcpy(recent->number, number, number_len + 1);
        memcpy(recent->written, text, len + 1);
    }
    return str_c(arena, str_n(text, len));
}
