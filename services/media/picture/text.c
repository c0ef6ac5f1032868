/* text: tesseract's only owner.
 *
 * It is given straight, upright lines of one height, which it reads in milliseconds, instead of a photograph
 * to look for them in, which takes it a second. A line that it cannot make sense of is turned on its head and
 * tried again. How sure a word is is told by its letters alone: tesseract's own figure for a word is next to
 * nothing where no dictionary has it, and no dictionary has model numbers. */
#include "picture/text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <tesseract/capi.h>
#include <time.h>
#include <unistd.h>

#define LANGUAGE     "eng"
#define LINES_PLANE  1200 /* where lines are looked for: the longer side */
#define PRINT_HEIGHT 32.0 /* pixels of a line, without its margin */
#define MARGIN       0.35 /* of its height, on each side */
#define LINE_WIDTH   1600 /* pixels */
#define SURE         80   /* percent: it need not be turned */
#define LEAST        35   /* percent: a word below is noise */
#define DOUBT        10   /* percent less for each that a letter is less sure than wholly */
#define ALIKE        0.35 /* radians between lines that are print of one label */
#define MIDDLE       0.63 /* of the way from the middle of a barcode's box to its sides */
#define OTHERWISE    30   /* percent by which a line must be surer to stand otherwise than one before */

static TessBaseAPI *reader; /* the process's; NULL: text is not read */

struct reading {
    struct arena *arena;
    struct word *words;
    size_t count;
    bool is_oriented; /* a line was read surely */
    double up;        /* which way it stands: radians */
};

/* Of the process: on a busy machine no less is read than on an idle one. */
static double cpu_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

bool text_is_read(void)
{
    return reader != NULL;
}

void text_cool(void)
{
    if (reader)
        TessBaseAPIDelete(reader);
    reader = NULL;
}

static void read_line(struct plane strip)
{
    TessBaseAPISetImage(reader, strip.at, strip.width, strip.height, 1, strip.width);
    TessBaseAPISetSourceResolution(reader, 300);
    TessBaseAPIRecognize(reader, NULL);
}

/* Whatever is opened or made at the first line only is so now. */
static void read_first_line(void)
{
    struct arena *arena = arena_new(1 << 20);
    struct plane strip = plane_new(arena, 200, 48);

    memset(strip.at, 255, 200 * 48);
    for (int x = 20; x < 180; x += 14)
        for (int y = 12; y < 36; y++)
            memset(strip.at + y * 200 + x, 0, 4);
    read_line(strip);
    TessBaseAPIClear(reader);
    arena_free(arena);
}

/* OpenMP's, which tesseract reads lines with: no region of it gets a second thread. Its header is of a
 * compiler, this of the standard. */
void omp_set_max_active_levels(int levels);

bool text_warm(const char *folder, struct error *err)
{
    char path[4096];

    text_cool();
    snprintf(path, sizeof(path), "%s/" LANGUAGE ".traineddata", folder);
    if (access(path, R_OK)) /* tesseract would say so itself, in its own words */
        return error_set(err, ERROR_SKIP, "text", "%s: %s", path, strerror(errno));
    omp_set_max_active_levels(0);
    reader = TessBaseAPICreate();
    if (TessBaseAPIInit2(reader, folder, LANGUAGE, OEM_LSTM_ONLY) != 0) {
        text_cool();
        return error_set(err, ERROR_SKIP, "text", "%s: it cannot be loaded", path);
    }
    TessBaseAPISetPageSegMode(reader, PSM_SINGLE_LINE);
    TessBaseAPISetVariable(reader, "tessedit_do_invert", "0");
    read_first_line();
    return true;
}

static struct plane strip_of(struct plane plane, const struct line *line, bool on_its_head,
                             struct arena *arena, struct cut *cut)
{
    struct plane strip;

    *cut = (struct cut){line->x,
                        line->y,
                        line->width + 2.5 * MARGIN * line->height,
                        line->height * (1 + 2 * MARGIN),
                        line->angle + (on_its_head ? M_PI : 0),
                        fmin(PRINT_HEIGHT / line->height, LINE_WIDTH / line->width)};
    strip = plane_cut(plane, cut, arena);
    plane_stretch(strip);
    for (size_t i = 0; line->is_bright && i < (size_t)strip.width * (size_t)strip.height; i++)
        strip.at[i] = (uint8_t)(255 - strip.at[i]);
    return strip;
}

static struct area area_of(const struct cut *cut, struct plane strip, const int box[4])
{
    double c = cos(cut->angle), s = sin(cut->angle);
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};

    for (int i = 0; i < 4; i++) {
        double dx = (box[i & 1 ? 2 : 0] - strip.width / 2.0) / cut->scale;
        double dy = (box[i & 2 ? 3 : 1] - strip.height / 2.0) / cut->scale;
        double at[2] = {cut->x + dx * c - dy * s, cut->y + dx * s + dy * c};

        for (int k = 0; k < 2; k++) {
            least[k] = fmin(least[k], at[k]);
            most[k] = fmax(most[k], at[k]);
        }
    }
    return (struct area){(int)least[0], (int)least[1], (int)(most[0] - least[0]) + 1,
                         (int)(most[1] - least[1]) + 1};
}

/* How sure its letters are, on the average. `at` goes to its last letter. */
static double sureness_of_word(TessResultIterator *at, double *ret_letters)
{
    const TessPageIterator *page = TessResultIteratorGetPageIteratorConst(at);
    double doubt = 0;

    *ret_letters = 0;
    do {
        doubt += 100 - (double)TessResultIteratorConfidence(at, RIL_SYMBOL);
        (*ret_letters)++;
    } while (!TessPageIteratorIsAtFinalElement(page, RIL_WORD, RIL_SYMBOL) &&
             TessResultIteratorNext(at, RIL_SYMBOL));
    return fmax(0, 100 - DOUBT * doubt / *ret_letters);
}

/* `at` goes to its last letter; how sure it is, times its letters, is returned. */
static double add_word(struct reading *r, TessResultIterator *at, int line, const struct cut *cut,
                       struct plane strip, double *ret_letters)
{
    char *text = TessResultIteratorGetUTF8Text(at, RIL_WORD);
    struct str trimmed = str_trim(str_of(text));
    int box[4] = {0};
    double sureness;

    TessPageIteratorBoundingBox(TessResultIteratorGetPageIteratorConst(at), RIL_WORD, &box[0], &box[1],
                                &box[2], &box[3]);
    sureness = sureness_of_word(at, ret_letters);
    if (r->count < WORDS_MAX && trimmed.len && utf8_valid(trimmed) && sureness >= LEAST)
        r->words[r->count++] =
            (struct word){str_copy(r->arena, trimmed), sureness / 100, line, area_of(cut, strip, box)};
    TessDeleteText(text);
    return sureness * *ret_letters;
}

/* How sure all letters are, on the average. */
static double add_words(struct reading *r, int line, const struct cut *cut, struct plane strip)
{
    double sureness = 0, letters = 0, of_word;
    TessResultIterator *at;

    read_line(strip);
    at = TessBaseAPIGetIterator(reader);
    if (!at)
        return 0;
    do {
        sureness += add_word(r, at, line, cut, strip, &of_word);
        letters += of_word;
    } while (TessResultIteratorNext(at, RIL_WORD));
    TessResultIteratorDelete(at);
    return sureness / letters;
}

/* Both ways, if the first that is tried is not sure. Once a line was, those along it stand as it does, unless
 * they are much surer otherwise. */
static void read_upright(struct reading *r, struct plane plane, const struct line *line, int number)
{
    struct reading turned = {r->arena, arena_array(r->arena, WORDS_MAX, sizeof(struct word))};
    bool is_known = r->is_oriented && fabs(remainder(line->angle - r->up, M_PI)) < ALIKE;
    bool on_its_head = is_known && fabs(remainder(line->angle - r->up, 2 * M_PI)) > M_PI / 2;
    size_t before = r->count;
    struct cut cut;
    struct plane strip = strip_of(plane, line, on_its_head, r->arena, &cut);
    double sureness = add_words(r, number, &cut, strip), turned_sureness;

    if (sureness < SURE) {
        strip = strip_of(plane, line, !on_its_head, r->arena, &cut);
        turned_sureness = add_words(&turned, number, &cut, strip);
        if (turned_sureness > sureness + (is_known ? OTHERWISE : 0)) {
            sureness = turned_sureness;
            on_its_head = !on_its_head;
            r->count = before;
            for (size_t i = 0; i < turned.count && r->count < WORDS_MAX; i++)
                r->words[r->count++] = turned.words[i];
        }
    }
    if (!r->is_oriented && sureness >= SURE && r->count > before) {
        r->is_oriented = true;
        r->up = line->angle + (on_its_head ? M_PI : 0);
    }
}

/* In the middle of it: the corners of a turned code's box have what stands beside the code. */
static bool lies_in(const struct line *line, const struct area *area)
{
    double across = (line->x - area->left) / area->width * 2 - 1;
    double down = (line->y - area->top) / area->height * 2 - 1;

    return hypot(across, down) < MIDDLE;
}

static bool lies_in_any(const struct line *line, const struct area *areas, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (lies_in(line, &areas[i]))
            return true;
    return false;
}

size_t text_find(struct plane plane, const struct text_limits *limits, struct arena *arena,
                 struct word *ret_words, bool *ret_is_all)
{
    double until = cpu_ms() + limits->cpu_ms;
    int longer = plane.width > plane.height ? plane.width : plane.height;
    int factor = (longer + LINES_PLANE - 1) / LINES_PLANE;
    struct line *lines = arena_array(arena, LINES_MAX, sizeof(struct line));
    struct reading r = {arena, ret_words};
    size_t count, read;

    count = lines_find(plane_smaller(plane, factor, arena), arena, lines);
    for (read = 0; read < count && cpu_ms() < until; read++) {
        struct line line = lines[read];

        line.x = (line.x + 0.5) * factor;
        line.y = (line.y + 0.5) * factor;
        line.width *= factor;
        line.height *= factor;
        if (lies_in_any(&line, limits->but, limits->but_count))
            continue;
        read_upright(&r, plane, &line, (int)read);
    }
    if (reader)
        TessBaseAPIClear(reader);
    *ret_is_all = read == count;
    return r.count;
}
