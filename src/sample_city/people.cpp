#include "sample_city/people.hpp"

#include <array>

namespace qz::sample_city {

namespace {

constexpr std::array<std::string_view, 28> kSurnames = {
    "王", "于", "张", "刘", "李", "姜", "宋", "孙", "丛", "毕", "邹", "曲", "林", "宫",
    "鞠", "隋", "慕", "连", "吕", "杨", "徐", "初", "蔡", "周", "赵", "车", "梁", "董"};
constexpr std::array<std::string_view, 24> kMen = {
    "建国", "志强", "德胜", "永福", "玉山", "洪波", "守义", "广田", "文海", "明礼", "学军", "春生",
    "树林", "克勤", "世昌", "立新", "宝田", "长海", "兆祥", "忠诚", "晓东", "海涛", "培良", "延寿"};
constexpr std::array<std::string_view, 24> kWomen = {
    "秀英", "桂兰", "淑珍", "玉梅", "凤琴", "美华", "翠芝", "月娥", "丽华", "春芳", "爱莲", "红霞",
    "秀芹", "桂香", "玉洁", "素云", "巧玲", "燕妮", "晓燕", "海霞", "培芬", "瑞芝", "兰英", "慧敏"};

}  // namespace

std::string DrawName(Dice& dice, bool female) {
    std::string name(dice.Pick(kSurnames));
    name += female ? dice.Pick(kWomen) : dice.Pick(kMen);
    return name;
}

std::string DrawPhone(Dice& dice) {
    return "154" + std::to_string(dice.Between(10'000'000, 99'999'999));
}

std::string IdNumber(Date birth, std::int64_t sequence, bool female) {
    std::string number = "371000";
    for (const char c : birth.ToString()) {
        if (c != '-') number += c;
    }
    // GB 11643: the third digit of the sequence is odd for men, even for women.
    const std::string digits = std::to_string((sequence % 500) * 2 + (female ? 0 : 1));
    number += std::string(3 - digits.size(), '0') + digits;
    constexpr int kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) sum += (number[i] - '0') * kWeights[i];
    return number + "10X98765432"[sum % 11];
}

std::string DrawAddress(Dice& dice) {
    return std::to_string(dice.Between(1, 6)) + " 组 " + std::to_string(dice.Between(1, 88)) + " 号";
}

}  // namespace qz::sample_city
