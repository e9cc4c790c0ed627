#include "handed/own_unit.hpp"

#include "platform/text/text.hpp"

namespace qz::handed {

namespace {

// What village committees are called beside the village: 村民委员会 of 崖头村 is the same unit.
struct Ending {
    std::string_view from;
    std::string_view to;
};
constexpr std::array<Ending, 8> kEndings = {{{"村村民委员会", "村"},
                                             {"村民委员会", "村"},
                                             {"村村委会", "村"},
                                             {"村委会", "村"},
                                             {"社区居民委员会", "社区"},
                                             {"社区居委会", "社区"},
                                             {"居民委员会", "居委会"},
                                             {"人民政府", ""}}};

bool SameUnitName(std::string_view written, std::string_view own) {
    if (written == own) return true;
    for (const std::string_view tail : {"村", "社区", "街道", "镇", "街道办事处"}) {
        if (own.ends_with(tail) && written == own.substr(0, own.size() - tail.size())) return true;
    }
    return false;
}

}  // namespace

std::string PlainUnitName(std::string_view name) {
    std::string plain = text::Normalise(name);
    std::erase(plain, ' ');
    for (const Ending& ending : kEndings) {
        if (plain.size() <= ending.from.size() || !plain.ends_with(ending.from)) continue;
        plain.replace(plain.size() - ending.from.size(), ending.from.size(), ending.to);
        break;
    }
    return plain;
}

OwnUnit::OwnUnit(const directory::Tree& tree, UnitId unit) {
    const auto ordinal = tree.Find(unit);
    if (!ordinal) return;
    const directory::TreeUnit& own = tree.At(*ordinal);
    code_ = own.code;
    name_ = PlainUnitName(own.name);
    for (Ordinal at = own.parent; at >= 0; at = tree.At(at).parent)
        above_.push_back(PlainUnitName(tree.At(at).name));
    // Whole names come first, so that two of them are among the first ones.
    for (const Ordinal other : tree.Search(own.name, tree.Subtree(0), std::nullopt, 20)) {
        if (other != *ordinal && tree.At(other).in_use && PlainUnitName(tree.At(other).name) == name_)
            name_is_shared_ = true;
    }
}

bool OwnUnit::IsTown(std::string_view text) const {
    return std::any_of(above_.begin(), above_.end(),
                       [&](const std::string& name) { return SameUnitName(text, name); });
}

Ours OwnUnit::Judge(std::string_view code, std::string_view name, std::string_view town) const {
    std::string written_code = text::Normalise(code);
    std::erase(written_code, ' ');
    if (!written_code.empty()) {
        // Tables fill the codes of towns and counties up to twelve digits.
        if (written_code == code_) return Ours::kByCode;
        const bool filled = written_code.size() == 12 && code_.size() < 12 &&
                            written_code.starts_with(code_) &&
                            written_code.find_first_not_of('0', code_.size()) == std::string::npos;
        return filled ? Ours::kByCode : Ours::kNo;
    }
    std::string written = PlainUnitName(name);
    if (written.empty() || name_.empty()) return Ours::kNo;
    bool certain = !town.empty() && IsTown(PlainUnitName(town));
    if (!town.empty() && !certain) return Ours::kNo;
    if (!SameUnitName(written, name_)) {
        // 崖头街道崖头村: the governments above stand in the same cell.
        bool stripped = true;
        while (stripped) {
            stripped = false;
            for (const std::string& above : above_) {
                if (above.empty() || written.size() <= above.size() || !written.starts_with(above)) continue;
                written.erase(0, above.size());
                stripped = certain = true;
            }
        }
        if (!SameUnitName(written, name_)) return Ours::kNo;
    }
    return certain || !name_is_shared_ ? Ours::kByName : Ours::kUnsure;
}

}  // namespace qz::handed
