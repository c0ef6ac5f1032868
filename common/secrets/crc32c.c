/* crc32c: bit by bit. */
#include "secrets/crc32c.h"

#define POLYNOMIAL 0x82f63b78u /* its bits in reverse */

uint32_t crc32c(struct str bytes)
{
    uint32_t sum = 0xffffffffu;

    for (size_t i = 0; i < bytes.len; i++) {
        sum ^= (unsigned char)bytes.data[i];
        for (int bit = 0; bit < 8; bit++)
            sum = (sum >> 1) ^ (sum & 1 ? POLYNOMIAL : 0);
    }
    return ~sum;
}
