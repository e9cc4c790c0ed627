# How every room of the house is built: language, warnings, sanitizers, the precompiled header,
# and three functions: qz_room (a folder under src/), qz_room_tests (the tests beside it), qz_embed.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

set(QZ_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

find_program(QZ_CCACHE ccache)
if(QZ_CCACHE)
  # A precompiled header changes its time stamp, not its meaning. The compiler says what it read: nothing is preprocessed
  # first to find that out.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_DEPEND=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${QZ_CCACHE})
endif()

add_library(qz_flags INTERFACE)
target_include_directories(qz_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(qz_flags INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -fno-strict-overflow -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Templates of the precompiled header are made once; its time stamp says nothing that ccache should heed.
  target_compile_options(qz_flags INTERFACE -fpch-instantiate-templates "SHELL:-Xclang -fno-pch-timestamp")
  # Eighty programs are linked for the tests: in a fifth of the time.
  target_link_options(qz_flags INTERFACE -fuse-ld=lld)
endif()
if(QZ_SANITIZE)
  target_compile_options(qz_flags INTERFACE
    -fsanitize=${QZ_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(qz_flags INTERFACE -fsanitize=${QZ_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # The mark of "function" cannot be placed before a coroutine's parts. The other three look at every pointer that is
    # followed, a third of what the compiler writes: the address sanitizer reports null as well, the fuzzers keep all.
    target_compile_options(qz_flags INTERFACE -fno-sanitize=function,null,alignment,vptr)
  endif()
  if(QZ_SANITIZE STREQUAL "thread")
    # g++ does not model std::atomic_thread_fence under this sanitizer; Asio uses it correctly.
    target_compile_options(qz_flags INTERFACE -Wno-tsan)
  endif()
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(qz_flags INTERFACE -fstack-protector-strong -D_FORTIFY_SOURCE=2)
  # g++ 12 sees faults that are not there once std::string and std::optional are inlined (GCC bugs 105329, 105651);
  # dev keeps these warnings.
  target_compile_options(qz_flags INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow
    -Wno-stringop-overread -Wno-maybe-uninitialized)
else()
  target_compile_definitions(qz_flags INTERFACE QZ_DEV=1)
endif()

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(PkgConfig REQUIRED)
find_package(GTest REQUIRED)

# What nearly every file reads, parsed once for each preset; tests read gmock too. tools/check-headers does without.
file(WRITE ${CMAKE_BINARY_DIR}/pch/empty.cpp "")
add_library(qz_pch STATIC ${CMAKE_BINARY_DIR}/pch/empty.cpp)
target_link_libraries(qz_pch PUBLIC qz_flags Boost::json)
target_precompile_headers(qz_pch PRIVATE ${CMAKE_SOURCE_DIR}/src/platform/base/precompiled.hpp)
add_library(qz_test_pch STATIC EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/pch/empty.cpp)
target_link_libraries(qz_test_pch PUBLIC qz_flags Boost::json GTest::gmock)
target_precompile_headers(qz_test_pch PRIVATE ${CMAKE_SOURCE_DIR}/src/platform/base/precompiled.hpp <gmock/gmock.h>)

# qz_room(<folder> SOURCES ... [USES room ...] [LIBRARIES imported ...])
# <folder> is the path under src/. The target is its path with '/' as '_', so forms, platform_http.
# USES is the list of arrows that tools/check-arrows holds against the includes.
function(qz_room folder)
  cmake_parse_arguments(room "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  string(REPLACE "/" "_" target ${folder})
  list(TRANSFORM room_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/src/${folder}/)
  add_library(${target} STATIC ${room_SOURCES})
  target_link_libraries(${target} PUBLIC qz_flags Threads::Threads ${room_USES} ${room_LIBRARIES})
  target_precompile_headers(${target} REUSE_FROM qz_pch)
  set_property(GLOBAL APPEND PROPERTY QZ_ROOMS ${folder})
endfunction()

# qz_room_tests(<folder> SOURCES ... [USES room ...]): one test program for each room.
function(qz_room_tests folder)
  cmake_parse_arguments(tests "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  string(REPLACE "/" "_" target ${folder})
  list(TRANSFORM tests_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/src/${folder}/)
  add_executable(${target}_test ${tests_SOURCES})
  target_link_libraries(${target}_test PRIVATE ${target} ${tests_USES} ${tests_LIBRARIES} GTest::gmock GTest::gtest GTest::gtest_main)
  target_precompile_headers(${target}_test REUSE_FROM qz_test_pch)
  qz_test_program(${folder} ${target}_test)
endfunction()

# qz_test_program(<entry> <target>): one ctest entry for the program: its cases share the dictionaries and trees that each
# process reads once. The program leaves a report of its cases, which tools/gather-cases puts in the entry's place. For one
# case: the program itself, with --gtest_filter.
function(qz_test_program entry target)
  add_test(NAME ${entry} COMMAND ${target})
  set_tests_properties(${entry} PROPERTIES TIMEOUT 300
    ENVIRONMENT "GTEST_OUTPUT=xml:${CMAKE_BINARY_DIR}/cases/${entry}.xml")
endfunction()

# qz_embed(<target> <symbol> <file>): the file's bytes inside the program, reached through platform/base/embedded.hpp
# as QZ_EMBEDDED(symbol).
function(qz_embed target symbol file)
  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  file(WRITE ${assembly}.new
    ".section .rodata\n.global qz_embedded_${symbol}_begin\n.global qz_embedded_${symbol}_end\n"
    ".balign 16\nqz_embedded_${symbol}_begin:\n.incbin \"${file}\"\nqz_embedded_${symbol}_end:\n.byte 0\n"
    ".section .note.GNU-stack,\"\",%progbits\n")
  file(COPY_FILE ${assembly}.new ${assembly} ONLY_IF_DIFFERENT)
  target_sources(${target} PRIVATE ${assembly})
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS ${file} SKIP_PRECOMPILE_HEADERS ON
    LANGUAGE ASM)
endfunction()
enable_language(ASM)
