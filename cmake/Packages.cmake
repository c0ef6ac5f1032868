# Debian packages, made by cpack: one for each service, steward (the tool) and steward-common (what the services share).
# ./dev package does all of it. What is generated from the programs' own tables, settings and manual pages, is made by the
# programs that were just built, so it is true.
set(STEWARD_PAGE ${CMAKE_SOURCE_DIR}/build/web CACHE PATH "the built page")
set(STEWARD_DOCUMENTS ${CMAKE_SOURCE_DIR}/build/documents CACHE PATH "the built pages of the API documents")
set(STEWARD_MAINTAINER "The Steward authors <steward@packages.invalid>" CACHE STRING "whom the packages name")
set(parts ${CMAKE_BINARY_DIR}/packages)
set(debian ${CMAKE_SOURCE_DIR}/deploy/debian)
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME steward)
set(CPACK_PACKAGE_VENDOR "The Steward authors")
set(CPACK_PACKAGE_CONTACT "${STEWARD_MAINTAINER}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(version "= ${PROJECT_VERSION}")

# steward_generate(file command...): the standard output of a program of this build, as parts/<file>.
function(steward_generate file)
    add_custom_command(
        OUTPUT ${parts}/${file}
        COMMAND ${CMAKE_COMMAND} -DOUT=${parts}/${file} "-DCOMMAND=${ARGN}" -P ${CMAKE_SOURCE_DIR}/cmake/Generate.cmake
        DEPENDS ${ARGV1} ${CMAKE_SOURCE_DIR}/cmake/Generate.cmake VERBATIM)
    set_property(GLOBAL APPEND PROPERTY steward_generated ${parts}/${file})
endfunction()

# steward_package(name DOES line DESCRIPTION text [DEPENDS packages] [RECOMMENDS packages] [SCRIPTS files]): what all packages have.
function(steward_package name)
    cmake_parse_arguments(arg "ALL" "DOES;DESCRIPTION;DEPENDS;RECOMMENDS;SECTION" "SCRIPTS" ${ARGN})
    string(TOUPPER ${name} upper)
    set(prefix CPACK_DEBIAN_${upper})
    set(${prefix}_PACKAGE_NAME ${name} PARENT_SCOPE)
    set(${prefix}_PACKAGE_DEPENDS "${arg_DEPENDS}" PARENT_SCOPE)
    set(${prefix}_PACKAGE_RECOMMENDS "${arg_RECOMMENDS}" PARENT_SCOPE)
    set(${prefix}_PACKAGE_CONTROL_EXTRA "${arg_SCRIPTS}" PARENT_SCOPE)
    if(arg_SECTION)
        set(${prefix}_PACKAGE_SECTION ${arg_SECTION} PARENT_SCOPE)
    endif()
    if(arg_ALL) # nothing in it is of one architecture
        set(${prefix}_PACKAGE_ARCHITECTURE all PARENT_SCOPE)
        set(${prefix}_PACKAGE_SHLIBDEPS OFF PARENT_SCOPE)
    endif()
    set(CPACK_COMPONENT_${upper}_DESCRIPTION "${arg_DOES}\n${arg_DESCRIPTION}" PARENT_SCOPE)
    set(CPACK_COMPONENTS_ALL ${CPACK_COMPONENTS_ALL} ${name} PARENT_SCOPE)
    install(FILES ${debian}/copyright ${parts}/changelog.gz DESTINATION share/doc/${name} COMPONENT ${name})
endfunction()

# steward_service_package(name line [settings...]): its program, unit, user and settings; NAME=value: these are set.
# <name>_depends, <name>_recommends: packages that shlibdeps does not see. <name>_unit: a line more for its unit.
macro(steward_service_package name line)
    set(service ${name})
    set(unit "${${name}_unit}")
    set(does "${line}")
    set(package steward-${name})
    set(folder ${parts}/${name})
    foreach(file service sysusers postinst prerm postrm)
        configure_file(${debian}/${file}.in ${folder}/${file} @ONLY FILE_PERMISSIONS
                       OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
    endforeach()
    file(WRITE ${folder}/conffiles "/etc/steward/${name}.env\n")
    steward_generate(${name}.env $<TARGET_FILE:${package}> --config-env
                     STEWARD_DOCS=/usr/share/steward/documents ${ARGN})
    steward_generate(${package}.8.gz $<TARGET_FILE:${package}> --help)
    install(TARGETS ${package} RUNTIME DESTINATION bin COMPONENT ${package})
    install(FILES ${folder}/service DESTINATION /lib/systemd/system RENAME ${package}.service COMPONENT ${package})
    install(FILES ${folder}/sysusers DESTINATION lib/sysusers.d RENAME ${package}.conf COMPONENT ${package})
    install(FILES ${parts}/${package}.8.gz DESTINATION share/man/man8 COMPONENT ${package})
    install(FILES ${parts}/${name}.env DESTINATION /etc/steward COMPONENT ${package}
            PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
    steward_package(${package}
        DOES "Steward: ${does}"
        DESCRIPTION "Steward orchestrates conversational shopping. This is one of its\n services, run by systemd. It needs Kafka, Postgres and Redis, here or\n on other machines."
        DEPENDS "steward-common (${version}), systemd (>= 252), init-system-helpers (>= 1.54)${${name}_depends}"
        RECOMMENDS "${${name}_recommends}"
        SCRIPTS ${folder}/postinst ${folder}/prerm ${folder}/postrm ${folder}/conffiles)
endmacro()

steward_service_package(orchestrator "the public edge, sessions and workflows" STEWARD_WEB=/usr/share/steward/web)
set(media_depends ", tesseract-ocr-eng, pocketsphinx-en-us")
set(media_recommends libfaad2)
set(media_unit "StateDirectory=steward-media\nStateDirectoryMode=0700\n")
steward_service_package(media "speech to text, image attributes")
steward_service_package(catalog "products and the search index")
steward_service_package(response-composer "ranking and answers")
steward_service_package(device-adapter "devices and their protocols")
steward_service_package(monitoring "the health of all processes")
install(DIRECTORY ${STEWARD_PAGE}/ DESTINATION share/steward/web COMPONENT steward-orchestrator)

steward_package(steward-common ALL
    DOES "Steward: what its services share"
    DESCRIPTION "The pages of the API documents, and the target that starts all services\n of this machine."
    DEPENDS "init-system-helpers (>= 1.54)"
    SCRIPTS ${debian}/common/postinst ${debian}/common/postrm)
install(DIRECTORY ${STEWARD_DOCUMENTS}/ DESTINATION share/steward/documents COMPONENT steward-common)
install(FILES ${debian}/steward.target DESTINATION /lib/systemd/system COMPONENT steward-common)

steward_package(steward SECTION admin
    DOES "command line tool of a Steward system"
    DESCRIPTION "Searches, imports products, makes keys, looks after topics, dead letters\n and backups. With its manual page, completion and a demo catalogue.")
steward_generate(steward.1.gz $<TARGET_FILE:steward> man)
steward_generate(completion $<TARGET_FILE:steward> completion bash)
install(TARGETS steward RUNTIME DESTINATION bin COMPONENT steward)
install(FILES ${parts}/steward.1.gz DESTINATION share/man/man1 COMPONENT steward)
install(FILES ${parts}/completion DESTINATION share/bash-completion/completions RENAME steward COMPONENT steward)
install(FILES ${CMAKE_SOURCE_DIR}/data/demo/catalogue.jsonl.gz DESTINATION share/steward/demo COMPONENT steward)

get_property(generated GLOBAL PROPERTY steward_generated)
add_custom_target(package_parts DEPENDS ${generated}
    # It is of the last commit, which no file is made of: each time.
    COMMAND ${CMAKE_COMMAND} -DOUT=${parts}/changelog.gz
            "-DCOMMAND=${CMAKE_SOURCE_DIR}/deploy/debian/changelog.sh;${PROJECT_VERSION};${STEWARD_MAINTAINER}"
            -P ${CMAKE_SOURCE_DIR}/cmake/Generate.cmake VERBATIM)
include(CPack)
