/* letters: what is darker (or brighter) than its surroundings, in pieces that hang together. */
#include "picture/letters.h"

#include <math.h>

#define STANDS_OUT 14   /* of 255 */
#define SIDE_LEAST 7    /* pixels, the longer side */
#define SHAPE_MOST 9.0  /* longer to shorter side */
#define FILL_LEAST 0.12 /* of its box */
#define PART_MOST  5    /* of the plane's shorter side: one fifth */

struct fill {
    uint8_t *open; /* 1: stands out and was not visited */
    int width, height;
    int *todo;
};

struct piece {
    int left, top, right, bottom, pixels;
};

/* Takes one piece away from what is open. */
static struct piece take(struct fill *f, int start)
{
    struct piece piece = {f->width, f->height, 0, 0, 0};
    int waiting = 0;

    f->open[start] = 0;
    f->todo[waiting++] = start;
    while (waiting) {
        int at = f->todo[--waiting], x = at % f->width, y = at / f->width;
        int above = y ? -1 : 0, below = y < f->height - 1 ? 1 : 0;
        int before = x ? -1 : 0, behind = x < f->width - 1 ? 1 : 0;

        piece.pixels++;
        piece.left = x < piece.left ? x : piece.left;
        piece.right = x > piece.right ? x : piece.right;
        piece.top = y < piece.top ? y : piece.top;
        piece.bottom = y > piece.bottom ? y : piece.bottom;
        for (int dy = above; dy <= below; dy++)
            for (int dx = before; dx <= behind; dx++) {
                int next = at + dy * f->width + dx;

                if (f->open[next]) {
                    f->open[next] = 0;
                    f->todo[waiting++] = next;
                }
            }
    }
    return piece;
}

static bool is_letter(const struct piece *p, int side)
{
    double width = p->right - p->left + 1, height = p->bottom - p->top + 1;
    double longer = fmax(width, height), shorter = fmin(width, height);

    return longer >= SIDE_LEAST && longer <= (double)side / PART_MOST && longer <= SHAPE_MOST * shorter &&
           p->pixels >= FILL_LEAST * width * height;
}

size_t letters_find(struct plane plane, struct plane mean, bool bright, struct arena *arena,
                    struct letter *ret_letters)
{
    size_t count = (size_t)plane.width * (size_t)plane.height, found = 0;
    int side = plane.width < plane.height ? plane.width : plane.height;
    struct fill f = {plane_new(arena, plane.width, plane.height).at, plane.width, plane.height, NULL};

    f.todo = mem_array(count, sizeof(int));
    for (size_t i = 0; i < count; i++)
        f.open[i] = (bright ? plane.at[i] - mean.at[i] : mean.at[i] - plane.at[i]) > STANDS_OUT;
    for (size_t i = 0; i < count && found < LETTERS_MAX; i++)
        if (f.open[i]) {
            struct piece p = take(&f, (int)i);

            if (is_letter(&p, side))
                ret_letters[found++] = (struct letter){(p.left + p.right) / 2.0, (p.top + p.bottom) / 2.0,
                                                       p.right - p.left + 1.0, p.bottom - p.top + 1.0, 0};
        }
    mem_free(f.todo);
    return found;
}
