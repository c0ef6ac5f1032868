/* edit_distance: optimal string alignment. */
#include "words/edit_distance.h"

#include <stdlib.h>

#include "words/tokenise.h"

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Insert, delete, replace, swap neighbours. Three rows of the table are kept. */
int edit_distance(struct str a, struct str b, int most)
{
    int rows[3][TOKEN_BYTES_MAX + 1], *before = rows[0], *above = rows[1], *row = rows[2];
    int lb = (int)b.len;

    if (abs((int)a.len - lb) > most || a.len > TOKEN_BYTES_MAX || b.len > TOKEN_BYTES_MAX)
        return most + 1;
    for (int j = 0; j <= lb; j++)
        above[j] = j;
    for (int i = 1; i <= (int)a.len; i++) {
        int lowest = row[0] = i, *spare;

        for (int j = 1; j <= lb; j++) {
            bool same = a.data[i - 1] == b.data[j - 1];

            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
            lowest = least(lowest, row[j]);
        }
        if (lowest > most)
            return most + 1;
        spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[lb] > most ? most + 1 : above[lb];
}
