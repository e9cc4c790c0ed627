#include "directory/directory.hpp"

namespace qz::directory {

namespace {

constexpr std::array<std::string_view, 7> kLevelWords = {"nation",   "province", "city", "county",
                                                         "township", "village",  "other"};
constexpr std::array<std::string_view, 6> kKindWords = {"administrative", "functional_zone", "statistical",
                                                        "department",     "station",         "enterprise"};

template <class Enum, std::size_t N>
std::optional<Enum> FromWord(const std::array<std::string_view, N>& words, std::string_view word) {
    const auto at = std::find(words.begin(), words.end(), word);
    if (at == words.end()) return std::nullopt;
    return static_cast<Enum>(at - words.begin());
}

}  // namespace

std::string_view ToWord(Level level) {
    return kLevelWords.at(static_cast<std::size_t>(level));
}
std::string_view ToWord(Kind kind) {
    return kKindWords.at(static_cast<std::size_t>(kind));
}
std::optional<Level> LevelFromWord(std::string_view word) {
    return FromWord<Level>(kLevelWords, word);
}
std::optional<Kind> KindFromWord(std::string_view word) {
    return FromWord<Kind>(kKindWords, word);
}

json::object UnitJson(const TreeUnit& unit) {
    return {{"id", unit.id.ToString()},
            {"code", unit.code},
            {"name", unit.name},
            {"level", ToWord(unit.level)},
            {"kind", ToWord(unit.kind)}};
}

}  // namespace qz::directory
