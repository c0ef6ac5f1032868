/* attributes: looks for everything, then says it: each attribute with its place in pixels of the file, and
 * those that a search understands as slots, too. */
#include "picture/attributes.h"

#include <inttypes.h>
#include <math.h>

#include "picture/barcodes.h"
#include "picture/colours.h"
#include "picture/encode.h"
#include "picture/fingerprint.h"
#include "picture/label.h"
#include "picture/shapes.h"
#include "picture/text.h"

#define ATTRIBUTES_MAX  (COLOURS_MAX + BARCODES_MAX + 2 * WORDS_MAX + SHAPES_MAX)
#define TEXT_CPU_MS     150 /* a picture full of print must not hold up others */
#define OVERVIEW_SIDE   512 /* pixels: for what is of the whole picture */
#define SLOT_CONFIDENCE 0.4
#define SLOT_SHARE      0.2

typedef Steward__V1__ImageAttribute Attribute;
typedef Steward__V1__ImageAttributes Answer;

struct seeing {
    const struct picture *picture;
    struct arena *arena;
    Answer *answer;
};

#define KIND(name) STEWARD__V1__IMAGE_ATTRIBUTE__KIND__##name

/* From pixels of what was looked at to those of the file. */
static Steward__V1__Place *place_of(struct seeing *s, struct area area)
{
    Steward__V1__Place *place = arena_new_of(s->arena, Steward__V1__Place);
    double across = (double)s->picture->full_width / s->picture->width;
    double down = (double)s->picture->full_height / s->picture->height;
    int left = area.left < 0 ? 0 : area.left, top = area.top < 0 ? 0 : area.top;
    int right = area.left + area.width, bottom = area.top + area.height;

    right = right > s->picture->width ? s->picture->width : right;
    bottom = bottom > s->picture->height ? s->picture->height : bottom;
    steward__v1__place__init(place);
    place->left = (int)(left * across);
    place->top = (int)(top * down);
    place->width = (int)lround(fmax(0, right - left) * across);
    place->height = (int)lround(fmax(0, bottom - top) * down);
    return place;
}

static Attribute *add(struct seeing *s, Steward__V1__ImageAttribute__Kind kind, struct str value,
                      double confidence)
{
    Attribute *a = arena_new_of(s->arena, Attribute);

    steward__v1__image_attribute__init(a);
    a->kind = kind;
    a->value = str_c(s->arena, value);
    a->confidence = round(confidence * 100) / 100;
    if (s->answer->n_attributes < ATTRIBUTES_MAX)
        s->answer->attributes[s->answer->n_attributes++] = a;
    return a;
}

static void add_slot(struct seeing *s, const char *name, const Attribute *of)
{
    Steward__V1__Slot *slot = arena_new_of(s->arena, Steward__V1__Slot);

    steward__v1__slot__init(slot);
    slot->name = str_c(s->arena, str_of(name));
    slot->value = of->value;
    slot->said = of->value;
    slot->confidence = of->confidence;
    if (s->answer->n_slots < ATTRIBUTES_MAX)
        s->answer->slots[s->answer->n_slots++] = slot;
}

static void say_colours(struct seeing *s, const struct figure *figure)
{
    struct colour colours[COLOURS_MAX];
    size_t count = colours_find(figure, s->arena, colours);

    for (size_t i = 0; i < count; i++) {
        Attribute *a = add(s, KIND(COLOUR), str_of(colours[i].name), colours[i].confidence);

        a->share = round(colours[i].share * 100) / 100;
        a->hex = str_c(s->arena, str_of(colours[i].hex));
        a->place = place_of(s, figure_area(figure, s->picture, colours[i].area));
    }
}

static void say_shapes(struct seeing *s, const struct figure *figure)
{
    static const struct {
        const char *name;
        Steward__V1__ImageAttribute__Kind kind;
    } kinds[] = {{"shape", KIND(SHAPE)}, {"format", KIND(FORMAT)}, {"pattern", KIND(PATTERN)}};
    struct shape shapes[SHAPES_MAX];
    size_t count = shapes_find(figure, shapes);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < COUNT_OF(kinds); k++)
            if (!strcmp(kinds[k].name, shapes[i].name))
                add(s, kinds[k].kind, str_of(shapes[i].value), shapes[i].confidence)->place =
                    place_of(s, figure_area(figure, s->picture, figure->bounds));
}

/* A barcode with the figures below it, however it is turned. */
static struct area with_figures(struct area code)
{
    int more = (code.width > code.height ? code.width : code.height) / 6;

    return (struct area){code.left - more, code.top - more, code.width + 2 * more, code.height + 2 * more};
}

/* Where they are is *ret_areas; how many is returned. */
static size_t say_barcodes(struct seeing *s, struct plane plane, struct area *ret_areas)
{
    struct barcode *codes = arena_array(s->arena, BARCODES_MAX, sizeof(*codes));
    size_t count = barcodes_find(plane, s->arena, codes);

    for (size_t i = 0; i < count; i++) {
        bool is_qr = !strcmp(codes[i].kind, "qr");
        Attribute *a = add(s, is_qr ? KIND(QR_CODE) : KIND(BARCODE), codes[i].value, codes[i].confidence);

        a->place = place_of(s, codes[i].area);
        if (!is_qr)
            a->symbology = str_c(s->arena, str_of(codes[i].kind));
        ret_areas[i] = with_figures(codes[i].area);
    }
    return count;
}

static struct area around(struct area a, struct area b)
{
    int left = a.left < b.left ? a.left : b.left, top = a.top < b.top ? a.top : b.top;
    int right = a.left + a.width > b.left + b.width ? a.left + a.width : b.left + b.width;
    int bottom = a.top + a.height > b.top + b.height ? a.top + a.height : b.top + b.height;

    return (struct area){left, top, right - left, bottom - top};
}

/* A word with what belongs to it of the next one; how many words that are is returned. */
static size_t whole_word(struct seeing *s, const struct word *words, size_t count, struct word *ret_whole)
{
    const struct word *next = words + 1;

    *ret_whole = words[0];
    if (count < 2 || next->line != words[0].line || !label_goes_on(words[0].text, next->text))
        return 1;
    ret_whole->text = str_of(str_printf(s->arena, "%.*s%.*s", STR_ARGS(words[0].text), STR_ARGS(next->text)));
    ret_whole->area = around(words[0].area, next->area);
    ret_whole->confidence = fmin(words[0].confidence, next->confidence);
    return 2;
}

static void say_word(struct seeing *s, const struct word *word, const struct word *before)
{
    struct str value;
    struct str last = before && before->line == word->line ? before->text : STR_NONE;
    enum label_kind kind = label_kind_of(word->text, last, &value);

    if (kind == LABEL_MODEL)
        add(s, KIND(MODEL), label_model(value, s->arena), word->confidence)->place = place_of(s, word->area);
    else if (kind == LABEL_SIZE)
        add(s, KIND(SIZE), value, word->confidence)->place = place_of(s, word->area);
}

/* The words of one line; how many they are is returned. */
static size_t say_line(struct seeing *s, const struct word *words, size_t count)
{
    struct buf text = {0};
    struct area area = words[0].area;
    double confidence = 0;
    size_t many = 0;

    for (; many < count && words[many].line == words[0].line; many++) {
        buf_printf(&text, "%s%.*s", many ? " " : "", STR_ARGS(words[many].text));
        confidence += words[many].confidence;
        area = around(area, words[many].area);
    }
    add(s, KIND(TEXT), buf_as_str(&text), confidence / (double)many)->place = place_of(s, area);
    buf_free(&text);
    return many;
}

static void say_not_done(struct seeing *s, const char *what)
{
    s->answer->not_done[s->answer->n_not_done++] = str_c(s->arena, str_of(what));
}

static void say_text(struct seeing *s, struct plane plane, const struct area *codes, size_t codes_count)
{
    const struct text_limits limits = {TEXT_CPU_MS, codes, codes_count};
    struct word *words = arena_array(s->arena, WORDS_MAX, sizeof(*words));
    bool is_all = true;
    size_t count;

    if (!text_is_read()) {
        say_not_done(s, "text: there is no model to read it with");
        return;
    }
    count = text_find(plane, &limits, s->arena, words, &is_all);
    for (size_t i = 0; i < count; i += say_line(s, words + i, count - i))
        ;
    for (size_t i = 0; i < count;) {
        struct word whole;
        size_t many = whole_word(s, words + i, count - i, &whole);

        say_word(s, &whole, i ? &words[i - 1] : NULL);
        i += many;
    }
    if (!is_all)
        say_not_done(s, "text: there is more of it than could be read in time");
}

static ProtobufCBinaryData bytes_of(const struct seeing *s, const struct fingerprint *print)
{
    return (ProtobufCBinaryData){FINGERPRINT_BYTES,
                                 arena_copy(s->arena, print->descriptor, FINGERPRINT_BYTES)};
}

static void say_fingerprint(struct seeing *s, const struct picture *overview)
{
    Steward__V1__Fingerprint *f = arena_new_of(s->arena, Steward__V1__Fingerprint);
    struct fingerprint print;

    fingerprint_of(overview, (struct area){0, 0, overview->width, overview->height}, &print);
    steward__v1__fingerprint__init(f);
    f->hash = str_printf(s->arena, "%016" PRIx64, print.hash);
    f->descriptor = bytes_of(s, &print);
    s->answer->fingerprint = f;
}

static void say_cuts(struct seeing *s, const struct picture *overview)
{
    Steward__V1__Fingerprint *f = s->answer->fingerprint;
    struct area areas[FINGERPRINT_CUTS];
    struct fingerprint print;

    f->n_cuts = fingerprint_cuts(overview, areas);
    f->cuts = arena_array(s->arena, f->n_cuts, sizeof(*f->cuts));
    for (size_t i = 0; i < f->n_cuts; i++) {
        fingerprint_of(overview, areas[i], &print);
        f->cuts[i] = bytes_of(s, &print);
    }
}

static void say_slots(struct seeing *s)
{
    static const struct {
        Steward__V1__ImageAttribute__Kind kind;
        const char *slot;
    } slots[] = {{KIND(BARCODE), "code"},  {KIND(MODEL), "code"},      {KIND(SIZE), "size"},
                 {KIND(COLOUR), "colour"}, {KIND(PATTERN), "pattern"}, {KIND(SHAPE), "shape"}};

    for (size_t i = 0; i < COUNT_OF(slots); i++)
        for (size_t k = 0; k < s->answer->n_attributes; k++) {
            const Attribute *a = s->answer->attributes[k];

            if (a->kind == slots[i].kind && a->confidence >= SLOT_CONFIDENCE &&
                (a->kind != KIND(COLOUR) || a->share >= SLOT_SHARE))
                add_slot(s, slots[i].slot, a);
        }
}

static Answer *answer_new(struct arena *arena, const struct picture *picture)
{
    Answer *answer = arena_new_of(arena, Answer);

    steward__v1__image_attributes__init(answer);
    answer->engine = str_c(arena, STR("built-in"));
    answer->media_type = str_c(arena, str_of(picture->media_type));
    answer->width = picture->full_width;
    answer->height = picture->full_height;
    answer->attributes = arena_array(arena, ATTRIBUTES_MAX, sizeof(Attribute *));
    answer->slots = arena_array(arena, ATTRIBUTES_MAX, sizeof(Steward__V1__Slot *));
    answer->not_done = arena_array(arena, 2, sizeof(char *));
    return answer;
}

bool attributes_warm(const char *text_model, struct error *err)
{
    barcodes_warm();
    return picture_warm(err) && (text_warm(text_model, NULL) || !text_is_read());
}

bool attributes_fingerprint(struct str bytes, struct arena *arena, Answer **ret_answer, struct error *err)
{
    struct picture picture, overview;
    struct seeing s = {&picture, arena, NULL};

    if (!picture_read(bytes, arena, &picture, err))
        return false;
    s.answer = answer_new(arena, &picture);
    picture_overview(&picture, OVERVIEW_SIDE, arena, &overview);
    say_fingerprint(&s, &overview);
    say_cuts(&s, &overview);
    *ret_answer = s.answer;
    return true;
}

bool attributes_extract(struct str bytes, struct arena *arena, Answer **ret_answer, struct str *ret_jpeg,
                        struct error *err)
{
    struct picture picture, overview;
    struct figure figure;
    struct plane plane;
    struct seeing s = {&picture, arena, NULL};
    struct area codes[BARCODES_MAX];
    size_t codes_count;

    if (!picture_read(bytes, arena, &picture, err))
        return false;
    s.answer = answer_new(arena, &picture);
    picture_overview(&picture, OVERVIEW_SIDE, arena, &overview);
    if (ret_jpeg && !encode_jpeg(&overview, arena, ret_jpeg, err))
        return false;
    figure_find(&overview, arena, &figure);
    plane = plane_of(&picture, arena);
    say_colours(&s, &figure);
    say_shapes(&s, &figure);
    codes_count = say_barcodes(&s, plane, codes);
    say_text(&s, plane, codes, codes_count);
    say_fingerprint(&s, &overview);
    say_slots(&s);
    *ret_answer = s.answer;
    return true;
}
