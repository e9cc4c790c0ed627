#include "forms/return_view.hpp"

namespace qz::forms {

namespace {

using catalogue::ValueType;

void Member(std::string& out, std::string_view name, std::string_view text) {
    AppendJson(out, name);
    out += ':';
    AppendJson(out, text);
}

void MomentMember(std::string& out, std::string_view name, const std::optional<Instant>& moment) {
    AppendJson(out, name);
    out += ':';
    if (moment) {
        AppendJson(out, moment->ToString());
    } else {
        out += "null";
    }
}

// One screenful of cells: {"code":{value,shown,source,as_of,needs,disputed,previous},…}.
class CellWriter {
 public:
    CellWriter(const ViewInput& input, const secrets::Keyring& keys)
        : input_(input), keys_(keys), today_(DateOf(input.now)) {}

    // `current` is the reported row, or null while nothing was reported. Returns how many cells need a
    // person.
    int Write(std::string& out, const BaselineRow& row, const AnswerRow* current) {
        const Definition& definition = input_.at.definition();
        const std::string subject = definition.SubjectOf(row.key);
        int needs_count = 0;
        out += '{';
        for (std::size_t i = 0; i < definition.fields.size(); ++i) {
            const Field& field = definition.fields[i];
            const HeldCell& held = row.cells[i];
            const StoredValue& value = current ? current->cells[i] : held.value;
            const Need need = current ? Need::kNothing : NeedOf(field, held, input_.baseline, today_);
            if (need == Need::kMissing || need == Need::kConfirm) ++needs_count;
            if (i > 0) out += ',';
            AppendJson(out, field.element.code);
            out += ":{\"value\":";
            Value(out, field, value);
            out += ",\"shown\":";
            AppendJson(out, value ? Shown(keys_, field, input_.at.unit, subject, *value) : std::string());
            out += ",\"source\":";
            out += held.source >= 0 ? std::to_string(held.source) : "null";
            out += ",\"needs\":";
            if (need == Need::kNothing) {
                out += "null";
            } else {
                AppendJson(out, ToWord(need));
            }
            if (current && value != held.value) {
                out += ",\"previous\":";
                AppendJson(out, held.value ? Shown(keys_, field, input_.at.unit, subject, *held.value)
                                           : std::string());
            }
            if (Disputed(field.element.code, row.key)) out += ",\"disputed\":true";
            out += '}';
        }
        out += '}';
        return needs_count;
    }

 private:
    static void Value(std::string& out, const Field& field, const StoredValue& value) {
        if (!value || field.element.type == ValueType::kIdNumber) {
            out += "null";
        } else {
            AppendJson(out, *value);
        }
    }

    bool Disputed(std::string_view code, std::string_view key) const {
        for (const Correction& correction : input_.corrections) {
            if (correction.state == CorrectionState::kOpen && correction.field == code &&
                correction.row_key == key) {
                return true;
            }
        }
        return false;
    }

    const ViewInput& input_;
    const secrets::Keyring& keys_;
    Date today_;
};

// A form's own last report needs no name: the screen calls it 上次填报.
std::string_view LabelOf(const BaselineSource& source, const Definition& definition) {
    return source.kind == "return" && source.label == definition.title ? std::string_view() : source.label;
}

// The fields of a single form under the source that they truly came from, in the order of the form.
void Groups(std::string& out, const Baseline& baseline, const Definition& definition) {
    out += "\"sources\":[";
    for (std::size_t s = 0; s < baseline.sources.size(); ++s) {
        const BaselineSource& source = baseline.sources[s];
        if (s > 0) out += ',';
        out += '{';
        Member(out, "kind", source.kind);
        out += ',';
        Member(out, "label", LabelOf(source, definition));
        out += ',';
        Member(out, "as_of", source.as_of.ToString());
        out += '}';
    }
    out += "],\"groups\":[";
    if (definition.layout == Layout::kSingle && !baseline.rows.empty()) {
        const BaselineRow& row = baseline.rows.front();
        bool first = true;
        for (std::size_t s = 0; s < baseline.sources.size(); ++s) {
            const BaselineSource& source = baseline.sources[s];
            std::string codes;
            for (std::size_t i = 0; i < row.cells.size(); ++i) {
                if (row.cells[i].source != static_cast<int>(s)) continue;
                if (!codes.empty()) codes += ',';
                AppendJson(codes, definition.fields[i].element.code);
            }
            if (codes.empty()) continue;
            if (!first) out += ',';
            first = false;
            out += "{\"source\":{";
            Member(out, "kind", source.kind);
            out += ',';
            Member(out, "label", LabelOf(source, definition));
            out += ',';
            Member(out, "as_of", source.as_of.ToString());
            out += "},\"fields\":[" + codes + "]}";
        }
    }
    out += ']';
}

// Sex and age out of an ID number, so that nobody is asked for them.
std::string About(const secrets::Keyring& keys, const ViewInput& input, const AnswerRow* current,
                  const BaselineRow& row) {
    const Definition& definition = input.at.definition();
    if (definition.key_field < 0) return "null";
    const auto at = static_cast<std::size_t>(definition.key_field);
    const StoredValue& stored = current ? current->cells[at] : row.cells[at].value;
    if (!stored || !secrets::Keyring::IsSealed(*stored)) return "null";
    const std::string binding =
        secrets::BindingOf(input.at.unit, definition.SubjectOf(row.key), definition.fields[at].element.code);
    const auto facts = catalogue::ReadIdNumber(keys.Open(*stored, binding));
    if (!facts) return "null";
    const auto born = facts->birth.Civil();
    const auto today = DateOf(input.now).Civil();
    int age = static_cast<int>(today.year()) - static_cast<int>(born.year());
    if (today.month() < born.month() || (today.month() == born.month() && today.day() < born.day())) --age;
    return std::string("{\"female\":") + (facts->female ? "true" : "false") +
           ",\"age\":" + std::to_string(age) + ",\"birth\":\"" + facts->birth.ToString() + "\"}";
}

void Rows(std::string& out, CellWriter& cells, const secrets::Keyring& keys, const ViewInput& input,
          const std::vector<AnswerRow>& answers) {
    const Definition& definition = input.at.definition();
    const bool reported = input.filed && input.filed->answers && Counts(input.filed->state);
    std::unordered_map<std::string_view, const AnswerRow*> answer_of;
    for (const AnswerRow& answer : answers) answer_of.emplace(answer.key, &answer);
    out += "\"rows\":[";
    bool first = true;
    const auto write = [&](const BaselineRow& row, const AnswerRow* current) {
        if (!first) out += ',';
        first = false;
        out += '{';
        Member(out, "key", row.key);
        const auto name = static_cast<std::size_t>(std::max(definition.name_field, 0));
        const StoredValue& shown = current ? current->cells[name] : row.cells[name].value;
        out += ',';
        Member(out, "name", shown.value_or(""));
        out += ",\"about\":" + About(keys, input, current, row) + ",\"values\":";
        const int needs = cells.Write(out, row, current);
        out += ",\"needs\":" + std::to_string(needs) + '}';
    };
    for (const BaselineRow& row : input.baseline.rows) {
        const auto answer = answer_of.find(row.key);
        if (reported && answer == answer_of.end()) continue;  // left
        write(row, reported ? answer->second : nullptr);
        if (answer != answer_of.end()) answer_of.erase(answer);
    }
    if (reported) {
        for (const AnswerRow& answer : answers) {
            if (!answer_of.contains(answer.key)) continue;
            write({answer.key, std::vector<HeldCell>(definition.fields.size())}, &answer);
        }
    }
    out += ']';
}

// Who left the list in the last report, so that nobody vanishes from the screen or the paper without a word.
std::string RowsLeft(const ViewInput& input) {
    json::array left;
    const Definition& definition = input.at.definition();
    if (input.filed && input.filed->changes && definition.layout == Layout::kRoster) {
        for (const RowChange& change : ReadChanges(definition, *input.filed->changes)) {
            if (change.state != RowState::kLeft) continue;
            const BaselineRow* before = input.baseline.Find(change.key);
            const auto name = static_cast<std::size_t>(std::max(definition.name_field, 0));
            left.push_back(
                json::object{{"key", change.key},
                             {"name", before ? before->cells[name].value.value_or("") : std::string()},
                             {"reason", change.reason}});
        }
    }
    return json::serialize(left);
}

// The lines that stand under a printed return: who signed, who reviewed, and a code by which paper and file
// are compared.
void PrintLines(std::string& out, storage::Snapshot& snapshot, const Return& filed,
                const Connections& connections) {
    std::string head;
    std::string reviewer;
    for (const DecisionView& decision : ListDecisions(snapshot, filed.unit, filed.task)) {
        if (decision.return_version != filed.version || !decision.by) continue;
        if (decision.verdict == "signed") head = connections.name_of(snapshot, decision.by);
        if (decision.verdict == "approved") reviewer = connections.name_of(snapshot, decision.by);
    }
    out += ',';
    Member(out, "head", head);
    out += ',';
    Member(out, "reviewed_by", reviewer);
    out += ',';
    const std::string whole =
        filed.id.ToString() + ':' + std::to_string(filed.version) + ':' + *filed.answers;
    Member(out, "check_code", secrets::Hex(secrets::Sha256(whole)).substr(0, 12));
}

// 核实中, for the unit itself alone: nobody else learns who doubts a form.
void VerifyingMember(std::string& out, storage::Snapshot& snapshot, const ViewInput& input,
                     const Connections& connections) {
    const UnitTask& at = input.at;
    // Only a unit whose own clock stood still can have asked.
    const auto open = input.mine && at.own && connections.verifying
                          ? connections.verifying(snapshot, at.task().id, at.unit)
                          : std::nullopt;
    out += ",\"deadline\":";
    AppendJson(out, (input.mine ? at.task() : at.entry->task).deadline.ToString());
    out += ",\"verifying\":";
    if (!open) {
        out += "null";
        return;
    }
    const auto asker = at.entry->tree->Find(open->unit);
    json::array fields;
    for (const std::string& code : open->fields) fields.push_back(json::value(code));
    out += json::serialize(json::object{
        {"since", open->since.ToString()},
        {"by", asker ? json::value(directory::UnitJson(at.entry->tree->At(*asker))) : json::value()},
        {"kind", open->kind},
        {"fields", std::move(fields)},
        {"answer_due", open->answer_due.ToString()}});
}

// Who comes after a unit that is gone; null for one that is there.
json::value GoneJson(storage::Snapshot& snapshot, const UnitTask& at) {
    if (!at.gone) return nullptr;
    const auto tree = directory::CurrentTree(snapshot);
    const auto succession = directory::CurrentSuccession(snapshot);
    json::array successors;
    json::value keeper;
    for (const directory::Successor& successor : succession->Of(*tree, at.unit)) {
        json::object unit = directory::UnitJson(tree->At(*tree->Find(successor.unit)));
        if (successor.keeps) {
            keeper = std::move(unit);
        } else {
            successors.push_back(std::move(unit));
        }
    }
    return json::object{{"successors", std::move(successors)}, {"kept_by", std::move(keeper)}};
}

std::string WhyNot(const ViewInput& input) {
    const Task& task = input.at.task();
    if (!input.mine) return "forms.return.not_yours";
    if (!input.at.files) return "forms.return.not_filing";
    if (input.filed && input.filed->revision == 0) return "forms.return.filed_by_hub";
    if (input.filed &&
        (input.filed->state == ReturnState::kReported || input.filed->state == ReturnState::kApproved ||
         input.filed->state == ReturnState::kSigning)) {
        return "forms.return.already_reported";
    }
    try {
        CheckMayReport(task, input.now, input.filed);
    } catch (const Problem& problem) {
        return problem.code();
    }
    return {};
}

}  // namespace

std::string Shown(const secrets::Keyring& keys, const Field& field, UnitId unit, std::string_view subject,
                  const std::string& stored) {
    switch (field.element.type) {
        case ValueType::kIdNumber:
            return catalogue::Masked(keys, field.element, unit, subject, stored);
        case ValueType::kChoice:
            for (const catalogue::Code& choice : field.element.choices) {
                if (choice.code == stored) return choice.label;
            }
            return stored;
        default:
            return stored;
    }
}

json::object TaskJson(storage::Snapshot& snapshot, const TaskEntry& entry) {
    const Task& task = entry.task;
    const Definition& definition = entry.definition();
    json::object object;
    object["id"] = task.id.ToString();
    object["title"] = task.title;
    object["form"] = json::object{{"id", task.form.ToString()},
                                  {"title", definition.title},
                                  {"class", ToWord(definition.form_class)},
                                  {"layout", ToWord(definition.layout)}};
    object["version"] = task.version.ToString();
    object["period"] = task.period;
    const auto issuer = entry.tree->Find(task.issuer);
    object["issuer"] = issuer ? json::value(directory::UnitJson(entry.tree->At(*issuer))) : json::value();
    object["published_at"] = task.published_at.ToString();
    object["deadline"] = task.deadline.ToString();
    object["state"] = ToWord(task.state);
    object["late"] = ToWord(task.late);
    json::array chain;
    for (const Step step : task.chain) chain.push_back(json::value(ToWord(step)));
    object["chain"] = std::move(chain);
    object["step_days"] = task.step_days;
    object["contact"] = json::object{{"name", task.contact_name}, {"phone", task.contact_phone}};
    object["note"] = task.note;
    const Marks& marks = definition.marks;
    object["marks"] = json::object{
        {"admission_number", marks.admission_number},
        {"issuer", marks.issuer},
        {"valid_until", marks.valid_until ? json::value(marks.valid_until->ToString()) : json::value()},
        {"form_number", marks.form_number},
        {"approval", marks.approval}};
    json::array scope;
    for (const ScopePart& part : task.scope) {
        const auto root = entry.tree->Find(part.root);
        scope.push_back(json::object{
            {"unit", root ? json::value(directory::UnitJson(entry.tree->At(*root))) : json::value()},
            {"level", part.level ? directory::ToWord(*part.level) : "self"}});
    }
    object["scope"] = std::move(scope);
    object["due"] = entry.Filing(snapshot).size();
    object["auto"] = task.auto_file;
    object["revision"] = task.revision;
    object["state_reason"] = task.state_reason;
    const std::vector<Postponement>& postponements = entry.Postponements(snapshot);
    object["postponed"] = nullptr;
    if (!postponements.empty()) {
        const Postponement& last = postponements.back();
        object["postponed"] =
            json::object{{"at", last.at.ToString()}, {"from", last.was.ToString()}, {"reason", last.reason}};
    }
    return object;
}

json::object CorrectionJson(storage::Snapshot& snapshot, const Correction& correction,
                            const Connections& connections) {
    json::object object;
    object["id"] = correction.id.ToString();
    const TaskPointer entry = FindTask(snapshot, correction.task);
    const auto shown = [&](const StoredValue& value) -> json::value {
        if (!value) return nullptr;
        const auto field = entry ? entry->definition().FindField(correction.field) : std::nullopt;
        if (!field) return json::value(*value);
        return json::value(Shown(*connections.keys,
                                 entry->definition().fields[static_cast<std::size_t>(*field)],
                                 correction.unit, correction.subject, *value));
    };
    const auto unit = entry ? entry->tree->Find(correction.unit) : std::nullopt;
    object["unit"] = unit ? json::value(directory::UnitJson(entry->tree->At(*unit)))
                          : directory::LastUnitJson(snapshot, correction.unit);
    // Villages of one name are many: whoever decides sees where it lies.
    json::array path;
    if (unit) {
        const std::vector<Ordinal> above = entry->tree->Path(*unit);
        for (std::size_t i = 1; i + 1 < above.size(); ++i)
            path.push_back(json::value(entry->tree->At(above[i]).name));
    }
    object["path"] = std::move(path);
    if (entry) {
        object["task"] = json::object{{"id", correction.task.ToString()}, {"title", entry->task.title}};
        if (const auto decider = entry->tree->Find(correction.decider)) {
            object["decider"] = directory::UnitJson(entry->tree->At(*decider));
        }
        if (const auto field = entry->definition().FindField(correction.field)) {
            object["label"] = entry->definition().fields[static_cast<std::size_t>(*field)].element.label;
        }
    }
    object["row"] = correction.row_name;
    object["row_key"] = correction.row_key;
    object["field"] = correction.field;
    object["held"] = shown(correction.held);
    object["reported"] = shown(correction.reported);
    object["source"] = correction.held_source;
    object["reason"] = correction.reason;
    object["state"] = correction.escalated && correction.state == CorrectionState::kOpen
                          ? "escalated"
                          : ToWord(correction.state);
    object["due"] = correction.due.ToString();
    object["opened_at"] = correction.opened_at.ToString();
    object["decided_at"] =
        correction.decided_at ? json::value(correction.decided_at->ToString()) : json::value();
    object["decision_reason"] = correction.decision_reason;
    object["revision"] = correction.revision;
    return object;
}

std::string ReturnViewJson(storage::Snapshot& snapshot, const ViewInput& input,
                           const Connections& connections) {
    const UnitTask& at = input.at;
    const Definition& definition = at.definition();
    const std::optional<Return>& filed = input.filed;
    const bool shows_answers = filed && filed->answers && Counts(filed->state);
    const std::vector<AnswerRow> answers =
        filed && filed->answers ? ReadAnswers(*filed->answers) : std::vector<AnswerRow>();

    std::string out;
    out.reserve(at.entry->version->json.size() + 8192);
    out += "{\"task\":";
    out += json::serialize(TaskJson(snapshot, *at.entry));
    out += ",\"unit\":";
    out += json::serialize(directory::UnitJson(at.entry->tree->At(at.ordinal)));
    out += ",\"gone\":";
    out += json::serialize(GoneJson(snapshot, at));
    out += ",\"definition\":";
    out += at.entry->version->json;
    out += ',';
    Member(out, "state", filed ? ToWord(filed->state) : "new");
    out += ",\"revision\":" + std::to_string(filed ? filed->revision : 0);
    const std::string why_not = WhyNot(input);
    out += std::string(",\"editable\":") + (why_not.empty() ? "true" : "false") + ",\"why_not\":";
    if (why_not.empty()) {
        out += "null";
    } else {
        AppendJson(out, why_not);
    }
    out += ',';
    MomentMember(out, "opened_at", filed ? std::optional<Instant>(filed->opened_at) : std::nullopt);
    out += ',';
    MomentMember(out, "reported_at", filed ? filed->reported_at : std::nullopt);
    out += ",\"filler\":";
    if (filed && filed->reported_by) {
        AppendJson(out, connections.name_of(snapshot, *filed->reported_by));
        out += ",\"filler_phone\":";
        AppendJson(
            out, connections.phone_of ? connections.phone_of(snapshot, *filed->reported_by) : std::string());
    } else {
        out += "null,\"filler_phone\":null";
    }
    out += ',';
    Member(out, "origin", filed ? ToWord(filed->origin) : "manual");
    out += std::string(",\"late\":") + (filed && filed->late ? "true" : "false");
    out += std::string(",\"unsigned\":") + (filed && filed->not_signed ? "true" : "false");
    out += ",\"step\":" + std::to_string(filed ? filed->step : 0) + ",\"reviewer\":";
    const auto reviewer =
        ReviewerAt(at.task(), StepAt(at.task(), filed ? filed->step : 0), *at.review.tree, at.review.ordinal);
    const auto reviewer_ordinal = reviewer ? at.review.tree->Find(*reviewer) : std::nullopt;
    out += reviewer_ordinal ? json::serialize(directory::UnitJson(at.review.tree->At(*reviewer_ordinal)))
                            : "null";
    out += ',';
    Groups(out, input.baseline, definition);
    out += ',';
    CellWriter cells(input, *connections.keys);
    if (definition.layout == Layout::kSingle) {
        out += "\"values\":";
        const BaselineRow empty{"", std::vector<HeldCell>(definition.fields.size())};
        const BaselineRow& row = input.baseline.rows.empty() ? empty : input.baseline.rows.front();
        const int needs =
            cells.Write(out, row, shows_answers && !answers.empty() ? &answers.front() : nullptr);
        out += ",\"rows\":[],\"needs\":" + std::to_string(needs);
    } else {
        out += "\"values\":{},";
        Rows(out, cells, *connections.keys, input, answers);
    }
    out += ",\"draft\":";
    if (filed && filed->draft && input.mine) {
        out += *filed->draft;
        out.pop_back();
        out += ',';
        MomentMember(out, "saved_at", filed->draft_at);
        out += ",\"by\":";
        AppendJson(out, filed->draft_by ? connections.name_of(snapshot, *filed->draft_by) : std::string());
        out += '}';
    } else {
        out += "null";
    }
    out += ",\"sent_back\":";
    out += filed && filed->sent_back ? *filed->sent_back : "null";
    json::array corrections;
    for (const Correction& correction : input.corrections) {
        corrections.push_back(CorrectionJson(snapshot, correction, connections));
    }
    out += ",\"corrections\":" + json::serialize(corrections);
    out += ",\"rows_left\":" + RowsLeft(input);
    VerifyingMember(out, snapshot, input, connections);
    if (shows_answers) PrintLines(out, snapshot, *filed, connections);
    out += '}';
    return out;
}

}  // namespace qz::forms
