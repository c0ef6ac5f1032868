/* print: see print.h. */
#include "print.h"

#include "base/list.h"
#include "base/mem.h"

enum { COLUMNS_MAX = 12 };

struct cell {
    struct link link;
    const char *text;
};

struct table {
    struct arena *arena;
    const char *const *heads;
    int columns;
    int widths[COLUMNS_MAX];
    struct link cells;
    int count;
};

/* C0, DEL and C1 (in UTF-8: C2 80 to C2 9F), and the marks that turn the direction of text (E2 80 AA..AE, E2
 * 81 A6..A9). */
static size_t control_len(const unsigned char *at)
{
    if (at[0] < 0x20 || at[0] == 0x7f)
        return 1;
    if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f)
        return 2;
    if (at[0] == 0xe2 && ((at[1] == 0x80 && at[2] >= 0xaa && at[2] <= 0xae) ||
                          (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)))
        return 3;
    return 0;
}

/* How many bytes the character has; 0: it is not UTF-8. */
static size_t character_len(const char *at)
{
    unsigned char lead = (unsigned char)*at;
    size_t len = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

    return strnlen(at, len) == len && utf8_valid(str_n(at, len)) ? len : 0;
}

const char *print_safe(struct arena *arena, struct str text)
{
    char *copy = str_c(arena, text), *out = copy;
    const char *at = copy;

    while (*at) {
        size_t len = character_len(at), control = len ? control_len((const unsigned char *)at) : 0;

        if (len && !control) {
            memmove(out, at, len);
            out += len;
        } else {
            *out++ = control ? ' ' : '?';
        }
        at += len ? len : 1;
    }
    *out = '\0';
    return copy;
}

static int width_of(const char *text)
{
    int width = 0;

    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static const char *head_text(const char *head)
{
    return head[0] == '>' ? head + 1 : head;
}

struct table *table_new(struct arena *arena, const char *const *heads)
{
    struct table *table = arena_new_of(arena, struct table);

    table->arena = arena;
    table->heads = heads;
    list_init(&table->cells);
    for (; heads[table->columns] && table->columns < COLUMNS_MAX; table->columns++)
        table->widths[table->columns] = width_of(head_text(heads[table->columns]));
    return table;
}

void table_cell(struct table *table, const char *format, ...)
{
    struct cell *cell = arena_new_of(table->arena, struct cell);
    int *widest = &table->widths[table->count++ % table->columns];
    struct buf text = {0};
    va_list args;

    va_start(args, format);
    buf_vprintf(&text, format, args);
    va_end(args);
    cell->text = print_safe(table->arena, buf_as_str(&text));
    buf_free(&text);
    if (width_of(cell->text) > *widest)
        *widest = width_of(cell->text);
    list_push(&table->cells, &cell->link);
}

static void print_cell(const struct table *table, int column, const char *text, FILE *out)
{
    int blanks = table->widths[column] - width_of(text);
    bool is_last = column == table->columns - 1, is_right = table->heads[column][0] == '>';

    fprintf(out, "%*s%s", is_right ? blanks : 0, "", text);
    if (is_last)
        fputc('\n', out);
    else
        fprintf(out, "%*s", (is_right ? 0 : blanks) + 2, "");
}

void table_print(const struct table *table, FILE *out)
{
    int at = 0;

    for (int column = 0; column < table->columns; column++)
        print_cell(table, column, head_text(table->heads[column]), out);
    list_each(link, &table->cells)
        print_cell(table, at++ % table->columns, list_item(link, struct cell, link)->text, out);
}
