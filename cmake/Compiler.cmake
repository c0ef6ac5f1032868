# Warnings are errors; hardening is always on.
add_compile_options(
    -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual
    -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wno-missing-field-initializers -Wno-unused-parameter
    -fno-omit-frame-pointer -fstack-protector-strong -fno-strict-aliasing)
add_compile_definitions(_GNU_SOURCE)
add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,--as-needed)

if(STEWARD_SANITIZE STREQUAL "address")
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined)
    add_link_options(-fsanitize=address,undefined)
elseif(STEWARD_SANITIZE STREQUAL "thread")
    add_compile_options(-fsanitize=thread)
    add_link_options(-fsanitize=thread)
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT STEWARD_COVERAGE)
    add_compile_definitions(_FORTIFY_SOURCE=2)
    add_compile_options(-fstack-clash-protection)
endif()
if(STEWARD_SANITIZE AND CMAKE_C_COMPILER_ID STREQUAL "Clang")
    add_link_options(-fuse-ld=lld) # hundreds of tests are linked, each in a third of the time
endif()
if(STEWARD_COVERAGE)
    # counts are kept by several threads, and merged in the files by several processes
    add_compile_options(--coverage -fprofile-update=atomic)
    add_link_options(--coverage)
endif()
if(STEWARD_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

include(CheckPIESupported)
check_pie_supported()
