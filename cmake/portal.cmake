# SPDX-License-Identifier: AGPL-3.0-or-later
# milpa_portal_bundle(): builds the portal (portal/build.mjs) and puts its bundle into milpa_portal. Its packages come
# from npm, each pinned by hash in portal/package-lock.json, once.
find_program(NODE NAMES node nodejs REQUIRED)

function(milpa_portal_bundle)
  set(source ${CMAKE_SOURCE_DIR}/portal)
  set(packages ${source}/node_modules/.installed)
  set(bundle ${CMAKE_BINARY_DIR}/portal/portal.bundle)
  add_custom_command(
    OUTPUT ${packages}
    COMMAND ${CMAKE_SOURCE_DIR}/tools/npm_packages.sh ${source}
    COMMAND ${CMAKE_COMMAND} -E touch ${packages}
    VERBATIM
    DEPENDS ${source}/package.json ${source}/package-lock.json
    COMMENT "Fetching the portal's packages")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${source}/src/* ${source}/styles/* ${source}/pictures/*
       ${source}/words/*.ftl ${source}/words/*.mjs)
  add_custom_command(
    OUTPUT ${bundle}
    COMMAND ${NODE} build.mjs ${CMAKE_BINARY_DIR}/portal
    WORKING_DIRECTORY ${source}
    DEPENDS ${packages} ${source}/build.mjs ${source}/tsconfig.json
            ${source}/tsconfig.worker.json ${sources}
    COMMENT "Building the portal")
  set(octets ${CMAKE_SOURCE_DIR}/src/portal/bundle_octets.S)
  set_source_files_properties(${octets} PROPERTIES OBJECT_DEPENDS ${bundle}
    COMPILE_OPTIONS "-DPORTAL_BUNDLE=\"${bundle}\";-Wno-unused-command-line-argument" SKIP_PRECOMPILE_HEADERS ON)
  target_sources(milpa_portal PRIVATE ${octets})
endfunction()

# The words of plain.ftl and public.ftl, and plain.css, as sources of a module: behind milpa_portal_bundle(), which
# fetches the packages.
function(milpa_plain_words module)
  set(source ${CMAKE_SOURCE_DIR}/portal)
  set(out ${CMAKE_BINARY_DIR}/portal/pages)
  file(GLOB words CONFIGURE_DEPENDS ${source}/words/*/plain.ftl ${source}/words/*/public.ftl)
  add_custom_command(
    OUTPUT ${out}/words.hpp ${out}/words.cpp
    COMMAND ${NODE} ${source}/words/compile.mjs ${out}
    DEPENDS ${words} ${source}/words/compile.mjs ${source}/node_modules/.installed
    COMMENT "Compiling the words of the plain pages")
  add_custom_command(
    OUTPUT ${out}/style.cpp
    COMMAND ${NODE} ${source}/styles/embed.mjs ${out}
    DEPENDS ${source}/styles/tokens.css ${source}/styles/plain.css ${source}/styles/embed.mjs
    COMMENT "Embedding the style of the plain pages")
  target_sources(milpa_${module} PRIVATE ${out}/words.hpp ${out}/words.cpp ${out}/style.cpp)
  target_include_directories(milpa_${module} PUBLIC ${CMAKE_BINARY_DIR}/portal)
endfunction()
