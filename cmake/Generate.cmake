# Writes OUT, what a command says: cmake -DOUT=file "-DCOMMAND=program;word;NAME=value" -P Generate.cmake
# NAME=value goes into its environment. *.gz is packed, so that the same text gives the same bytes; *.8.gz is a manual page made
# of the program's --help.
set(settings ${COMMAND})
list(FILTER settings INCLUDE REGEX "^[A-Z_]+=")
list(FILTER COMMAND EXCLUDE REGEX "^[A-Z_]+=")
get_filename_component(folder ${OUT} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
# The settings of who builds have no place in it.
execute_process(COMMAND env -i PATH=$ENV{PATH} HOME=$ENV{HOME} ${settings} ${COMMAND} WORKING_DIRECTORY ${folder}
                OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)

if(OUT MATCHES "/([^/]+)\\.8\\.gz$")
    set(name ${CMAKE_MATCH_1})
    string(TOUPPER ${name} title)
    string(REPLACE "\\" "\\e" text "${text}")
    string(REPLACE "-" "\\-" text "${text}")
    string(REGEX REPLACE "\n([.'])" "\n\\\\&\\1" text "${text}")
    string(REGEX REPLACE "\n  (STEWARD_[^\n]*)\n      " "\n.TP\n\\1\n" text "${text}")
    string(PREPEND text ".TH ${title} 8 \"\" \"Steward\" \"Steward\"\n.SH NAME\n${name} \\- a service of Steward\n"
                        ".SH DESCRIPTION\n")
    string(APPEND text ".SH FILES\n\\fI/etc/steward/*.env\\fR: the settings of each service that systemd runs\n"
                       ".SH \"SEE ALSO\"\n.BR steward (1)\n")
endif()

if(OUT MATCHES "\\.gz$")
    string(REGEX REPLACE "\\.gz$" "" plain ${OUT})
    file(WRITE ${plain} "${text}")
    execute_process(COMMAND gzip -9nf ${plain} COMMAND_ERROR_IS_FATAL ANY)
else()
    file(WRITE ${OUT} "${text}")
endif()
