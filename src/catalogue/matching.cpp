#include "catalogue/matching.hpp"

#include "catalogue/catalogue.hpp"
#include "catalogue/value_rules.hpp"

namespace qz::catalogue {
namespace {

std::vector<text::LabelIndex::Entry> EntriesOf(const std::vector<Candidate>& candidates) {
    std::vector<text::LabelIndex::Entry> entries;
    entries.reserve(candidates.size());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const Candidate& candidate = candidates[i];
        const auto item = static_cast<std::uint32_t>(i);
        entries.push_back({candidate.label, candidate.unit, candidate.section, item});
        for (const std::string& alias : candidate.aliases) {
            entries.push_back({alias, candidate.unit, candidate.section, item});
        }
    }
    return entries;
}

// One for each database.
struct MatcherMemory {
    storage::Cached<Matcher> current{"catalogue"};
};

}  // namespace

Matcher::Matcher(std::vector<Candidate> candidates)
    : candidates_(std::move(candidates)), index_(EntriesOf(candidates_)) {
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
        by_code_.emplace(text::Normalise(candidates_[i].code), i);
    }
}

std::vector<LabelMatch> Matcher::Best(const AskedLabel& asked, std::size_t most) const {
    const text::Label label = text::ParseLabel(asked.label, asked.unit, asked.section);
    const std::string searched = SearchText(asked.label);
    const auto refused = [&](std::size_t candidate) {
        const auto& not_labels = candidates_[candidate].not_labels;
        return std::find(not_labels.begin(), not_labels.end(), searched) != not_labels.end();
    };
    std::vector<LabelMatch> best;
    const auto take = [&](std::size_t candidate, double score) {
        if (best.size() >= most || refused(candidate)) return;
        for (const LabelMatch& known : best) {
            if (known.candidate == candidate) return;
        }
        best.push_back({candidate, candidates_[candidate].code, candidates_[candidate].label, score});
    };
    if (const auto code = by_code_.find(label.text); code != by_code_.end()) take(code->second, 1);
    // A few more than wanted, for those that are refused.
    for (const text::LabelIndex::Hit& hit : index_.Find(label, most + 8)) take(hit.item, hit.score);
    return best;
}

std::vector<std::vector<LabelMatch>> MatchLabels(const Matcher& matcher,
                                                 const std::vector<AskedLabel>& labels) {
    std::vector<std::vector<LabelMatch>> matches;
    matches.reserve(labels.size());
    for (const AskedLabel& label : labels) matches.push_back(matcher.Best(label));
    return matches;
}

std::shared_ptr<const Matcher> CurrentMatcher(storage::Snapshot& snapshot) {
    return snapshot.Memory<MatcherMemory>().current.Get(snapshot, [](storage::Snapshot& now) {
        std::vector<Candidate> candidates;
        const auto elements = AllElements(now);
        for (const Element& element : elements->All()) {
            if (element.state != "live") continue;
            Candidate candidate{element.code, element.label, {}, element.unit, {}, element.not_labels};
            for (const Alias& alias : element.aliases) candidate.aliases.push_back(alias.label);
            candidates.push_back(std::move(candidate));
        }
        return Matcher(std::move(candidates));
    });
}

}  // namespace qz::catalogue
