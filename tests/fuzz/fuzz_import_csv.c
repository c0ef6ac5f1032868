// uses: steward_parts
/* fuzz_import_csv: any bytes as a CSV file. */
#include "import_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    import_bytes(data, size, ROWS_CSV, "csv", false);
    return 0;
}
