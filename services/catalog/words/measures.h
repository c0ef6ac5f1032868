/* measures.h: units of measure: what each is called, what kind of thing it measures, and how they convert.
 *
 * A unit is a small number, so that a product's attributes can keep it beside their own. 0 is none, or one
 * that is not known here: such figures compare only with figures that have none either. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define UNITS_MAX 64

uint8_t unit_of(struct str said);    /* as a catalogue or a person writes it, in any case; 0: not known */
const char *unit_name(uint8_t unit); /* as it is shown: "GB"; of 0: "" */
double unit_scale(uint8_t unit);     /* to the base of its kind: 1000 for kg, whose base is g */
bool unit_same_kind(uint8_t a, uint8_t b);
