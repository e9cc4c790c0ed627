// A city with one bureau, two counties, towns and villages, signed in through the real gate: for this room's
// api tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forms/fixtures.hpp"
#include "forms/forms.hpp"
#include "identity/identity.hpp"
#include "tests/support/signed_in.hpp"

namespace qz::forms::sample {

inline constexpr std::string_view kUnits =
    "code,name,level,parent_code\n"
    "3710,威海市,city,\n"
    "371082,荣成市,county,3710\n"
    "371083,乳山市,county,3710\n"
    "371082101,俚岛镇,township,371082\n"
    "371082102,成山镇,township,371082\n"
    "371083101,夏村镇,township,371083\n"
    "371082101201,大庄村委会,village,371082101\n"
    "371082101202,小庄村委会,village,371082101\n"
    "371082102201,北山村委会,village,371082102\n"
    "371083101201,西村委会,village,371083101\n";

using tests::Answer;
using tests::Headers;

class Office : public tests::SignedIn {
 protected:
    void SetUp() override {
        SignedIn::SetUp();
        clock().Set(StartOf(Date::From(2026, 9, 1)).Plus(std::chrono::hours(9)));
        directory::ImportAndSwitch(database(), kUnits, Date::From(2026, 1, 1), "测试文件", nullptr);
        database().Write([&](storage::Tx& tx) {
            const auto bureau =
                directory::InsertDepartments(tx, {{"3710-mzj", "威海市民政局", Unit(tx, "3710"), {}}});
            directory::InsertDepartments(tx,
                                         {{"371082-mzj", "荣成市民政局", Unit(tx, "371082"), bureau.front()},
                                          {"3710-clj", "威海市残联", Unit(tx, "3710"), {}}});
            const fixtures::Catalogue known;
            for (catalogue::Element element : known.All()) {
                element.sensitivity =
                    element.type == catalogue::ValueType::kIdNumber ? "sensitive" : "internal";
                element.sharing = "conditional";
                if (!element.choices.empty()) element.code_set = "elder_state";
                catalogue::InsertElement(tx, element);
            }
        });
        Add("3710-mzj", "department_officer", "bureau");
        Add("3710-clj", "department_officer", "other-bureau");
        Add("371082-mzj", "department_officer", "county");
        Add("371082101", "town_reviewer", "lidao");
        Add("371082102", "town_reviewer", "chengshan");
        Add("371082101", "town_section", "lidao-section");
        Add("371082101201", "village_clerk", "dazhuang");
        Add("371082101202", "village_clerk", "xiaozhuang");
        Add("371082102201", "village_clerk", "beishan");
        Add("371082101201", "unit_head", "dazhuang-head");

        connections_.keys = keys_.get();
        connections_.exports = folder_.path() / "exports";
        connections_.watermark = "示例数据";
        connections_.minutes_of = [](storage::Snapshot&, const Field&) { return std::int64_t{100}; };
        connections_.name_of = identity::NameOf;
        connections_.post_belongs = [](storage::Snapshot& snapshot, PostId post, UnitId unit) {
            const auto found = identity::FindPost(snapshot, post);
            return found && found->unit == unit;
        };
        connections_.may = May();
        connections_.has_signer = [](storage::Snapshot& snapshot, UnitId unit) {
            return identity::SomebodyMay(snapshot, unit, "forms.sign_off");
        };
        // Every form is admitted as it is typed; what admission does with one stands in its own tests.
        connections_.admission = [this](storage::Snapshot&, const AdmissionQuestion&) { return Admit(); };
        identity::AddRoutes(router_, *keys_, database(), {});
        AddRoutes(router_, connections_);
    }

    virtual AdmissionAnswer Admit() const { return {}; }

    Answer Post(const std::string& login, std::string_view target, std::string_view body = {},
                Headers headers = {}) {
        return As(login, http::Method::kPost, target, body, std::move(headers));
    }
    Answer PostAt(const std::string& login, std::string_view target, std::int64_t revision,
                  std::string_view body = {}) {
        return Post(login, target, body, {{"If-Match", "\"" + std::to_string(revision) + "\""}});
    }

    // A form of the bureau, frozen.
    std::string Freeze(std::string_view definition) {
        const std::string form =
            IdIn(Post("bureau", "/api/forms/forms", "{\"definition\":" + std::string(definition) + "}"));
        return IdIn(Post("bureau", "/api/forms/forms/" + form + "/versions"));
    }
    // A task over the whole city's villages, due in ten days; `more` overrides members.
    std::string TaskBody(const std::string& version, const json::object& more = {}) {
        json::object body{
            {"version", version},
            {"title", "年度核对"},
            {"period", "2026"},
            {"scope", json::array{json::object{{"unit", Unit("3710").ToString()}, {"level", "village"}}}},
            {"deadline", clock().Now().Plus(std::chrono::hours(240)).ToString()},
            {"late", "accept"},
            {"chain", json::array{"township"}},
            {"contact_name", "经办人"},
            {"contact_phone", "0631-5230000"}};
        for (const auto& member : more) body[member.key()] = member.value();
        return json::serialize(body);
    }
    std::string Publish(std::string_view definition, const json::object& more = {}) {
        return IdIn(Post("bureau", "/api/forms/tasks", TaskBody(Freeze(definition), more)));
    }
    std::string At(const std::string& task, std::string_view unit, std::string_view act = "") {
        return "/api/forms/tasks/" + task + "/units/" + Unit(unit).ToString() + std::string(act);
    }
    std::int64_t RevisionOf(const std::string& login, const std::string& task, std::string_view unit) {
        const json::value view = Get(login, At(task, unit)).Json();
        return view.at("revision").as_int64();
    }
    Answer Submit(const std::string& login, const std::string& task, std::string_view unit,
                  std::string_view body) {
        return PostAt(login, At(task, unit, "/submit"), RevisionOf(login, task, unit), body);
    }

    Connections connections_;
};

inline constexpr std::string_view kVillageAnswers =
    R"({"answers":{"households":"412","people":"1000","men":"510","women":"490","area":"31.5","contact_phone":"13800001122"}})";

}  // namespace qz::forms::sample
