#include "forms/model.hpp"

#include <array>

namespace qz::forms {

namespace {

template <class Enum, std::size_t n>
std::string_view Word(const std::array<std::string_view, n>& words, Enum value) {
    return words[static_cast<std::size_t>(value)];
}

constexpr std::array<std::string_view, 4> kTaskStates = {"open", "paused", "closed", "void"};
constexpr std::array<std::string_view, 2> kLatePolicies = {"accept", "refuse"};
constexpr std::array<std::string_view, 3> kSteps = {"township", "county", "issuer"};
constexpr std::array<std::string_view, 5> kFilingStates = {"files", "added", "passed_on", "declined", "gone"};
constexpr std::array<std::string_view, 6> kReturnStates = {"open",     "signing",   "reported",
                                                           "approved", "sent_back", "withdrawn"};
constexpr std::array<std::string_view, 3> kOrigins = {"manual", "one_click", "system"};
constexpr std::array<std::string_view, 4> kCorrectionStates = {"open", "upheld", "rejected", "withdrawn"};

}  // namespace

std::string_view ToWord(TaskState state) {
    return Word(kTaskStates, state);
}
std::string_view ToWord(LatePolicy policy) {
    return Word(kLatePolicies, policy);
}
std::string_view ToWord(Step step) {
    return Word(kSteps, step);
}
std::string_view ToWord(FilingState state) {
    return Word(kFilingStates, state);
}
std::string_view ToWord(ReturnState state) {
    return Word(kReturnStates, state);
}
std::string_view ToWord(Origin origin) {
    return Word(kOrigins, origin);
}
std::string_view ToWord(CorrectionState state) {
    return Word(kCorrectionStates, state);
}

std::optional<Step> StepFromWord(std::string_view word) {
    for (std::size_t i = 0; i < kSteps.size(); ++i) {
        if (kSteps[i] == word) return static_cast<Step>(i);
    }
    return std::nullopt;
}

}  // namespace qz::forms
