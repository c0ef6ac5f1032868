/* version: what this is a build of; STEWARD_VERSION comes from CMake. */
#include "usage.h"

const char version_text[] = STEWARD_VERSION;
