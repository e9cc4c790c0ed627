#pragma once

#include <string_view>

// The bytes of a file that qz_embed() put into the program.
// The declarations carry the symbol in their names: two of one name in a namespace would be the same object.
#define QZ_EMBEDDED(symbol)                                                                              \
    ([]() -> std::string_view {                                                                          \
        extern const char qz_##symbol##_begin[] __asm__("qz_embedded_" #symbol "_begin");                \
        extern const char qz_##symbol##_end[] __asm__("qz_embedded_" #symbol "_end");                    \
        return {qz_##symbol##_begin, static_cast<std::size_t>(qz_##symbol##_end - qz_##symbol##_begin)}; \
    }())
