#include "admission/model.hpp"

#include <array>

namespace qz::admission {

namespace {

template <class Enum, std::size_t n>
std::optional<Enum> FromWord(const std::array<std::string_view, n>& words, std::string_view word) {
    for (std::size_t i = 0; i < n; ++i) {
        if (words[i] == word) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

constexpr std::array<std::string_view, 7> kVerdicts = {
    "held", "held_not_shareable", "verify_only", "derivable", "stale", "duplicate", "new"};
constexpr std::array<std::string_view, 5> kAnswers = {"ask", "use_held", "counts", "rows", "drop"};
constexpr std::array<std::string_view, 3> kOrigins = {"own", "handed_down", "emergency"};
constexpr std::array<std::string_view, 11> kStates = {
    "draft",     "waiting", "admitted", "admitted_with_changes",
    "sent_back", "refused", "recorded", "filed_late",
    "expired",   "stopped", "merged"};

}  // namespace

std::string_view ToWord(Verdict verdict) {
    return kVerdicts[static_cast<std::size_t>(verdict)];
}
std::string_view ToWord(Answer answer) {
    return kAnswers[static_cast<std::size_t>(answer)];
}
std::string_view ToWord(Origin origin) {
    return kOrigins[static_cast<std::size_t>(origin)];
}
std::string_view ToWord(State state) {
    return kStates[static_cast<std::size_t>(state)];
}

std::optional<Verdict> VerdictFromWord(std::string_view word) {
    return FromWord<Verdict>(kVerdicts, word);
}
std::optional<Answer> AnswerFromWord(std::string_view word) {
    return FromWord<Answer>(kAnswers, word);
}
std::optional<State> StateFromWord(std::string_view word) {
    return FromWord<State>(kStates, word);
}

}  // namespace qz::admission
