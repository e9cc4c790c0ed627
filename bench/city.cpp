#include "bench/city.hpp"

#include <cstdio>
#include <memory>
#include <stdexcept>

#include "admission/admission.hpp"
#include "catalogue/catalogue.hpp"
#include "directory/directory.hpp"
#include "forms/forms.hpp"
#include "identity/identity.hpp"
#include "platform/secrets/secrets.hpp"

namespace qz::bench {

namespace {

using directory::Level;
using storage::Tx;

constexpr int kFields = 30;
constexpr int kInSlice = 200;
constexpr std::chrono::hours kDay{24};

std::string Code(int field) {
    char text[16];
    std::snprintf(text, sizeof text, "bench_%02d", field);
    return text;
}
std::string Label(int field) {
    char text[16];
    std::snprintf(text, sizeof text, "指标%02d", field);
    return text;
}

// Every fourth field is more than the sum of the three before it, which the form's rules ask for.
std::string ValueOf(std::size_t clerk, int field, std::size_t step) {
    const std::size_t base =
        field % 4 == 0 ? 100 + clerk % 50 : 10 + (clerk + static_cast<std::size_t>(field)) % 10;
    return std::to_string(base + step % 10);
}

std::string Definition() {
    std::string fields;
    std::string rules;
    for (int field = 1; field <= kFields; ++field) {
        if (field > 1) fields += ',';
        fields +=
            R"({"code":")" + Code(field) + R"(","required":true,"least":"0","most":"100000","total":true})";
    }
    for (int field = 4; field <= kFields; field += 4) {
        rules += R"({"expression":")" + Label(field - 3) + " + " + Label(field - 2) + " + " +
                 Label(field - 1) + " <= " + Label(field) + R"(","message":"三项之和应不大于合计"},)";
    }
    rules +=
        R"({"expression":"指标30 <= PREV(指标30) * 10","severity":"warning","message":"比上次多出很多"})";
    return R"({"title":"性能测量表","class":"routine","layout":"single","period":"once","marks":{"admission_number":)"
           R"("测量 1 号","issuer":"测量局","valid_until":"2099-12-31"},"fields":[)" +
           fields + R"(],"rules":[)" + rules + "]}";
}

std::vector<ElementId> InsertElements(Tx& tx) {
    std::vector<ElementId> elements;
    for (int field = 1; field <= kFields; ++field) {
        catalogue::Element element;
        element.code = Code(field);
        element.label = Label(field);
        element.type = catalogue::ValueType::kInteger;
        element.refresh = "once";
        element.sensitivity = "internal";
        element.sharing = "conditional";
        element.subject = "unit";
        elements.push_back(catalogue::InsertElement(tx, element));
    }
    return elements;
}

// Sessions are signed in without a password: Argon2id for 2,768 clerks would be all that is measured.
constexpr std::string_view kInsertSession = R"sql(
    INSERT INTO identity_session (token_hash, account_id, post_id, for_post_id, second_factor, created_at, last_used,
        expires_at)
    VALUES ($1, $2, $3, NULL, 1, $4, $4, $5))sql";

Seat SignIn(Tx& tx, UnitId unit, std::string_view role, const std::string& login) {
    identity::NewAccount account;
    account.unit = unit;
    account.role = role;
    account.login = login;
    account.name = login;
    account.post_title = login;
    account.password_hash = "none";
    const identity::MadeAccount made = identity::InsertAccount(tx, account);
    Seat seat{unit.ToString(), secrets::Base64Url(secrets::RandomBytes(32))};
    const std::string hash = secrets::Sha256(seat.token);
    tx.Execute(kInsertSession, storage::Blob{hash}, made.account, made.post, tx.Now(), tx.Now().Plus(kDay));
    return seat;
}

}  // namespace

storage::Options StorageOptions(const Place& place) {
    storage::Options options;
    options.location = place.Location();
    options.sequenced_tables = {"platform_change", "audit_entry"};
    options.serializable = false;
    return options;
}

City MakeCity(const Place& place, const CityPlan& plan) {
    std::filesystem::create_directories(place.data);
    const auto database = storage::Database::Open(StorageOptions(place));
    const auto keys = secrets::Keyring::Open(place.keys, true);
    if (!database->Read(directory::HasTree)) {
        const auto outcome = directory::ImportAndSwitch(*database, directory::WeihaiCsv(),
                                                        DateOf(SystemClock().Now()), "测量", nullptr);
        if (!outcome.version) throw std::runtime_error("the tree was not taken in");
    }
    City city;
    auto tree = database->Read(directory::CurrentTree);
    const UnitId root = tree->At(0).id;
    city.root = root.ToString();
    UnitId bureau;
    forms::VersionId version;
    std::vector<ElementId> elements;
    database->Write([&](Tx& tx) {
        directory::NewDepartment department;
        department.code = "bench-bureau";
        department.name = "测量局";
        department.government = root;
        bureau = directory::InsertDepartments(tx, {department}).front();
        elements = InsertElements(tx);
    });
    database->Write(admission::Seed);
    database->Write([&](Tx& tx) {
        version = forms::InsertSampleForm(tx, bureau, Definition());
        const forms::Draft draft = forms::FindDraft(tx, forms::FormOf(tx, version).value()).value();
        admission::RegisterAdmitted(
            tx, admission::DraftOf(admission::FormId{draft.form.value}, bureau, draft.definition),
            {root, Level::kVillage, "测量", {}});
    });
    city.version = version.ToString();
    tree = database->Read(directory::CurrentTree);
    const auto villages = tree->UnitsAt(tree->Subtree(0), Level::kVillage);
    database->Write([&](Tx& tx) {
        city.officer = SignIn(tx, bureau, "department_officer", "bench-officer");
        city.auditor = SignIn(tx, root, "audit_admin", "bench-auditor");
        const UnitId town = tree->At(tree->Ancestor(villages.front(), Level::kTownship).value()).id;
        city.reviewer = SignIn(tx, town, "town_reviewer", "bench-reviewer");
    });
    database->Write([&](Tx& tx) {
        for (int index = 0; index < plan.tasks; ++index) {
            forms::SampleTask task;
            task.version = version;
            task.issuer = bureau;
            task.root = root;
            task.title = "测量 " + std::to_string(index + 1);
            task.deadline = tx.Now().Plus(30 * kDay);
            task.contact_name = "测量";
            task.contact_phone = "0631-0000000";
            city.tasks.push_back(forms::InsertSampleTask(tx, task).ToString());
        }
    });
    const std::size_t clerks = std::min(villages.size(), static_cast<std::size_t>(plan.clerks));
    for (std::size_t first = 0; first < clerks; first += kInSlice) {
        database->Write([&](Tx& tx) {
            std::vector<Seat> seats;
            for (std::size_t at = first; at < std::min(first + kInSlice, clerks); ++at) {
                const UnitId unit = tree->At(villages[at]).id;
                seats.push_back(SignIn(tx, unit, "village_clerk", "bench-" + std::to_string(at)));
                if (!plan.stock) continue;
                std::vector<catalogue::NewHeld> values;
                for (int field = 1; field <= kFields; ++field) {
                    values.push_back({elements[static_cast<std::size_t>(field - 1)], "",
                                      ValueOf(at, field, 9), "", DateOf(tx.Now())});
                }
                catalogue::AppendHeld(tx, unit, nullptr, {"return", "性能测量表", 1}, values);
            }
            // The work may be run again: only what commits counts.
            tx.AfterCommit(
                [&city, seats] { city.clerks.insert(city.clerks.end(), seats.begin(), seats.end()); });
        });
    }
    database->Drain();
    return city;
}

std::string TypedBody(std::size_t clerk, std::size_t task, int changed) {
    std::string body = R"({"answers":{)";
    for (int field = 1; field <= kFields; ++field) {
        if (field > 1) body += ',';
        body += '"' + Code(field) + R"(":")" + ValueOf(clerk, field, field <= changed ? task : 9) + '"';
    }
    return body + "}}";
}

// Numbers far beyond the log's own: neither the sequencer nor the Merkle tree takes them for theirs.
void AddAuditEntries(const Place& place, const City& city, std::int64_t count) {
    constexpr std::int64_t kSlice = 50'000;
    constexpr std::int64_t kFar = 1'000'000'000'000;
    const auto database = storage::Database::Open(StorageOptions(place));
    const std::int64_t unit = *ParseIdValue(city.clerks.front().unit);
    for (std::int64_t first = 0; first < count; first += kSlice) {
        database->Write([&](Tx& tx) {
            tx.Execute(R"sql(
                WITH RECURSIVE numbers (n) AS
                    (SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < $2)
                INSERT INTO audit_entry (unit_id, id, number, at, account_id, person_id, post_id, for_post_id,
                    actor_unit_id, capability, object_id, outcome, detail)
                SELECT CAST($3 AS BIGINT) + n % 2768, $4 + n, $4 + n, $5 - $2 + n, 1000 + n % 2768, 1000 + n % 2768,
                    1000 + n % 2768, 0, $3 + n % 2768, 'forms.return.saved', $4 + n / 7, 0, '{}'
                FROM numbers)sql",
                       first, std::min(first + kSlice, count), unit, kFar, tx.Now());
        });
    }
    database->Drain();
}

void AddReturns(const Place& place, const City& city, std::int64_t count) {
    const auto database = storage::Database::Open(StorageOptions(place));
    const std::int64_t villages = static_cast<std::int64_t>(city.clerks.size());
    for (std::int64_t task = 0; task * villages < count; ++task) {
        database->Write([&](Tx& tx) {
            const std::int64_t id = tx.NextId();
            // A closed task of the past, as the form's first task was asked.
            tx.Execute(R"sql(
                INSERT INTO forms_task (id, form_id, version_id, issuer_unit_id, title, period, tree_version_id,
                    published_at, published_by, deadline, late_policy, chain, step_days, contact_name, contact_phone,
                    note, state, state_reason, revision)
                SELECT $1, form_id, version_id, issuer_unit_id, title, period, tree_version_id, published_at,
                    published_by, deadline, late_policy, chain, step_days, contact_name, contact_phone, note, 2, '', 1
                FROM forms_task WHERE id = $2)sql",
                       id, *ParseIdValue(city.tasks.front()));
            tx.Execute(R"sql(
                INSERT INTO forms_task_scope (task_id, position, root_unit_id, level, first_ordinal, last_ordinal)
                SELECT $1, position, root_unit_id, level, first_ordinal, last_ordinal FROM forms_task_scope
                WHERE task_id = $2)sql",
                       id, *ParseIdValue(city.tasks.front()));
            tx.Execute(R"sql(
                INSERT INTO forms_return (unit_id, task_id, id, unit_ordinal, state, revision, baseline, answers,
                    changes, figures, version, origin, late, step, opened_at, reported_at, reported_by)
                SELECT place.unit_id, CAST($1 AS BIGINT), $1 + place.ordinal, place.ordinal, 3, 1,
                    '{"sources":[],"rows":[]}', '[]', '[]', '', 1, 0, 0, 1, $2 - $3, $2 - $3, 0
                FROM forms_task AS task
                JOIN directory_position AS place ON place.version_id = task.tree_version_id
                JOIN directory_label AS label ON label.unit_id = place.unit_id AND label.level = 'village'
                WHERE task.id = $1)sql",
                       id, tx.Now(), task * 1000);
        });
    }
    database->Drain();
}

}  // namespace qz::bench
