/* import_progress: see import_progress.h. */
#include "import_progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

enum { BAR = 30, EVERY_MS = 100 };

void import_progress_start(struct import_progress *progress, bool is_wanted)
{
    progress->is_on = is_wanted && isatty(STDERR_FILENO);
    progress->started_ms = clock_mono_ms();
    progress->shown_ms = 0;
}

static void draw_bar(double share)
{
    int full = share < 0 ? 0 : share > 1 ? BAR : (int)(share * BAR);

    fputs("\r[", stderr);
    for (int i = 0; i < BAR; i++)
        fputc(i < full ? '#' : '.', stderr);
    fputs("] ", stderr);
}

void import_progress_show(struct import_progress *progress, int64_t records, int64_t rejected, double share)
{
    int64_t now = clock_mono_ms(), elapsed_ms = now - progress->started_ms;
    double rate = elapsed_ms > 0 ? (double)records * 1000 / (double)elapsed_ms : 0;

    if (!progress->is_on || now - progress->shown_ms < EVERY_MS)
        return;
    progress->shown_ms = now;
    if (share >= 0)
        draw_bar(share);
    else
        fputc('\r', stderr);
    fprintf(stderr, "%lld products, %.0f/s", (long long)records, rate);
    if (rejected)
        fprintf(stderr, ", %lld rejected", (long long)rejected);
    if (share > 0.01 && share < 1)
        fprintf(stderr, ", %.0f s left", (double)elapsed_ms / 1000 * (1 - share) / share);
    fputs("\x1b[K", stderr);
    fflush(stderr);
}

void import_progress_end(struct import_progress *progress)
{
    if (progress->is_on)
        fputs("\r\x1b[K", stderr);
    progress->is_on = false;
}
