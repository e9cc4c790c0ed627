#include <array>

#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

constexpr std::array<std::string_view, 10> kWords = {"new",      "accepted",   "referred", "verified",
                                                     "answered", "supervised", "closed",   "followed_up",
                                                     "refused",  "merged"};

bool Follows(State from, Step step) {
    switch (step) {
        case Step::kAccept:
            return from == State::kNew;
        case Step::kRefuse:
            return from == State::kNew || from == State::kAccepted;
        case Step::kRefer:
            return from == State::kAccepted || from == State::kReferred;
        case Step::kVerify:
            return from == State::kAccepted || from == State::kReferred;
        case Step::kAnswer:
            return from == State::kVerified || from == State::kAnswered;
        case Step::kSupervise:
            return from == State::kAnswered;
        case Step::kClose:
            return from == State::kSupervised;
        case Step::kFollowUp:
            return from == State::kClosed;
    }
    return false;
}

}  // namespace

std::string_view ToWord(State state) {
    return kWords[static_cast<std::size_t>(state)];
}

std::optional<State> StateFromWord(std::string_view word) {
    for (std::size_t i = 0; i < kWords.size(); ++i) {
        if (kWords[i] == word) return static_cast<State>(i);
    }
    return std::nullopt;
}

bool IsOpen(State state) {
    return state != State::kClosed && state != State::kFollowedUp && state != State::kRefused &&
           state != State::kMerged;
}

Next DecideStep(State from, Step step) {
    if (!Follows(from, step)) {
        throw Problem::Conflict("feedback.office.wrong_step", {{"state", std::string(ToWord(from))}});
    }
    switch (step) {
        case Step::kAccept:
            return {State::kAccepted, DaysFor("refer")};
        case Step::kRefuse:
            return {State::kRefused, std::nullopt};
        case Step::kRefer:
            return {State::kReferred, DaysFor("verify")};
        case Step::kVerify:
            return {State::kVerified, DaysFor("answer")};
        case Step::kAnswer:
            return {State::kAnswered, DaysFor("supervise")};
        case Step::kSupervise:
            return {State::kSupervised, DaysFor("close")};
        case Step::kClose:
            return {State::kClosed, DaysFor("follow_up")};
        case Step::kFollowUp:
            return {State::kFollowedUp, std::nullopt};
    }
    throw std::logic_error("no such step");
}

}  // namespace qz::feedback::office
