// Posters as somebody else meets them, for this room's tests: printed by poppler, read by zbar. Neither is
// ours.
#pragma once

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>

#include <gtest/gtest.h>

#include "feedback/posters/posters.hpp"
#include "tests/support/databases.hpp"

namespace qz::feedback::posters {

inline Poster SamplePoster(const std::string& unit = "大庄村委会") {
    return {unit,
            "371082101201",
            "威海市 荣成市 俚岛镇",
            "371082101 俚岛镇",
            "371082101",
            "荣成市俚岛镇",
            {{"威海市减负办", "1a2b 3cff ff5e 6f7a 8b9c"}, {"督查室", "0000 2222 3333 4444 5555"}}};
}

// What a command says; the test fails with its words where it cannot be run.
inline std::string Shell(const std::string& command) {
    std::string said;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen((command + " 2>/dev/null").c_str(), "r"),
                                                     ::pclose);
    if (!pipe) return said;
    std::array<char, 4096> piece{};
    while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), pipe.get())) {
        said.append(piece.data(), count);
    }
    return said;
}

inline bool CanPrint() {
    return !Shell("command -v pdftoppm").empty() && !Shell("command -v zbarimg").empty();
}

}  // namespace qz::feedback::posters
