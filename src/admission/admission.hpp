// The door of admission (准入): verdicts on the fields of a proposed form, its burden bill, the gates that
// decide, numbers and expiry, the directory of forms, and what units may say back.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "platform/base/actor.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/problem.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/storage/storage.hpp"

namespace qz::admission {

using FormId = Id<struct FormTag>;
using TaskId = Id<struct TaskTag>;
using ProposalId = Id<struct ProposalTag>;
using VerificationId = Id<struct VerificationTag>;
using WorkbookId = Id<struct WorkbookTag>;

struct DraftField {
    std::string code;
    ElementId element;
    std::string label;
    catalogue::ValueType type = catalogue::ValueType::kText;
    bool always = false;    // asked each time, fresh or not
    bool key = false;       // the ID number that tells a roster's rows apart
    bool name = false;      // what a roster's rows are called
    std::string counts_of;  // of a version: the field whose rows it counts; "" otherwise
};
// A form as it is being drafted, or as one of its versions asks.
struct Draft {
    FormId form;
    UnitId owner;
    std::string title;
    std::string form_class;  // "statistical", "entitlement", "routine"
    std::string layout;      // "single", "roster"
    std::string roster;      // code; "" of a single form
    std::string period;      // "once", "yearly", "half_yearly", "quarterly", "monthly", "weekly"
    std::string number;      // the marks as they stand on it
    std::string issuer_name;
    std::string form_number;
    std::string approval;
    std::optional<Date> valid_until;
    std::vector<DraftField> fields;
    std::size_t faults = 0;  // of the definition; a draft with any cannot be submitted
};

// A Draft from forms::Definition, which this room does not know; main.cpp and the sample city do.
template <class Definition>
Draft DraftOf(FormId form, UnitId owner, const Definition& definition, std::size_t faults = 0) {
    Draft draft{form,
                owner,
                definition.title,
                std::string(ToWord(definition.form_class)),
                std::string(ToWord(definition.layout)),
                definition.roster,
                definition.period,
                definition.marks.admission_number,
                definition.marks.issuer,
                definition.marks.form_number,
                definition.marks.approval,
                definition.marks.valid_until,
                {},
                faults};
    for (int i = 0; i < static_cast<int>(definition.fields.size()); ++i) {
        const auto& field = definition.fields[static_cast<std::size_t>(i)];
        draft.fields.push_back({field.element.code, field.element.id, field.element.label, field.element.type,
                                static_cast<int>(field.confirm) == 1, i == definition.key_field,
                                i == definition.name_field, field.counts_of});
    }
    return draft;
}

// A task as a unit was asked it.
struct AskedTask {
    TaskId task;
    UnitId issuer;
    std::string title;
    std::string period;
    Instant published_at;
    Instant deadline;
    Draft draft;  // what its version asks
    std::optional<Instant> reported_at;
    std::string origin;  // "manual", "one_click", "system"; "" while nothing came
};

// A time that a form was put to units.
struct Round {
    TaskId task;
    std::string title;
    std::string period;
    Instant published_at;
    std::int64_t units = 0;  // that file it
};

// What connections.cpp connects. All outlive the routes.
struct Sources {
    std::function<std::optional<Draft>(storage::Snapshot&, FormId)> find_draft;
    std::function<std::vector<AskedTask>(storage::Snapshot&, UnitId, Date from, Date to)> list_asked;
    std::function<std::optional<AskedTask>(storage::Snapshot&, TaskId, UnitId)> find_asked;
    std::function<void(storage::Tx&, TaskId, UnitId)> pause_unit;
    std::function<void(storage::Tx&, TaskId, UnitId)> resume_unit;
    // Every task of the form of the days [from, to], void ones aside, newest first.
    std::function<std::vector<Round>(storage::Snapshot&, FormId, Date from, Date to)> list_rounds;
    // A new draft form of the department, from the JSON of a definition.
    std::function<FormId(storage::Tx&, const Actor&, std::string_view definition_json)> insert_draft;
    // A new draft of the same department with these fields of a roster, to be asked as numbers; nothing where
    // the form is no roster.
    std::function<std::optional<FormId>(storage::Tx&, const Actor&, FormId, const std::vector<std::string>&)>
        insert_counts_draft;
    // Whether a post holds a permission.
    std::function<bool(storage::Snapshot&, PostId, std::string_view permission)> may;
    const secrets::Keyring* keys = nullptr;  // seals workbooks while they wait
    storage::Database* database = nullptr;   // for the first halves that read before their transaction
};

void AddRoutes(http::Router& router, const Sources& sources);
// Silence, expiry and the warnings before it.
void AddJobs(jobs::Runner& runner);

// Puts the shipped gates, minutes and derivations in force where there are none yet. At each start.
void Seed(storage::Tx& tx);

// --- For forms ------------------------------------------------------------------------------------

// What admission says of a form before a version is frozen, and before one is put to anybody.
struct Standing {
    Findings findings;  // why nobody may be asked; empty: admitted
    std::string number;
    std::string issuer_name;
    std::optional<Date> valid_until;
    // While a version is frozen: fields that the hub computes, by code and expression, and fields that become
    // numbers of the unit.
    std::vector<std::pair<std::string, std::string>> computed;
    std::vector<std::string> counted;
};
struct ScopePart {
    UnitId root;
    std::optional<directory::Level> level;  // nothing: the root alone
};
// A frozen version on its way to units.
struct Publishing {
    std::vector<ScopePart> scope;  // in the tree in force
    // How many tasks of the form put this year's question to a unit of the scope already.
    std::function<std::int64_t()> asked_before;
};
// `draft` is what the version asks; its form and owner are the form's. Before publishing the number on it
// must be the one that is in force, the scope must lie within the admitted one, and a form that was judged
// goes to a unit no more often in a year than it was admitted for.
Standing CheckForm(storage::Snapshot& snapshot, const Draft& draft, const Publishing* publishing, Date today);

// 转请核实 that waits for its answer: the unit's clock stands still until then.
struct OpenVerification {
    UnitId unit;  // that asked
    Instant since;
    std::string kind;  // "no_number", "expired", "held", "duplicate", "unclear", "not_ours", "other"
    std::vector<std::string> fields;  // codes of what is doubted; none: the task as a whole
    Date answer_due;
};
std::optional<OpenVerification> FindOpenVerification(storage::Snapshot& snapshot, TaskId task, UnitId unit);

// --- For the catalogue, and for what units were handed --------------------------------------------

// A form that may be put to units now.
struct LiveForm {
    FormId form;
    ProposalId proposal;
    std::string title;
    std::string number;
    UnitId issuer;
    std::string period;
    std::optional<Date> valid_until;
    std::vector<ElementId> elements;  // in the order of the form
};
std::vector<LiveForm> ListLiveForms(storage::Snapshot& snapshot);
std::vector<LiveForm> ListAskingFor(storage::Snapshot& snapshot, ElementId element);

// The header of the workbook that a draft came from, as JSON text: {"layout": workbook::ToJson, "columns":
// […]}, where each column of the layout is a field's code, "@number" (序号), "@unit" (the unit's name) or
// null. Nothing for a form that was drawn by hand.
std::optional<std::string> FindLayout(storage::Snapshot& snapshot, FormId form);

// --- For the figures -----------------------------------------------------------------------------------

// What one cell of that type takes by the minutes in force, in hundredths of a minute.
std::int64_t MinutesOf(storage::Snapshot& snapshot, catalogue::ValueType type);

// --- For the sample city --------------------------------------------------------------------------

// A form that was admitted before this program kept the gate: its marks stand as they are.
struct Registered {
    UnitId root;
    std::optional<directory::Level> level;
    std::string purpose;
    std::string legal_basis;
};
ProposalId RegisterAdmitted(storage::Tx& tx, const Draft& draft, const Registered& registered);

// A proposal as its department would have made it at tx.Now(), and handed in where `submitted`.
struct SampleProposal {
    UnitId root;
    std::optional<directory::Level> level;
    std::string purpose;
    std::string legal_basis;
    struct Wish {
        std::string code;
        std::string answer;  // "ask", "use_held", "counts", "rows", "drop"
        std::string justification;
    };
    std::vector<Wish> wishes;
    bool submitted = false;
};
ProposalId InsertSampleProposal(storage::Tx& tx, const Draft& draft, const SampleProposal& sample);

}  // namespace qz::admission
