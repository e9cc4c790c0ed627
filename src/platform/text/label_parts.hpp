// A label as it is written: its code, its numbering, what stands in brackets, the headers before it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qz::text {

std::u32string_view Trim(std::u32string_view text);

// The prefix of statistical forms: B4, A25, C64a, A50-2-1-6, C90a1. Takes it off `text`.
std::u32string TakeCode(std::u32string_view& text);
// 1.  1、 1)  (1)  一、 （一） 第一项  1.2.3  01. Takes it off `text`.
std::u32string TakeNumbering(std::u32string_view& text);
// "收入 > 种植业", "收入→种植业", "收入 / 种植业": the headers before the last sign.
std::u32string_view TakeSection(std::u32string_view text, std::vector<std::string>& section);

// 六十岁 as 60岁; only before what is counted in numbers, so that 九年义务教育 and 一卡通 stay.
std::u32string WithDigits(std::u32string_view text);
// 备  注: characters set apart to fill a cell.
std::u32string Closed(std::u32string_view text);

// The parts of a label as brackets cut it.
struct Parts {
    std::u32string core;
    std::vector<bool> is_note;  // by character of core
    std::u32string unit;
    bool asks_yes_or_no = false;  // （是/否）

    void Add(std::u32string_view text, bool note) {
        core += text;
        is_note.resize(core.size(), note);
    }
};
Parts Split(std::u32string_view text);

}  // namespace qz::text
