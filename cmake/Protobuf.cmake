# steward_proto(folder): every .proto below it, and the well-known Timestamp, as the library steward_proto.
find_program(PROTOC_C protoc-c REQUIRED)

function(steward_proto folder)
    set(out ${CMAKE_BINARY_DIR}/proto)
    file(MAKE_DIRECTORY ${out})
    find_path(well_known google/protobuf/timestamp.proto PATHS /usr/include /usr/local/include REQUIRED)
    file(GLOB_RECURSE protos CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/${folder} ${CMAKE_SOURCE_DIR}/${folder}/*.proto)
    foreach(proto google/protobuf/timestamp.proto ${protos})
        string(REGEX REPLACE "\\.proto$" ".pb-c.c" source ${proto})
        if(proto MATCHES "^google/")
            set(input ${well_known}/${proto})
        else()
            set(input ${CMAKE_SOURCE_DIR}/${folder}/${proto})
        endif()
        add_custom_command(
            OUTPUT ${out}/${source}
            COMMAND ${PROTOC_C} -I${CMAKE_SOURCE_DIR}/${folder} -I${well_known} --c_out=${out} ${proto}
            DEPENDS ${input} VERBATIM)
        list(APPEND sources ${out}/${source})
    endforeach()
    add_library(steward_proto STATIC ${sources})
    target_include_directories(steward_proto SYSTEM PUBLIC ${out})
    target_compile_options(steward_proto PRIVATE -w)
    target_link_libraries(steward_proto PUBLIC PkgConfig::PROTOBUF_C)
endfunction()
