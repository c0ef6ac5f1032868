/* secrets/crc32c.h: the checksum CRC-32C (Castagnoli), as RFC 3720 has it. For a few kilobytes. */
#pragma once

#include <stdint.h>

#include "base/str.h"

uint32_t crc32c(struct str bytes);
