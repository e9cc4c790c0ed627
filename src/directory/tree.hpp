// A version of the tree, packed for the nation's size: texts in blocks, one vector of units, small indexes.
#pragma once

#include <deque>

#include "directory/directory.hpp"

namespace qz::directory {

// Texts that live as long as the tree, packed into large blocks that never move.
class TextBlocks {
 public:
    std::string_view Add(std::string_view text);

 private:
    std::deque<std::string> blocks_;
};

class FlatTree final : public Tree {
 public:
    TreeVersionId version() const override { return version_; }
    std::int64_t number() const override { return number_; }
    Ordinal size() const override { return static_cast<Ordinal>(units_.size()); }
    const TreeUnit& At(Ordinal ordinal) const override;
    std::optional<Ordinal> Find(UnitId unit) const override;
    std::optional<Ordinal> FindCode(std::string_view code) const override;
    std::string_view OfficialName(Ordinal ordinal) const override;
    std::vector<Ordinal> Search(std::string_view text, OrdinalRange range, std::optional<Level> level,
                                std::size_t limit) const override;

 private:
    friend class TreeBuilder;
    void SearchCodes(std::string_view prefix, OrdinalRange range, std::optional<Level> level,
                     std::size_t limit, std::vector<Ordinal>& found) const;

    TreeVersionId version_;
    std::int64_t number_ = 0;
    TextBlocks texts_;
    std::vector<TreeUnit> units_;
    std::unordered_map<Ordinal, std::string_view> official_names_;  // where another name is shown
    std::vector<Ordinal> slots_;                                    // open addressing by unit id; -1 is empty
    std::vector<Ordinal> by_code_;
    // For each ordinal "search text \t initials \n"; where[ordinal] is its first byte, with one past the end
    // behind it.
    std::string search_;
    std::vector<std::uint32_t> where_;
};

// What a unit is called and is, as a label row says.
struct Label {
    std::string_view official_name;
    std::optional<std::string_view> display_name;
    Level level = Level::kOther;
    Kind kind = Kind::kAdministrative;
    bool in_use = true;
    UnitId line_superior;
    std::string_view search_text;
    std::string_view initials;

    std::string_view ShownName() const { return display_name ? *display_name : official_name; }
};

// Fills a tree: the places in order of ordinals, then labels, of which the last for a unit holds.
class TreeBuilder {
 public:
    TreeBuilder(TreeVersionId version, std::int64_t number, std::int64_t expected_units);
    void AddPlace(UnitId unit, std::string_view code, Ordinal parent, Ordinal last, int depth);
    // After the last place.
    void IndexUnits();
    // A unit that has no place here is passed over.
    void SetLabel(UnitId unit, const Label& label);
    std::shared_ptr<const FlatTree> Finish();

 private:
    std::shared_ptr<FlatTree> tree_;
    TextBlocks search_blocks_;
    struct Searched {
        std::string_view text;
        std::string_view initials;
    };
    std::vector<Searched> searched_;
};

// Departments, stations and enterprises hang below a government; the other kinds are territory.
bool IsTerritory(Kind kind);

}  // namespace qz::directory
