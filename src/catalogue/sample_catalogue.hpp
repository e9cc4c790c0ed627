// What this room's tests have in common: elements of the sample village, and who may what.
#pragma once

#include "catalogue/element_store.hpp"
#include "platform/http/http.hpp"
#include "tests/support/databases.hpp"

namespace qz::identity {

// Test programs link no identity, so this stands in for its Gate, the only maker of scopes.
class Gate {
 public:
    static Scope MakeScope(UnitId unit, TreeVersionId version, OrdinalRange range) {
        Scope scope;
        scope.unit_ = unit;
        scope.version_ = version;
        scope.parts_.push_back({unit, range, true});
        return scope;
    }
};

}  // namespace qz::identity

namespace qz::catalogue::sample {

inline Element Of(std::string_view code, std::string_view label, ValueType type) {
    Element element;
    element.code = code;
    element.label = label;
    element.type = type;
    element.refresh = "yearly";
    element.sensitivity = "internal";
    element.sharing = "conditional";
    element.subject = "unit";
    return element;
}

class SampleCatalogue : public tests::OnBothEngines {
 protected:
    SampleCatalogue() : keys_(secrets::Keyring::Open(folder_.path() / "keys", true)) {
        database().Write([&](storage::Tx& tx) {
            households_ = InsertElement(tx, Of("households", "户数", ValueType::kInteger));
            head_ = InsertElement(tx, Of("village_head", "村负责人", ValueType::kText));
            phone_ = InsertElement(tx, Of("contact_phone", "联系电话", ValueType::kPhone));
            number_ = InsertElement(tx, Of("id_number", "公民身份号码", ValueType::kIdNumber));
            Element sex = Of("sex", "性别", ValueType::kChoice);
            sex.choices = {{"1", "男"}, {"2", "女"}};
            sex_ = InsertElement(tx, sex);
        });
    }
    Actor Clerk() const {
        Actor clerk;
        clerk.account = {11};
        clerk.post = {12};
        clerk.unit = kVillage;
        return clerk;
    }

    static constexpr UnitId kVillage{3710};
    static constexpr UnitId kOther{3711};
    tests::ScratchFolder folder_;
    std::unique_ptr<secrets::Keyring> keys_;
    ElementId households_, head_, phone_, number_, sex_;
};

}  // namespace qz::catalogue::sample
