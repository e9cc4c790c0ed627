#include "platform/text/score.hpp"

#include <algorithm>
#include <array>

#include "platform/text/lexicon.hpp"

namespace qz::text {
namespace {

constexpr std::size_t kMostWords = 48;  // of a label; what stands behind them is not compared

// How much of the likeness is left, of 1, where what only one label has is …
constexpr double kSoftStep = 0.07;     // a soft word
constexpr double kHeadStep = 0.10;     // a head that the other leaves open
constexpr double kUnitStep = 0.03;     // another unit of the same dimension
constexpr double kContextStep = 0.12;  // what the form is about
constexpr double kSectionStep = 0.06;  // a header that the other does not have
constexpr double kLeastSame = 0.55;    // of labels that mean the same
constexpr double kMostDifferent = 0.45;

struct SoftHeads {
    std::uint32_t households = WordId("户数"), persons = WordId("人数"), count = WordId("数量"),
                  money = WordId("金额"), name = WordId("名称"), content = WordId("内容"),
                  result = WordId("结果");
    std::uint32_t person_name = WordId("姓名"), family = WordId("本户");

    // 补贴 is its amount and 企业 its name; how many there are is another question than what there is, unless
    // the label already speaks of people, of households or of a bound (人均不足13平方米).
    bool MayBeLeftOpen(std::uint32_t head, const LabelView& without) const {
        if (head == money || head == name || head == content || head == result) return true;
        if (head == count && without.facts->counts_by_unit) return true;
        if (head != households && head != persons && head != count) return false;
        return without.facts->names_people ||
               std::any_of(without.words.begin(), without.words.end(), [](const Label::Word& word) {
                   return word.kind == static_cast<std::uint8_t>(WordKind::kBound);
               });
    }
};

const SoftHeads& Known() {
    static const SoftHeads known;
    return known;
}

bool Excludes(std::uint8_t kind) {
    return kind >= static_cast<std::uint8_t>(WordKind::kLevel);
}

// What one label has and the other has not.
struct Rest {
    double weight = 0;  // of words that tell apart
    int soft = 0;
    bool qualifier = false;  // one of them is a number or of a class whose values exclude each other
    std::array<bool, 32> classes{};
    bool verb = false;
    bool epithet = false;
    bool note = false;
    bool measure = false;
    bool family = false;     // 家庭: of one household
    bool total_only = true;  // of the soft ones: 总, 年末, 本村 and the like
};

struct Comparison {
    double matched = 0;
    double all_a = 0;
    double all_b = 0;
    std::array<bool, kMostWords> in_a{};  // which words are in both
    std::array<bool, kMostWords> in_b{};
    bool any_content = false;  // in both, and more than a qualifier
    bool any_subject = false;  // and more than 收入, 电话 and the like
    bool role_matched = false;
    Rest rest_a;
    Rest rest_b;
};

double Weight(const Label::Word& word) {
    return word.soft ? word.weight * 0.5 : word.weight;
}

bool SaysWhat(const Label::Word& word) {
    return !word.soft && !Excludes(word.kind) && word.kind != static_cast<std::uint8_t>(WordKind::kNumber);
}

// What many things have: 生活支出 and 支出 are not the same, as 生活垃圾 and 垃圾 are.
bool IsGeneral(std::uint32_t id) {
    static const std::array<std::uint32_t, 19> general = {
        WordId("收入"), WordId("支出"), WordId("费用"),   WordId("补贴"), WordId("电话"), WordId("工资"),
        WordId("产值"), WordId("利润"), WordId("总投资"), WordId("姓名"), WordId("救助"), WordId("投入"),
        WordId("措施"), WordId("事项"), WordId("问题"),   WordId("干部"), WordId("培训"), U'人',
        U'户'};
    return std::find(general.begin(), general.end(), id) != general.end();
}

bool InSection(std::span<const std::uint32_t> section, std::uint32_t id) {
    return std::binary_search(section.begin(), section.end(), id);
}

void Collect(Rest& rest, std::span<const Label::Word> words, const std::array<bool, kMostWords>& matched,
             std::span<const std::uint32_t> other_section, bool role_matched) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (matched[i] || InSection(other_section, words[i].id)) continue;
        const Label::Word& word = words[i];
        const auto kind = static_cast<WordKind>(word.kind);
        if (word.soft || (role_matched && word.id == Known().person_name)) {
            ++rest.soft;
            rest.verb |= kind == WordKind::kSoft;
            rest.epithet |= kind == WordKind::kEpithet;
            rest.note |= kind == WordKind::kNote;
            rest.measure |= kind == WordKind::kMeasure;
            rest.family |= word.id == Known().family;
            rest.total_only &= kind == WordKind::kMoment || kind == WordKind::kSpan ||
                               kind == WordKind::kRest ||
                               (kind == WordKind::kScope && word.id != Known().family);
        } else {
            rest.weight += word.weight;
            rest.qualifier |= Excludes(word.kind) || kind == WordKind::kNumber;
        }
        if (Excludes(word.kind)) rest.classes[word.kind % 32] = true;
    }
}

Comparison Compare(const LabelView& a, const LabelView& b) {
    Comparison found;
    const auto words_a = a.words.first(std::min(a.words.size(), kMostWords));
    const auto words_b = b.words.first(std::min(b.words.size(), kMostWords));
    auto& in_a = found.in_a;
    auto& in_b = found.in_b;
    for (std::size_t i = 0; i < words_a.size(); ++i) {
        for (std::size_t j = 0; j < words_b.size(); ++j) {
            if (in_b[j] || words_a[i].id != words_b[j].id) continue;
            in_a[i] = in_b[j] = true;
            found.matched += (Weight(words_a[i]) + Weight(words_b[j])) / 2;
            found.any_content |= (SaysWhat(words_a[i]) && SaysWhat(words_b[j])) ||
                                 (words_a[i].kind == static_cast<std::uint8_t>(WordKind::kEpithet) &&
                                  words_b[j].kind == words_a[i].kind);
            found.any_subject |= SaysWhat(words_a[i]) && SaysWhat(words_b[j]) && !IsGeneral(words_a[i].id);
            found.role_matched |= words_a[i].kind == static_cast<std::uint8_t>(WordKind::kRole);
            break;
        }
    }
    for (const Label::Word& word : words_a) found.all_a += Weight(word);
    for (const Label::Word& word : words_b) found.all_b += Weight(word);
    // What a label says twice is said.
    const auto repeats = [](std::span<const Label::Word> words, std::array<bool, kMostWords>& matched) {
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i].kind != static_cast<std::uint8_t>(WordKind::kContent) || words[i].weight < 2)
                continue;
            for (std::size_t j = 0; j < words.size() && !matched[i]; ++j) {
                matched[i] = j != i && matched[j] && words[i].id == words[j].id;
            }
        }
    };
    repeats(words_a, in_a);
    repeats(words_b, in_b);
    Collect(found.rest_a, words_a, in_a, b.section_words, found.role_matched);
    Collect(found.rest_b, words_b, in_b, a.section_words, found.role_matched);
    return found;
}

// The characters that are not settled by a word of the lexicon in both labels, in their order.
struct Open {
    std::u32string text;
    bool unknown = false;  // some are of no word of the lexicon
};
Open OpenText(std::span<const Label::Word> words, const std::array<bool, kMostWords>& matched) {
    Open open;
    for (std::size_t i = 0; i < std::min(words.size(), kMostWords); ++i) {
        const Label::Word& word = words[i];
        if (word.soft || Excludes(word.kind) || word.kind == static_cast<std::uint8_t>(WordKind::kNumber))
            continue;
        const std::u32string_view spelling = Spelling(word.id);
        if (spelling.empty()) {
            open.text += static_cast<char32_t>(word.id);
            open.unknown = true;
        } else if (!matched[i]) {
            open.text += spelling;
        }
    }
    return open;
}

// What is there in every trade: 设备 of 消防 are not those of a form on something else. Two of them together
// are enough, as in 场所负责人.
bool IsInEveryTrade(std::uint32_t id) {
    static const std::array<std::uint32_t, 34> known = {
        WordId("负责人"), WordId("联系人"), WordId("经办人"),   WordId("填报人"), WordId("审核人"),
        WordId("户主"),   WordId("申请人"), WordId("企业"),     WordId("单位"),   WordId("装备"),
        WordId("学校"),   WordId("机构"),   WordId("设备"),     WordId("活动"),   WordId("人才"),
        WordId("基地"),   WordId("产业"),   WordId("站点"),     WordId("场所"),   WordId("项目"),
        WordId("工程"),   WordId("物资"),   WordId("合作社"),   WordId("道路"),   WordId("户籍"),
        WordId("学生"),   WordId("教师"),   WordId("党员"),     WordId("职工"),   WordId("志愿者"),
        WordId("贷款"),   WordId("检查"),   WordId("工作人员"), WordId("宣传")};
    return std::find(known.begin(), known.end(), id) != known.end();
}

// What one label has more is only what its form is about: 供水 of 供水管网长度, and before an attribute any
// thing at all, as 渔船 of 渔船登记号. It stands in front, and something particular follows.
bool HasOnlyContextMore(const LabelView& full, const std::array<bool, kMostWords>& matched,
                        const LabelView& brief, bool role_matched) {
    bool trades = true;
    int context = 0;
    int particular = 0;
    std::uint32_t last = 0;
    bool begun = false;
    for (std::size_t i = 0; i < std::min(full.words.size(), kMostWords); ++i) {
        const Label::Word& word = full.words[i];
        if (word.soft || (role_matched && word.id == Known().person_name && !matched[i])) continue;
        if (matched[i]) {
            if (!SaysWhat(word)) continue;
            begun = true;
            if (IsGeneral(word.id) || NamesTrade(word.id)) continue;
            particular += IsInEveryTrade(word.id) ? 1 : word.weight;
        } else if (!InSection(brief.section_words, word.id)) {
            if (begun || word.kind != static_cast<std::uint8_t>(WordKind::kContent)) return false;
            context += word.weight;
            trades &= NamesTrade(word.id);
            last = word.id;
        }
    }
    if (context < 2 || particular < 2) return false;
    return trades || (full.facts->asks_attribute && brief.facts->asks_attribute && !NamesPeople(last));
}

// At the end of a noun these make another noun of it: 文艺队 and 文艺队长, 护林 and 护林员.
constexpr std::u32string_view kSuffixes =
    U"员长户人率数费额值量地林田厂场站点室院所业品物机车证号书部队组会社家者师生工店馆园区村路桥井池塘库渠房"
    U"楼款金税"
    U"线网表册单案件权法性化度式型类级期时日月年省市县乡镇内外上下前后男女子母父";

// 合格 is no short form of 不合格.
constexpr std::u32string_view kNeverLeftOut =
    U"不未无非没人户大小男女新旧老副正初高中低上下前后内外左右东西南北春夏秋冬早晚主次";

// A long name and its short form: 地质灾害 and 地灾, 文艺队伍 and 文艺队, 危险化学品 and 危化品. Both begin
// alike, and of each piece of the long one, two characters long, the first is in the short one.
bool IsShortFor(std::u32string_view brief, std::u32string_view full) {
    if (brief.size() < 2 || full.size() <= brief.size() || brief.front() != full.front()) return false;
    std::size_t at = 0;
    bool skipped = false;
    for (const char32_t c : full) {
        if (at < brief.size() && c == brief[at]) {
            ++at;
            skipped = false;
        } else if (skipped || kNeverLeftOut.find(c) != std::u32string_view::npos) {
            return false;
        } else {
            skipped = true;
        }
    }
    return at == brief.size() && (!skipped || kSuffixes.find(full.back()) == std::u32string_view::npos);
}

bool Abbreviates(const LabelView& a, const LabelView& b, const Comparison& found) {
    const Open open_a = OpenText(a.words, found.in_a);
    const Open open_b = OpenText(b.words, found.in_b);
    // Two words that the lexicon knows as different are different.
    if (!open_a.unknown && !open_b.unknown) return false;
    return IsShortFor(open_a.text, open_b.text) || IsShortFor(open_b.text, open_a.text);
}

bool Counts(Dimension dimension) {
    return dimension != Dimension::kNone && dimension != Dimension::kTime;
}

// 搬迁年份 is answered by 搬迁时间 and by 搬迁年度.
bool SameHead(std::uint32_t a, std::uint32_t b) {
    static const std::uint32_t year = WordId("年份"), time = WordId("时间"), period = WordId("年度");
    if (a == b) return true;
    if (b == year) std::swap(a, b);
    return a == year && (b == time || b == period);
}

// Different dimensions, different heads, a question against a count: never the same.
bool HeadsConflict(const Label::Facts& a, const Label::Facts& b) {
    // 蓄积量 and 蓄积（立方米）.
    const auto by_unit = [](const Label::Facts& plain, const Label::Facts& measured) {
        return plain.counts_something && plain.unit == 0 && measured.head == 0 && measured.counts_by_unit;
    };
    if (by_unit(a, b) || by_unit(b, a)) return false;
    // 卫生厕所数（户） and 卫生厕所数: one leaves the unit out.
    if (a.counts_something && b.counts_something && (a.unit == 0 || b.unit == 0)) return false;
    if (a.dimension != Dimension::kNone && b.dimension != Dimension::kNone && a.dimension != b.dimension)
        return true;
    if (a.asks_yes_or_no != b.asks_yes_or_no && Counts(a.asks_yes_or_no ? b.dimension : a.dimension))
        return true;
    // 是否参加合作社 does not ask for 合作社名称.
    if (a.asks_yes_or_no != b.asks_yes_or_no && (a.asks_number || b.asks_number)) return true;
    const Label::Facts& answered = a.asks_yes_or_no ? b : a;
    if (a.asks_yes_or_no != b.asks_yes_or_no && answered.head != 0 && !answered.head_implied) return true;
    // 余额（万元） against a plain （万元）: only a head in words says what else it might be.
    return a.head != 0 && b.head != 0 && !SameHead(a.head, b.head);
}

// B71 and B72 of one form are different questions, whatever their words; B71 and C90 are of two forms.
bool CodesConflict(const Label::Facts& a, const Label::Facts& b) {
    return a.code != 0 && b.code != 0 && a.code_letter == b.code_letter && a.code != b.code;
}

// 有卫生室的行政村数 counts villages, 行政村卫生室数 does not.
bool CountsOtherThings(const Label::Facts& a, const Label::Facts& b) {
    return a.begins_with_having != b.begins_with_having && a.counts_something && b.counts_something &&
           a.last != b.last;
}

struct Sections {
    bool conflict = false;
    bool one_sided = false;
};

Sections CompareSections(const LabelView& a, const LabelView& b) {
    const auto covered = [](const LabelView& section, const LabelView& other) {
        for (const std::uint32_t id : section.section_words) {
            const bool in_words = std::any_of(other.words.begin(), other.words.end(),
                                              [&](const Label::Word& word) { return word.id == id; });
            if (!in_words && !InSection(other.section_words, id)) return false;
        }
        return true;
    };
    const bool a_covered = covered(a, b);
    const bool b_covered = covered(b, a);
    return {!a_covered && !b_covered, a_covered != b_covered};
}

}  // namespace

double ScoreViews(const LabelView& a, const LabelView& b) {
    const Label::Facts& fa = *a.facts;
    const Label::Facts& fb = *b.facts;
    const Comparison found = Compare(a, b);
    const Sections sections = CompareSections(a, b);
    const bool both_heads = fa.head != 0 && fb.head != 0;
    const bool head_open = (fa.head == 0) != (fb.head == 0);
    const bool implied = (fa.head != 0 && fa.head_implied) || (fb.head != 0 && fb.head_implied);
    const double dice = found.all_a + found.all_b > 0 ? 2 * found.matched / (found.all_a + found.all_b) : 0;

    bool same = found.rest_a.weight == 0 && found.rest_b.weight == 0;
    bool conflict =
        fa.negated != fb.negated || HeadsConflict(fa, fb) || CodesConflict(fa, fb) || sections.conflict;
    // Soft words stand for each other only where they are of no class: 期末 is not 本年, 享受 not 参加.
    for (std::size_t kind = 0; kind < found.rest_a.classes.size(); ++kind) {
        conflict |= found.rest_a.classes[kind] && found.rest_b.classes[kind];
    }
    // 家庭人均纯收入 is not that of 农村居民.
    constexpr auto kWhose = static_cast<std::size_t>(WordKind::kSettlement);
    conflict |= found.rest_a.family && found.rest_b.classes[kWhose];
    conflict |= found.rest_b.family && found.rest_a.classes[kWhose];
    conflict |= CountsOtherThings(fa, fb);
    conflict |= found.rest_a.verb && found.rest_b.verb;
    conflict |= found.rest_a.epithet && found.rest_b.epithet;
    conflict |= found.rest_a.note && found.rest_b.note;
    conflict |= found.rest_a.measure && found.rest_b.measure;
    const bool same_letters =
        !same && !found.rest_a.qualifier && !found.rest_b.qualifier &&
        ((fa.bag != 0 && fa.bag == fb.bag) || (fa.raw != 0 && fa.raw == fb.raw) || Abbreviates(a, b, found));
    same |= same_letters;
    const bool a_more = found.rest_a.weight > 0;
    const bool out_of_context = !same && !conflict && !found.rest_a.verb && !found.rest_b.verb &&
                                a_more != (found.rest_b.weight > 0) && !found.rest_a.qualifier &&
                                !found.rest_b.qualifier &&
                                (a_more ? HasOnlyContextMore(a, found.in_a, b, found.role_matched)
                                        : HasOnlyContextMore(b, found.in_b, a, found.role_matched));
    same |= out_of_context;
    if ((found.rest_a.epithet || found.rest_b.epithet) && !found.any_subject && !same_letters) same = false;
    if (head_open && !implied && !Known().MayBeLeftOpen(fa.head + fb.head, fa.head == 0 ? a : b))
        same = false;
    // Nothing in common but qualifiers (其他, 女) and a head: only what is asked in as many words is the
    // same, and 年末总人口 is 总人口数.
    if (!found.any_content && !same_letters && fa.text != fb.text) {
        const bool nothing_left = found.rest_a.soft + found.rest_b.soft == 0 && SameHead(fa.head, fb.head) &&
                                  (fa.head != 0 || found.matched > 0);
        const bool same_count = both_heads && fa.head == fb.head && !implied && found.rest_a.total_only &&
                                found.rest_b.total_only;
        if (!nothing_left && !same_count) same = false;
    }
    if (same && !conflict) {
        if (fa.text == fb.text && fa.unit == fb.unit && !sections.one_sided) return 1;
        double score = fa.text == fb.text ? 0.98 : 0.96;
        score -= kSoftStep * (found.rest_a.soft + found.rest_b.soft);
        if (head_open) score -= implied ? kHeadStep / 5 : kHeadStep;
        if (fa.unit != fb.unit) score -= fa.unit != 0 && fb.unit != 0 ? kUnitStep : kUnitStep / 3;
        if (sections.one_sided) score -= kSectionStep;
        if (out_of_context) score -= kContextStep;
        if (fa.asks_yes_or_no != fb.asks_yes_or_no) score -= kSoftStep / 2;
        return std::max(kLeastSame, score);
    }
    double score = kMostDifferent * (0.05 + 0.95 * dice);
    if (both_heads && fa.head == fb.head) score += (kMostDifferent - score) * 0.2;
    if (conflict) score *= 0.8;
    if (found.rest_a.qualifier || found.rest_b.qualifier) score *= 0.95;
    return score;
}

double Score(const Label& a, const Label& b) {
    return ScoreViews({a.words, a.section_words, &a.facts}, {b.words, b.section_words, &b.facts});
}

}  // namespace qz::text
