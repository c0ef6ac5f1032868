// uses: steward_parts
/* fuzz_import_json: any bytes as JSON lines, as products and by a map. */
#include "import_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    import_bytes(data, size, ROWS_JSON, "icecat", true);
    return 0;
}
