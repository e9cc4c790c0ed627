#include "identity/model.hpp"

#include "identity/sign_in_rules.hpp"

namespace qz::identity {

std::string_view ToWord(AccountState state) {
    switch (state) {
        case AccountState::kWaiting:
            return "waiting_activation";
        case AccountState::kActive:
            return "active";
        case AccountState::kDisabled:
            return "disabled";
    }
    return "";
}

std::string_view ToWord(ReplacementState state) {
    switch (state) {
        case ReplacementState::kStaged:
            return "staged";
        case ReplacementState::kApplying:
            return "applying";
        case ReplacementState::kDone:
            return "done";
    }
    return "";
}

bool Post::HoldsOn(Date day) const {
    return view.enabled && DayWithin(day, valid_from, valid_until);
}

bool Delegation::HoldsOn(Date day) const {
    return !revoked_at && DayWithin(day, valid_from, valid_until);
}

}  // namespace qz::identity
