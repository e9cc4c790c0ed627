#pragma once

#include <string_view>

// The bytes of a file that qz_embed() put into the program.
#define QZ_EMBEDDED(symbol)                                                                              \
    ([]() -> std::string_view {                                                                          \
        extern const char bytes_begin[] __asm__("qz_embedded_" #symbol "_begin");                           \
        extern const char bytes_end[] __asm__("qz_embedded_" #symbol "_end");                               \
        return {bytes_begin, static_cast<std::size_t>(bytes_end - bytes_begin)};                                  \
    }())
