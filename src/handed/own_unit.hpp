// Which rows of a foreign table are this unit's: by its code, or by its name where nobody else bears it.
#pragma once

#include <string>
#include <string_view>

#include "directory/directory.hpp"

namespace qz::handed {

enum class Ours {
    kNo,
    kByCode,
    kByName,
    kUnsure,  // its name, which another unit bears too: a person decides
};

class OwnUnit {
 public:
    OwnUnit(const directory::Tree& tree, UnitId unit);

    // What the cells of a row say; "" where the table has no such column or the cell is blank.
    Ours Judge(std::string_view code, std::string_view name, std::string_view town) const;
    std::string_view code() const { return code_; }
    std::string_view name() const { return name_; }

 private:
    bool IsTown(std::string_view text) const;

    std::string code_;
    std::string name_;
    std::vector<std::string> above_;  // names of the governments above, the nearest first
    bool name_is_shared_ = false;     // another unit in use bears it
};

// 崖头村村民委员会, 崖头村委会 → 崖头村: how tables shorten and lengthen the names of villages.
std::string PlainUnitName(std::string_view name);

}  // namespace qz::handed
