/* painted.h: pictures for tests. */
#pragma once

#include "unit.h"

#include "picture/picture.h"

static inline struct picture painted_new(struct arena *arena, int width, int height, uint32_t rgb)
{
    struct picture p = {"image/png", width,  height,
                        width,       height, arena_alloc(arena, (size_t)width * (size_t)height * 4)};

    for (int i = 0; i < width * height; i++)
        for (int k = 0; k < 4; k++)
            p.rgba[i * 4 + k] = k == 3 ? 255 : (uint8_t)(rgb >> (16 - 8 * k));
    return p;
}

static inline void paint(struct picture *p, struct area area, uint32_t rgb)
{
    for (int y = area.top; y < area.top + area.height; y++)
        for (int x = area.left; x < area.left + area.width; x++)
            for (int k = 0; k < 3; k++)
                p->rgba[(y * p->width + x) * 4 + k] = (uint8_t)(rgb >> (16 - 8 * k));
}
