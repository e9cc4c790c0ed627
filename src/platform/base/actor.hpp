#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"

namespace qz {

// Who acts, as signed in and seated at one post.
struct Actor {
    AccountId account;
    PersonId person;
    PostId post;
    UnitId unit;                     // of the post
    std::optional<PostId> for_post;  // acting under a delegation: «X 代 Y»
    std::string name;                // the person's, for the screens of this person's own unit
    bool second_factor = false;      // this session was opened with two factors
};

// A place in one version of the tree, in pre-order; 0 is the root.
using Ordinal = std::int32_t;

// first <= ordinal <= last: both ends belong to the range.
struct OrdinalRange {
    Ordinal first = 0;
    Ordinal last = -1;

    bool Contains(Ordinal ordinal) const { return first <= ordinal && ordinal <= last; }
    friend bool operator==(const OrdinalRange&, const OrdinalRange&) = default;
};

namespace identity {
class Gate;
}

// Where a permission holds: the units an actor may touch with it. Only identity::Gate makes one, so a store
// function that takes a Scope cannot be reached without allow() having decided.
class Scope {
 public:
    // One subtree or one unit: the root by its stable id, and its place in `version`.
    struct Part {
        UnitId root;
        OrdinalRange range;  // in version(); a single ordinal where only the unit itself is meant
        bool with_subtree = false;
    };

    UnitId unit() const { return unit_; }               // the acting post's unit: what «mine» means
    TreeVersionId version() const { return version_; }  // the version that the ranges are numbered in
    const std::vector<Part>& parts() const { return parts_; }

    bool Contains(Ordinal ordinal_in_version) const {
        for (const Part& part : parts_) {
            if (part.range.Contains(ordinal_in_version)) return true;
        }
        return false;
    }

 private:
    friend class identity::Gate;
    Scope() = default;
    UnitId unit_;
    TreeVersionId version_;
    std::vector<Part> parts_;
};

}  // namespace qz
