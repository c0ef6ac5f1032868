# How the tree is built: a module is a folder of common/, a service a folder of services/.
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)
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
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-i18n icu-uc)
find_library(STEMMER stemmer REQUIRED)
pkg_check_modules(PICTURE REQUIRED IMPORTED_TARGET libjpeg libpng libwebp libwebpdemux libheif tesseract zbar)
find_library(GIF gif REQUIRED)

# steward_module(name [USES module...] [LIBRARIES library...]): common/<name>/*.c
function(steward_module name)
    cmake_parse_arguments(arg "" "" "USES;LIBRARIES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/common/${name}/*.c)
    steward_built_in(sources common/${name} migrations.c Migrations "migrations/*.sql")
    if(NOT sources)
        return()
    endif()
    steward_built_in(sources common/${name} document_files.c Texts "documents/*" TABLE=document_files)
    add_library(steward_${name} STATIC ${sources})
    target_include_directories(steward_${name} PUBLIC ${CMAKE_SOURCE_DIR}/common)
    foreach(used ${arg_USES})
        target_link_libraries(steward_${name} PUBLIC steward_${used})
    endforeach()
    target_link_libraries(steward_${name} PRIVATE ${arg_LIBRARIES})
endfunction()

# steward_built_in(list folder output script pattern... [TABLE=name]): files of the folder as a C table, made by
# cmake/<script>.cmake and added to that list of sources; nothing if there are none.
function(steward_built_in list folder output script)
    set(options ${ARGN})
    list(FILTER options INCLUDE REGEX "^TABLE=")
    list(TRANSFORM options PREPEND -D)
    list(FILTER ARGN EXCLUDE REGEX "^TABLE=")
    list(TRANSFORM ARGN PREPEND ${CMAKE_SOURCE_DIR}/${folder}/ OUTPUT_VARIABLE patterns)
    file(GLOB files CONFIGURE_DEPENDS ${patterns})
    if(NOT files)
        return()
    endif()
    set(table ${CMAKE_BINARY_DIR}/${folder}/${output})
    set(maker ${CMAKE_SOURCE_DIR}/cmake/${script}.cmake)
    add_custom_command(
        OUTPUT ${table}
        COMMAND ${CMAKE_COMMAND} -DOUT=${table} "-DFILES=${files}" ${options} -P ${maker}
        DEPENDS ${files} ${maker} VERBATIM)
    set(${list} ${${list}} ${table} PARENT_SCOPE)
endfunction()

# steward_program(name folder [USES module...] [LIBRARIES library...]): a library of all but main.c, of the folder and
# those in it, for the tests, and the program on top of it.
function(steward_program name folder)
    cmake_parse_arguments(arg "" "" "USES;LIBRARIES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.c ${CMAKE_SOURCE_DIR}/${folder}/*/*.c)
    list(REMOVE_ITEM sources ${CMAKE_SOURCE_DIR}/${folder}/main.c)
    steward_built_in(sources ${folder} migrations.c Migrations "migrations/*.sql")
    steward_built_in(sources ${folder} text_files.c Texts "texts/*.txt" "chat_*.txt")
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

# steward_service(name [library...]): a program with what all services may use, and those.
function(steward_service name)
    steward_program(steward-${name} services/${name} USES service llm rows
        LIBRARIES PkgConfig::UTF8PROC PkgConfig::ICU ${STEMMER} m ${ARGN})
endfunction()
