#include "handed/held_facts.hpp"

#include "platform/text/text.hpp"

namespace qz::handed {

namespace {

std::string PlainName(std::string_view name) {
    std::string plain = text::Normalise(name);
    std::erase(plain, ' ');
    return plain;
}

std::string_view KeyOf(std::string_view subject) {
    const std::size_t colon = subject.find(':');
    return colon == std::string_view::npos ? std::string_view() : subject.substr(colon + 1);
}

}  // namespace

bool IsPersonName(std::string_view label) {
    const std::string plain = PlainName(label);
    return plain == "姓名" || plain == "户主" || plain == "户主姓名" || plain == "本人姓名" ||
           plain == "老人姓名" || plain == "人员姓名" || plain == "名字";
}

HeldFacts::HeldFacts(std::vector<catalogue::Held> values, const catalogue::Elements& elements)
    : values_(std::move(values)) {
    for (std::size_t at = 0; at < values_.size(); ++at) {
        const catalogue::Held& held = values_[at];
        if (!held.value) continue;
        auto& row = by_subject_[held.subject];
        if (row.empty() && !held.subject.empty())
            by_key_[std::string(KeyOf(held.subject))].push_back(held.subject);
        row[held.element] = at;
        const catalogue::Element* element = elements.Find(held.element);
        if (held.subject.empty() || element == nullptr || element->type != catalogue::ValueType::kText)
            continue;
        bool is_name = IsPersonName(element->label);
        for (const catalogue::Alias& alias : element->aliases) is_name = is_name || IsPersonName(alias.label);
        if (!is_name) continue;
        std::vector<std::string>& keys = by_name_[PlainName(*held.value)];
        const std::string key(KeyOf(held.subject));
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
}

const std::vector<std::string>& HeldFacts::ByKey(std::string_view row_key) const {
    static const std::vector<std::string> kNobody;
    const auto found = by_key_.find(std::string(row_key));
    return found == by_key_.end() ? kNobody : found->second;
}

std::vector<std::string> HeldFacts::ByName(std::string_view name) const {
    const auto found = by_name_.find(PlainName(name));
    if (found == by_name_.end() || found->second.size() != 1) return {};
    return ByKey(found->second.front());
}

const catalogue::Held* HeldFacts::Own(ElementId element) const {
    return Of({std::string()}, element);
}

const catalogue::Held* HeldFacts::Of(const std::vector<std::string>& subjects, ElementId element) const {
    const catalogue::Held* newest = nullptr;
    for (const std::string& subject : subjects) {
        const auto row = by_subject_.find(subject);
        if (row == by_subject_.end()) continue;
        const auto found = row->second.find(element);
        if (found == row->second.end()) continue;
        const catalogue::Held& held = values_[found->second];
        if (newest == nullptr || newest->as_of < held.as_of) newest = &held;
    }
    return newest;
}

}  // namespace qz::handed
