/* service/version.c: what this is a build of; STEWARD_VERSION comes from CMake. */
#include "service/process_parts.h"

const char version_text[] = STEWARD_VERSION;
