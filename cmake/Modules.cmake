# How the tree is built: a module is a folder of common/, a service a folder of services/.
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
pkg_check_modules(EVENT REQUIRED IMPORTED_TARGET libevent_core>=2.1)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson>=2.13)
find_package(wslay REQUIRED)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka>=2.0)
pkg_check_modules(POSTGRES REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(PROTOBUF_C REQUIRED IMPORTED_TARGET libprotobuf-c>=1.4)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
find_library(STEMMER stemmer REQUIRED)

# steward_module(name [USES module...] [LIBRARIES library...]): common/<name>/*.c
function(steward_module name)
    cmake_parse_arguments(arg "" "" "USES;LIBRARIES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/common/${name}/*.c)
    if(NOT sources)
        return()
    endif()
    add_library(steward_${name} STATIC ${sources})
    target_include_directories(steward_${name} PUBLIC ${CMAKE_SOURCE_DIR}/common)
    foreach(used ${arg_USES})
        target_link_libraries(steward_${name} PUBLIC steward_${used})
    endforeach()
    target_link_libraries(steward_${name} PRIVATE ${arg_LIBRARIES})
endfunction()

# steward_program(name folder [USES module...] [LIBRARIES library...]): a library of all but main.c, for the tests, and
# the program on top of it.
function(steward_program name folder)
    cmake_parse_arguments(arg "" "" "USES;LIBRARIES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.c)
    list(REMOVE_ITEM sources ${CMAKE_SOURCE_DIR}/${folder}/main.c)
    file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/migrations/*.sql)
    if(migrations)
        set(table ${CMAKE_BINARY_DIR}/${folder}/migrations.c)
        add_custom_command(
            OUTPUT ${table}
            COMMAND ${CMAKE_COMMAND} -DOUT=${table} "-DFILES=${migrations}" -P ${CMAKE_SOURCE_DIR}/cmake/Migrations.cmake
            DEPENDS ${migrations} ${CMAKE_SOURCE_DIR}/cmake/Migrations.cmake VERBATIM)
        list(APPEND sources ${table})
    endif()
    if(NOT sources) # a declaration and nothing else
        set(sources ${CMAKE_BINARY_DIR}/${folder}/nothing.c)
        file(WRITE ${sources} "typedef int nothing;\n")
    endif()
    add_library(${name}_parts STATIC ${sources})
    target_include_directories(${name}_parts PUBLIC ${CMAKE_SOURCE_DIR}/${folder})
    foreach(used ${arg_USES})
        target_link_libraries(${name}_parts PUBLIC steward_${used})
    endforeach()
    target_link_libraries(${name}_parts PRIVATE ${arg_LIBRARIES})
    add_executable(${name} ${CMAKE_SOURCE_DIR}/${folder}/main.c)
    target_link_libraries(${name} PRIVATE ${name}_parts)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

function(steward_service name)
    steward_program(steward-${name} services/${name} USES service
        LIBRARIES PkgConfig::UTF8PROC ${STEMMER} m)
endfunction()
