// Columns of a form matched to the elements of the catalogue.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/storage/storage.hpp"
#include "platform/text/text.hpp"

namespace qz::catalogue {

// An element as far as matching goes; in plain values, so that any catalogue can be searched.
struct Candidate {
    std::string code;
    std::string label;
    std::vector<std::string> aliases;
    std::string unit;
    std::vector<std::string> section;     // the headers it stands under where elements are called alike
    std::vector<std::string> not_labels;  // as SearchText gives them: said by persons to be something else
};

// A column: what its header says, and what the form says besides.
struct AskedLabel {
    std::string label;
    std::string unit;
    std::vector<std::string> section;
};

struct LabelMatch {
    std::size_t candidate = 0;  // its place among the matcher's candidates
    std::string code;
    std::string label;  // of the element, also where an alias was the likest
    double score = 0;   // 0…1; at text::kSame and above it is taken to be the same
};

// The candidates, indexed by label and aliases. Immutable, for any number of threads.
class Matcher {
 public:
    explicit Matcher(std::vector<Candidate> candidates);

    // The `most` elements likest to a label, best first, never one that a person said it is not; an element
    // whose code is the label stands first.
    std::vector<LabelMatch> Best(const AskedLabel& asked, std::size_t most = 5) const;

    const std::vector<Candidate>& candidates() const { return candidates_; }
    std::size_t bytes() const { return index_.bytes(); }  // of the index, roughly

 private:
    std::vector<Candidate> candidates_;
    std::unordered_map<std::string, std::size_t> by_code_;  // normalised
    text::LabelIndex index_;
};

// The five best for each label, in the order of the labels.
std::vector<std::vector<LabelMatch>> MatchLabels(const Matcher& matcher,
                                                 const std::vector<AskedLabel>& labels);

// All live elements with their aliases, built once for each version of the catalogue.
std::shared_ptr<const Matcher> CurrentMatcher(storage::Snapshot& snapshot);

// `qingzhuang elements match LABELS.csv`: prints the five best elements for each row's `label` (and `unit`
// where there is such a column), from a file `code,label,aliases[,unit]` or, where `catalogue` is empty, from
// `of_database`. Fewer than five only when the catalogue has fewer. 0, or 2 for a file that cannot be read.
struct MatchRequest {
    std::filesystem::path labels;
    std::filesystem::path catalogue;
    bool as_json = false;
};
int MatchCommand(const MatchRequest& request,
                 const std::function<std::shared_ptr<const Matcher>()>& of_database, std::ostream& out,
                 std::ostream& err);

// `qingzhuang elements same PAIRS.csv`: says for each row's label_a and label_b whether they mean the same.
int SameCommand(const std::filesystem::path& pairs, bool as_json, std::ostream& out, std::ostream& err);

}  // namespace qz::catalogue
