// Small tables of units for this room's tests.
#pragma once

#include <string>
#include <string_view>

namespace qz::directory {

inline constexpr std::string_view kHeader = "code,name,level,parent_code\n";

// One city, one county, two towns, three villages.
inline std::string SmallTable() {
    return std::string(kHeader) +
           "3710,威海市,city,\n"
           "371082,荣成市,county,3710\n"
           "371082101,俚岛镇,township,371082\n"
           "371082102,成山镇,township,371082\n"
           "371082101201,大庄村委会,village,371082101\n"
           "371082101202,小庄村委会,village,371082101\n"
           "371082102201,大庄村委会,village,371082102\n";
}

// The same with one text put in place of another.
inline std::string Replaced(std::string table, std::string_view from, std::string_view to) {
    table.replace(table.find(from), from.size(), to);
    return table;
}

}  // namespace qz::directory
