// A city with two bureaus, a county, towns and villages and their gate offices, signed in through the real
// gate, with the real forms behind admission: for this room's api tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "admission/admission.hpp"
#include "admission/store.hpp"
#include "calendar/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "forms/forms.hpp"
#include "identity/identity.hpp"
#include "tests/support/signed_in.hpp"

namespace qz::admission::sample {

inline constexpr std::string_view kUnits =
    "code,name,level,parent_code\n"
    "3710,威海市,city,\n"
    "371082,荣成市,county,3710\n"
    "371082101,俚岛镇,township,371082\n"
    "371082101201,大庄村委会,village,371082101\n"
    "371082101202,小庄村委会,village,371082101\n"
    "371082101203,东山村委会,village,371082101\n"
    "371082101204,西山村委会,village,371082101\n"
    "371082101205,南泊村委会,village,371082101\n"
    "371082101206,北泊村委会,village,371082101\n";
inline constexpr const char* kVillages[] = {"371082101201", "371082101202", "371082101203",
                                            "371082101204", "371082101205", "371082101206"};

using Answered = tests::Answer;
using tests::Headers;

class Hall : public tests::SignedIn {
 protected:
    void SetUp() override {
        SignedIn::SetUp();
        clock().Set(StartOf(Date::From(2026, 9, 1)).Plus(std::chrono::hours(9)));
        directory::ImportAndSwitch(database(), kUnits, Date::From(2026, 1, 1), "测试文件", nullptr);
        database().Write([&](storage::Tx& tx) {
            calendar::Seed(tx);
            Seed(tx);
            directory::InsertDepartments(tx, {{"3710-mzj", "威海市民政局", Unit(tx, "3710"), {}},
                                              {"3710-clj", "威海市残联", Unit(tx, "3710"), {}},
                                              {"371082-mzj", "荣成市民政局", Unit(tx, "371082"), {}}});
            for (const char* code : {"households", "people", "men", "women", "area"})
                elements_[code] = InsertElement(tx, code, "unit", "internal");
            elements_["elder_name"] = InsertElement(tx, "elder_name", "person", "personal");
        });
        Add("3710-mzj", "department_officer", "bureau");
        Add("3710-clj", "department_officer", "other-bureau");
        Add("371082-mzj", "department_officer", "county-bureau");
        Add("3710", "gate_officer", "gate");
        Add("371082", "gate_officer", "county-gate");
        Add("371082101", "town_reviewer", "town");
        for (int i = 0; i < 6; ++i) Add(kVillages[i], "village_clerk", "village" + std::to_string(i));
        identity::AddRoutes(router_, *keys_, database(), {});
        forms::AddRoutes(router_, FormConnections());
        AddRoutes(router_, MakeSources());
    }

    ElementId InsertElement(storage::Tx& tx, const std::string& code, const std::string& subject,
                            const std::string& sensitivity) {
        catalogue::Element element;
        element.code = code;
        element.label = code + "数";
        element.type = subject == "person" ? catalogue::ValueType::kText : catalogue::ValueType::kInteger;
        element.refresh = "yearly";
        element.sensitivity = sensitivity;
        element.sharing = "conditional";
        element.subject = subject;
        return catalogue::InsertElement(tx, element);
    }

    forms::Connections FormConnections() {
        forms::Connections connections;
        connections.keys = keys_.get();
        connections.exports = folder_.path() / "exports";
        connections.name_of = identity::NameOf;
        connections.post_belongs = [](storage::Snapshot&, PostId, UnitId) { return true; };
        connections.may = May();
        connections.layout_of = [](storage::Snapshot& snapshot, forms::FormId form) {
            return FindLayout(snapshot, FormId{form.value});
        };
        connections.verifying = [](storage::Snapshot& snapshot, forms::TaskId task,
                                   UnitId unit) -> std::optional<forms::Verifying> {
            auto open = FindOpenVerification(snapshot, TaskId{task.value}, unit);
            if (!open) return std::nullopt;
            return forms::Verifying{open->unit, open->since, open->kind, open->fields, open->answer_due};
        };
        connections.admission = [](storage::Snapshot& snapshot, const forms::AdmissionQuestion& question) {
            Publishing publishing;
            if (question.publishing) {
                for (const forms::ScopePart& part : question.publishing->scope)
                    publishing.scope.push_back({part.root, part.level});
                publishing.asked_before = question.publishing->asked_before;
            }
            const Standing standing = CheckForm(
                snapshot, DraftOf(FormId{question.form.value}, question.issuer, *question.definition),
                question.publishing ? &publishing : nullptr, question.today);
            forms::AdmissionAnswer answer;
            answer.findings = standing.findings;
            answer.marks = question.definition->marks;
            if (!standing.number.empty()) answer.marks->admission_number = standing.number;
            if (standing.valid_until) answer.marks->valid_until = standing.valid_until;
            if (answer.marks->issuer.empty()) answer.marks->issuer = standing.issuer_name;
            answer.computed = standing.computed;
            answer.counted = standing.counted;
            return answer;
        };
        return connections;
    }

    static AskedTask FromForms(const forms::AskedTask& one) {
        return {TaskId{one.task.value},
                one.issuer,
                one.title,
                one.period,
                one.published_at,
                one.deadline,
                DraftOf(FormId{one.form.value}, one.issuer, *one.definition),
                one.reported_at,
                one.origin};
    }
    Sources MakeSources() {
        Sources sources;
        sources.find_draft = [](storage::Snapshot& snapshot, FormId form) -> std::optional<Draft> {
            const auto draft = forms::FindDraft(snapshot, forms::FormId{form.value});
            if (!draft) return std::nullopt;
            return DraftOf(form, draft->owner, draft->definition, draft->findings.size());
        };
        sources.list_asked = [](storage::Snapshot& snapshot, UnitId unit, Date from, Date to) {
            std::vector<AskedTask> asked;
            for (const forms::AskedTask& one : forms::ListAsked(snapshot, unit, from, to))
                asked.push_back(FromForms(one));
            return asked;
        };
        sources.find_asked = [](storage::Snapshot& snapshot, TaskId task,
                                UnitId unit) -> std::optional<AskedTask> {
            const auto asked = forms::FindAsked(snapshot, forms::TaskId{task.value}, unit);
            if (!asked) return std::nullopt;
            return FromForms(*asked);
        };
        sources.list_rounds = [](storage::Snapshot& snapshot, FormId form, Date from, Date to) {
            std::vector<Round> rounds;
            for (const forms::Round& one : forms::ListRounds(snapshot, forms::FormId{form.value}, from, to)) {
                rounds.push_back(
                    {TaskId{one.task.value}, one.title, one.period, one.published_at, one.units});
            }
            return rounds;
        };
        sources.pause_unit = [](storage::Tx& tx, TaskId task, UnitId unit) {
            forms::PauseUnit(tx, forms::TaskId{task.value}, unit);
        };
        sources.resume_unit = [](storage::Tx& tx, TaskId task, UnitId unit) {
            forms::ResumeUnit(tx, forms::TaskId{task.value}, unit);
        };
        sources.insert_draft = [](storage::Tx& tx, const Actor& actor, std::string_view definition) {
            return FormId{forms::InsertDraft(tx, actor.unit, definition, actor.account).value};
        };
        sources.insert_counts_draft = [](storage::Tx& tx, const Actor& actor, FormId form,
                                         const std::vector<std::string>& codes) -> std::optional<FormId> {
            const auto made = forms::InsertCountsDraft(tx, forms::FormId{form.value}, codes, actor.account);
            if (!made) return std::nullopt;
            return FormId{made->value};
        };
        sources.may = May();
        sources.keys = keys_.get();
        sources.database = &database();
        return sources;
    }
    Answered Post(const std::string& login, std::string_view target, const json::value& body = json::object{},
                  std::optional<std::int64_t> revision = std::nullopt) {
        return Write(login, http::Method::kPost, target, body, revision);
    }
    Answered Put(const std::string& login, std::string_view target, const json::value& body,
                 std::int64_t revision) {
        return Write(login, http::Method::kPut, target, body, revision);
    }
    Answered Write(const std::string& login, http::Method method, std::string_view target,
                   const json::value& body, std::optional<std::int64_t> revision) {
        Headers headers;
        if (revision) headers.emplace_back("If-Match", "\"" + std::to_string(*revision) + "\"");
        const bool empty = body.is_object() && body.as_object().empty();
        return As(login, method, target, empty ? std::string() : json::serialize(body), std::move(headers));
    }
    static std::string FindingIn(const Answered& answer) {
        return Text(answer.Json().at("findings").at(0).at("code"));
    }

    // A draft form of the department with these fields.
    std::string DraftForm(const std::string& login, std::string_view title,
                          const std::vector<std::string>& codes, std::string_view form_class = "routine",
                          std::string_view period = "yearly") {
        json::array fields;
        for (const std::string& code : codes) fields.push_back(json::object{{"code", code}});
        json::object definition{{"title", title},
                                {"class", form_class},
                                {"layout", "single"},
                                {"period", period},
                                {"fields", fields}};
        if (form_class == "statistical") {
            definition["marks"] = json::object{{"issuer", "威海市民政局"},
                                               {"form_number", "威民调1表"},
                                               {"approval", "威统制〔2026〕6号"},
                                               {"valid_until", "2027-12-31"}};
        }
        return IdIn(Post(login, "/api/forms/forms", json::object{{"definition", definition}}));
    }
    json::object ProposalBody(const std::string& form, const json::object& more = {}) {
        json::object body{
            {"form", form},
            {"origin", "own"},
            {"purpose", "核对村级基本情况"},
            {"legal_basis", "威海市村级基本情况统计办法"},
            {"scope", json::array{json::object{{"unit", Unit("3710").ToString()}, {"level", "village"}}}},
            {"paper_wanted", false},
            {"valid_for_months", 12}};
        for (const auto& member : more) body[member.key()] = member.value();
        return body;
    }
    std::string Propose(const std::string& login, const std::string& form, const json::object& more = {}) {
        return IdIn(Post(login, "/api/admission/proposals", ProposalBody(form, more)));
    }
    static std::string At(const std::string& proposal, std::string_view act = "") {
        return "/api/admission/proposals/" + proposal + std::string(act);
    }
    json::value Show(const std::string& login, const std::string& proposal) {
        const Answered answer = Get(login, At(proposal));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.Json();
    }
    std::int64_t RevisionOf(const std::string& login, const std::string& proposal) {
        return Show(login, proposal).at("revision").as_int64();
    }
    Answered Submit(const std::string& login, const std::string& proposal) {
        return Post(login, At(proposal, "/submit"), json::object{}, RevisionOf(login, proposal));
    }
    Answered Decide(const std::string& login, const std::string& proposal, const json::object& body) {
        return Post(login, At(proposal, "/decide"), body, RevisionOf(login, proposal));
    }
    json::value VerdictOf(const json::value& proposal, std::string_view field) {
        for (const json::value& verdict : proposal.at("verdicts").as_array()) {
            if (Text(verdict.at("field")) == field) return verdict;
        }
        ADD_FAILURE() << "no verdict for " << field;
        return nullptr;
    }
    // What a unit already has.
    void Hold(std::string_view unit, std::string_view code, std::string value, std::string subject = {},
              int days_old = 0) {
        const UnitId of = Unit(unit);
        database().Write([&](storage::Tx& tx) {
            catalogue::AppendHeld(tx, of, nullptr, {"stock", "期初数据", 1},
                                  {{elements_.at(std::string(code)), std::move(subject), std::move(value), "",
                                    Date{DateOf(tx.Now()).days - days_old}}});
        });
    }
    void HoldEverywhere(std::string_view code) {
        for (const char* village : kVillages) Hold(village, code, "12");
    }
    json::object TownScope() {
        return {{"scope",
                 json::array{json::object{{"unit", Unit("371082101").ToString()}, {"level", "village"}}}}};
    }
    // Freezes the form and puts it to the villages of the town.
    Answered PublishForm(const std::string& login, const std::string& form, const json::object& more = {}) {
        Answered frozen = Post(login, "/api/forms/forms/" + form + "/versions");
        if (frozen.status != 201) return frozen;
        json::object body{{"version", IdIn(frozen)},
                          {"title", "年度核对"},
                          {"period", "2026"},
                          {"scope", TownScope().at("scope")},
                          {"deadline", clock().Now().Plus(std::chrono::hours(240)).ToString()},
                          {"late", "accept"},
                          {"chain", json::array{"township"}},
                          {"contact_name", "经办人"},
                          {"contact_phone", "0631-5230000"}};
        for (const auto& member : more) body[member.key()] = member.value();
        return Post(login, "/api/forms/tasks", body);
    }
    // Through its gate: the small ones at once.
    std::string Admitted(const std::string& login, const std::string& form, const json::object& more = {}) {
        std::string proposal = Propose(login, form, more);
        const Answered sent = Submit(login, proposal);
        EXPECT_EQ(sent.status, 200) << sent.body;
        return proposal;
    }

    std::map<std::string, ElementId> elements_;
};

}  // namespace qz::admission::sample
