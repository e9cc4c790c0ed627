#include <map>

#include "catalogue/claim.hpp"
#include "catalogue/value_rules.hpp"
#include "platform/base/embedded.hpp"

namespace qz::catalogue {

// Outside the nameless namespace: the bytes are another object's symbols.
static std::string_view StewardWordsText() {
    return QZ_EMBEDDED(catalogue_steward_words);
}

namespace {

bool IsDepartment(const directory::TreeUnit& unit) {
    return unit.in_use &&
           (unit.kind == directory::Kind::kDepartment || unit.kind == directory::Kind::kStation);
}

std::string Reason(std::string_view code, json::object arguments) {
    return json::serialize(json::object{{"code", code}, {"arguments", std::move(arguments)}});
}

// Two departments that ask equally often leave the question open.
std::optional<Proposal> WhoAsksMost(const std::vector<Asking>& asked_by, const directory::Tree& tree) {
    std::map<UnitId, int> forms;
    for (const Asking& asking : asked_by) {
        const auto ordinal = tree.Find(asking.issuer);
        if (ordinal && IsDepartment(tree.At(*ordinal))) ++forms[asking.issuer];
    }
    int most = 0;
    std::optional<UnitId> department;
    for (const auto& [unit, count] : forms) {
        if (count == most) department.reset();
        if (count <= most) continue;
        most = count;
        department = unit;
    }
    if (!department) return std::nullopt;
    return Proposal{*department,
                    Reason("catalogue.claim.reason_asks_most", {{"forms", std::to_string(most)}})};
}

std::optional<Proposal> WhoseDuty(const Element& element, const directory::Tree& tree) {
    const std::string label = SearchText(element.label);
    const std::string definition = SearchText(element.definition);
    const StewardWords* best = nullptr;
    std::string_view best_word;
    for (const StewardWords& duty : DutyWords()) {
        for (const std::string& word : duty.words) {
            if (word.size() <= best_word.size()) continue;
            if (label.find(word) == std::string::npos && definition.find(word) == std::string::npos) continue;
            best = &duty;
            best_word = word;
        }
    }
    if (best == nullptr) return std::nullopt;
    std::optional<Ordinal> found;
    for (Ordinal at = 0; at < tree.size(); ++at) {
        const directory::TreeUnit& unit = tree.At(at);
        if (!IsDepartment(unit) || unit.name.find(best->department) == std::string_view::npos) continue;
        if (!found || unit.depth < tree.At(*found).depth) found = at;
    }
    if (!found) return std::nullopt;
    return Proposal{tree.At(*found).id,
                    Reason("catalogue.claim.reason_duty", {{"word", std::string(best_word)}})};
}

}  // namespace

const std::vector<StewardWords>& DutyWords() {
    static const std::vector<StewardWords> words = [] {
        std::vector<StewardWords> read;
        const json::value document = ParseJson(StewardWordsText());
        for (const json::value& item : document.as_array()) {
            StewardWords duty;
            duty.department = item.at("department").as_string();
            for (const json::value& word : item.at("words").as_array()) {
                duty.words.push_back(SearchText(word.as_string()));
            }
            read.push_back(std::move(duty));
        }
        return read;
    }();
    return words;
}

std::optional<Proposal> DecideProposal(const Element& element, const std::vector<Asking>& asked_by,
                                       const directory::Tree& tree) {
    if (auto proposal = WhoAsksMost(asked_by, tree)) return proposal;
    return WhoseDuty(element, tree);
}

}  // namespace qz::catalogue
