/* recogniser_read.h: what pocketsphinx has understood, of recogniser.c only. */
#pragma once

#include <pocketsphinx/pocketsphinx.h>

#include "recogniser.h"

/* Into *heard, which is empty and stays so if nothing was. Texts live in the arena. */
void recogniser_read(ps_decoder_t *decoder, struct arena *arena, struct heard *heard);
