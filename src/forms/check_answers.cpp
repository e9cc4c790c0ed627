#include <algorithm>
#include <map>
#include <set>

#include "forms/answers.hpp"
#include "forms/derived.hpp"

namespace qz::forms {

namespace {

using catalogue::Element;
using catalogue::ValueType;

std::string PathOf(const Definition& definition, std::string_view row_key, int field) {
    const std::string& code = definition.fields[static_cast<std::size_t>(field)].element.code;
    if (definition.layout == Layout::kSingle) return "answers." + code;
    return "rows." + std::string(row_key) + "." + code;
}

// What Sealing::new_key makes.
bool IsLocalKey(std::string_view key) {
    return key.size() > 1 && key.front() == 'n' &&
           std::all_of(key.begin() + 1, key.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// One row while it is being judged.
struct Judged {
    const TypedRow* typed = nullptr;
    const BaselineRow* before = nullptr;
    AnswerRow answer;
    std::vector<char> answered;  // a person gave this cell in this return
    std::vector<char> faulty;
    std::string path_key;  // how findings name the row: the key that the client used
};

class Judge {
 public:
    Judge(const Definition& definition, const Baseline& baseline, const Typed& typed, const Sealing& sealing)
        : definition_(definition), baseline_(baseline), typed_(typed), sealing_(sealing) {}

    Checked Run() {
        CollectRows();
        for (Judged& row : rows_) {
            ReadRow(row);
            CheckRow(row);
        }
        CheckTwice();
        for (Judged& row : rows_) CheckRules(row);
        for (Judged& row : rows_) Compare(row);
        AddLeft();
        for (Judged& row : rows_) checked_.rows.push_back(std::move(row.answer));
        return std::move(checked_);
    }

 private:
    void Fault(const Judged& row, int field, std::string code, Arguments arguments = {}, bool blocks = true) {
        std::string path = PathOf(definition_, row.path_key, field);
        if (!blocks && typed_.remarks.contains(path)) return;  // a warning with a remark is answered
        checked_.findings.push_back({std::move(path), std::move(code), std::move(arguments), blocks});
    }

    void CollectRows() {
        if (typed_.zero) {
            checked_.touched = true;
            if (!definition_.zero_report) {
                checked_.findings.push_back({"zero", "forms.return.no_zero_report", {}});
                return;
            }
            if (definition_.layout == Layout::kRoster) {
                // Nobody leaves a list without a reason.
                if (!baseline_.rows.empty())
                    checked_.findings.push_back({"zero",
                                                 "forms.return.zero_with_rows",
                                                 {{"count", std::to_string(baseline_.rows.size())}}});
                return;
            }
        }
        std::map<std::string_view, const TypedRow*> by_key;
        for (const TypedRow& row : typed_.rows) {
            if (!by_key.emplace(row.key, &row).second) {
                checked_.findings.push_back({"rows." + row.key, "forms.return.row_twice", {}});
            }
            if (!row.cells.empty() || row.state == RowState::kAdded || row.state == RowState::kLeft) {
                checked_.touched = true;
            }
        }
        for (const BaselineRow& before : baseline_.rows) {
            const auto typed = by_key.find(before.key);
            const TypedRow* row = typed == by_key.end() ? nullptr : typed->second;
            if (typed != by_key.end()) by_key.erase(typed);
            if (row && row->state == RowState::kLeft) {
                if (row->reason.empty()) {
                    checked_.findings.push_back({"rows." + row->key, "forms.return.left_needs_reason", {}});
                }
                left_.push_back({row, &before});
                continue;
            }
            AddRow(row, &before, before.key);
        }
        // In the order in which they were typed.
        for (const TypedRow& row : typed_.rows) {
            if (!by_key.contains(row.key)) continue;
            if (definition_.layout == Layout::kSingle ? !row.key.empty() : row.state != RowState::kAdded) {
                checked_.findings.push_back({"rows." + row.key, "forms.return.unknown_row", {}});
                continue;
            }
            AddRow(&row, nullptr, row.key);
        }
        if (definition_.layout == Layout::kSingle && rows_.empty()) AddRow(nullptr, nullptr, "");
    }

    void AddRow(const TypedRow* typed, const BaselineRow* before, std::string_view path_key) {
        Judged row;
        row.typed = typed;
        row.before = before;
        row.path_key = std::string(path_key);
        row.answer.key = before ? before->key : std::string();
        row.answer.cells.resize(definition_.fields.size());
        row.answered.resize(definition_.fields.size());
        row.faulty.resize(definition_.fields.size());
        rows_.push_back(std::move(row));
    }

    // The key first, because sealed values are bound to it.
    void ReadRow(Judged& row) {
        const std::size_t count = definition_.fields.size();
        if (row.before) {
            for (std::size_t i = 0; i < count; ++i) row.answer.cells[i] = row.before->cells[i].value;
        }
        std::vector<StoredValue> plain(count);
        if (row.typed) {
            for (const TypedCell& cell : row.typed->cells) {
                const auto field = definition_.FindField(cell.code);
                if (!field) {
                    const std::string place =
                        definition_.layout == Layout::kSingle ? "answers." : "rows." + row.path_key + ".";
                    checked_.findings.push_back({place + cell.code, "platform.http.unknown_member", {}});
                    continue;
                }
                const auto at = static_cast<std::size_t>(*field);
                row.answered[at] = 1;
                const std::size_t before = checked_.findings.size();
                if (cell.text) {
                    plain[at] = catalogue::ReadValue(definition_.fields[at].element, *cell.text, {},
                                                     checked_.findings);
                }
                row.faulty[at] = checked_.findings.size() != before;
                for (std::size_t fault = before; fault < checked_.findings.size(); ++fault) {
                    checked_.findings[fault].field = PathOf(definition_, row.path_key, *field);
                }
            }
        }
        if (!row.before && definition_.layout == Layout::kRoster) {
            const auto key_field = static_cast<std::size_t>(definition_.key_field);
            if (definition_.key_field >= 0 && plain[key_field] && !row.faulty[key_field]) {
                row.answer.key = sealing_.key_of(*plain[key_field]);
            } else {
                // A row that was reported before and came back keeps its key, and so its history.
                row.answer.key = IsLocalKey(row.path_key) ? row.path_key : sealing_.new_key();
            }
            checked_.keys.emplace(row.path_key, row.answer.key);
        }
        const std::string subject = definition_.SubjectOf(row.answer.key);
        for (std::size_t i = 0; i < count; ++i) {
            if (!row.answered[i] || row.faulty[i]) continue;
            const Element& element = definition_.fields[i].element;
            row.answer.cells[i] = element.type == ValueType::kIdNumber
                                      ? sealing_.protect(element, subject, plain[i])
                                      : plain[i];
        }
        Compute(row, plain);
        if (definition_.key_field >= 0) {
            const auto key_field = static_cast<std::size_t>(definition_.key_field);
            person_keys_.push_back(row.answered[key_field] && plain[key_field] && !row.faulty[key_field]
                                       ? sealing_.key_of(*plain[key_field])
                                       : row.answer.key);
        }
        if (typed_.zero) ReportZero(row);
    }

    // What an ID number says is taken from it; typing something else is a fault of the one or the other.
    void Compute(Judged& row, const std::vector<StoredValue>& plain) {
        for (std::size_t i = 0; i < definition_.fields.size(); ++i) {
            const auto number = NumberBehind(definition_, i);
            if (!number) continue;
            StoredValue computed;
            if (row.answered[*number]) {
                if (row.faulty[*number] || !plain[*number]) continue;
                computed = ReadFromNumber(definition_.fields[i], *plain[*number], sealing_.today);
            } else if (row.before && row.before->cells[i].source >= 0 &&
                       baseline_.sources[static_cast<std::size_t>(row.before->cells[i].source)].kind ==
                           "derived") {
                computed = row.before->cells[i].value;
            }
            if (!computed || row.faulty[i]) continue;
            if (row.answered[i] && row.answer.cells[i] && row.answer.cells[i] != computed) {
                row.faulty[i] = 1;
                Fault(row, static_cast<int>(i), "forms.return.computed",
                      {{"label", definition_.fields[i].element.label},
                       {"number", definition_.fields[*number].element.label}});
            }
            row.answer.cells[i] = computed;
        }
    }

    void ReportZero(Judged& row) {
        for (std::size_t i = 0; i < definition_.fields.size(); ++i) {
            const ValueType type = definition_.fields[i].element.type;
            if (type == ValueType::kInteger || type == ValueType::kDecimal) row.answer.cells[i] = "0";
        }
    }

    void CheckRow(Judged& row) {
        for (std::size_t i = 0; i < definition_.fields.size(); ++i) {
            if (row.faulty[i]) continue;
            const Field& field = definition_.fields[i];
            const StoredValue& value = row.answer.cells[i];
            const int position = static_cast<int>(i);
            if (!value) {
                if (field.required && !typed_.zero) {
                    Fault(row, position, "forms.return.required", {{"label", field.element.label}});
                } else if (field.confirm == Confirm::kAlways && !row.answered[i] && !typed_.zero) {
                    Fault(row, position, "forms.return.confirm", {{"label", field.element.label}});
                }
                continue;
            }
            if (field.confirm == Confirm::kAlways && !row.answered[i] && !typed_.zero) {
                Fault(row, position, "forms.return.confirm", {{"label", field.element.label}});
                continue;
            }
            if (!typed_.zero) CheckLimits(row, position, field, *value);
        }
    }

    void CheckLimits(const Judged& row, int position, const Field& field, const std::string& value) {
        if (!field.least && !field.most) return;
        const auto number = Decimal::Parse(value);
        if (!number) return;
        if (field.least && *number < *field.least) {
            Fault(row, position, "forms.return.below",
                  {{"label", field.element.label}, {"least", field.least->ToString()}});
        } else if (field.most && *field.most < *number) {
            Fault(row, position, "forms.return.above",
                  {{"label", field.element.label}, {"most", field.most->ToString()}});
        }
    }

    // The same person twice in one return.
    void CheckTwice() {
        if (definition_.key_field < 0) return;
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (!seen.insert(person_keys_[i]).second)
                Fault(rows_[i], definition_.key_field, "forms.return.person_twice");
            // Under one key: what leaves would take with it what was just typed.
            const bool left = std::any_of(left_.begin(), left_.end(), [&](const auto& gone) {
                return gone.second->key == rows_[i].answer.key;
            });
            if (left) Fault(rows_[i], definition_.key_field, "forms.return.person_left");
        }
    }

    expressions::Value ValueOf(int field, const StoredValue& value) const {
        if (field < 0 || !value) return {};
        switch (definition_.fields[static_cast<std::size_t>(field)].element.type) {
            case ValueType::kInteger:
            case ValueType::kDecimal: {
                const auto number = Decimal::Parse(*value);
                return number ? expressions::Value::Number(*number) : expressions::Value();
            }
            case ValueType::kYesNo:
                return expressions::Value::Truth(*value == "1");
            case ValueType::kIdNumber:
                return {};  // sealed: no rule reads it
            default:
                return expressions::Value::Text(*value);
        }
    }

    void CheckRules(const Judged& row) {
        for (const Rule& rule : definition_.rules) {
            const auto verdict =
                expressions::Judge(*rule.program, [&](std::size_t element, expressions::Period period) {
                    const int field = rule.reads[element];
                    if (field < 0) return expressions::Value();
                    const auto at = static_cast<std::size_t>(field);
                    if (period == expressions::Period::kLast) {
                        return row.before ? ValueOf(field, row.before->cells[at].value)
                                          : expressions::Value();
                    }
                    return row.faulty[at] ? expressions::Value() : ValueOf(field, row.answer.cells[at]);
                });
            const int where = rule.fields.empty() || rule.fields.front() < 0 ? 0 : rule.fields.front();
            if (const auto* fault = std::get_if<expressions::Fault>(&verdict)) {
                Fault(row, where, fault->code, fault->arguments);
            } else if (std::get<expressions::Verdict>(verdict) == expressions::Verdict::kBroken) {
                Fault(row, where, "forms.return.rule", {{"message", rule.message}},
                      rule.severity == Severity::kError);
            }
        }
    }

    void Compare(const Judged& row) {
        static const StoredValue nothing;
        RowChange change;
        change.key = row.answer.key;
        change.state = row.before ? RowState::kChanged : RowState::kAdded;
        for (std::size_t i = 0; i < definition_.fields.size(); ++i) {
            const StoredValue& before = row.before ? row.before->cells[i].value : nothing;
            const StoredValue& after = row.answer.cells[i];
            if (before == after) continue;
            change.cells.push_back(
                {static_cast<int>(i), before, after, row.before && before && Disputed(row, i)});
        }
        if (!change.cells.empty()) checked_.changes.push_back(std::move(change));
    }

    // A value that did not come from this unit's own last report is not simply replaced: its source is asked.
    // And a unit may call any value wrong.
    bool Disputed(const Judged& row, std::size_t field) const {
        if (NumberBehind(definition_, field)) return false;
        const int source = row.before->cells[field].source;
        if (source >= 0 && baseline_.sources[static_cast<std::size_t>(source)].kind != "return") return true;
        if (!row.typed) return false;
        const std::string& code = definition_.fields[field].element.code;
        return std::find(row.typed->wrong.begin(), row.typed->wrong.end(), code) != row.typed->wrong.end();
    }

    void AddLeft() {
        for (const auto& [typed, before] : left_) {
            checked_.changes.push_back({before->key, RowState::kLeft, typed->reason, {}});
        }
    }

    const Definition& definition_;
    const Baseline& baseline_;
    const Typed& typed_;
    const Sealing& sealing_;
    std::vector<Judged> rows_;
    std::vector<std::string> person_keys_;
    std::vector<std::pair<const TypedRow*, const BaselineRow*>> left_;
    Checked checked_;
};

}  // namespace

Checked CheckAnswers(const Definition& definition, const Baseline& baseline, const Typed& typed,
                     const Sealing& sealing) {
    return Judge(definition, baseline, typed, sealing).Run();
}

}  // namespace qz::forms
