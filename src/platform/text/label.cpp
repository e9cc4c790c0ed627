#include <algorithm>
#include <array>
#include <unordered_map>

#include "platform/text/characters.hpp"
#include "platform/text/label_parts.hpp"
#include "platform/text/lexicon.hpp"
#include "platform/text/text.hpp"
#include "platform/text/units.hpp"

namespace qz::text {
namespace {

using View = std::u32string_view;

std::uint32_t Hash(View text) {
    std::uint32_t hash = 2166136261u;
    for (const char32_t c : text) hash = (hash ^ c) * 16777619u;
    return text.empty() ? 0 : (hash | 1u);
}

struct Heads {
    std::uint32_t households = WordId("户数"), persons = WordId("人数"), count = WordId("数量"),
                  visits = WordId("人次"), money = WordId("金额"), area = WordId("面积"),
                  ratio = WordId("比例"), growth = WordId("增长率"), length = WordId("长度"),
                  width = WordId("宽度"), height = WordId("高度"), way = WordId("里程"),
                  balance = WordId("余额"), times = WordId("次数"), person_name = WordId("姓名"),
                  village = WordId("村级"), family = WordId("本户"), planting = WordId("种植"),
                  spending = WordId("支出"), cost = WordId("费用"), insured = WordId("参保"),
                  joining = WordId("参加"), name = WordId("名称"), unit = WordId("单位"),
                  firm = WordId("企业"), office = WordId("机构"), address = WordId("地址"),
                  home = WordId("家庭住址"), place = WordId("场所"), remark = WordId("备注");
    std::array<std::uint32_t, 14> attributes = {
        WordId("名称"), WordId("编号"), WordId("时间"), WordId("年份"), WordId("地址"),
        WordId("类型"), WordId("方式"), WordId("期限"), WordId("内容"), WordId("结果"),
        WordId("范围"), WordId("程度"), WordId("规模"), WordId("月份")};

    // 报名数 is 报名人数: what only people do.
    std::vector<std::uint32_t> done_by_people = {
        WordId("参加"),     WordId("参保"), WordId("报名"), WordId("就业"),     WordId("务工"),
        WordId("外出务工"), WordId("失业"), WordId("录取"), WordId("毕业"),     WordId("死亡"),
        WordId("出生"),     WordId("迁入"), WordId("迁出"), WordId("村民代表"), WordId("代表")};

    bool CountsPeople(std::uint32_t id) const {
        return id != 0 && std::find(done_by_people.begin(), done_by_people.end(), id) != done_by_people.end();
    }
    Dimension DimensionOfHead(std::uint32_t head) const {
        if (head == households) return Dimension::kHouseholds;
        if (head == persons) return Dimension::kPersons;
        if (head == visits) return Dimension::kVisits;
        if (head == count || head == times) return Dimension::kCount;
        if (head == money || head == balance) return Dimension::kMoney;
        if (head == area) return Dimension::kArea;
        if (head == ratio || head == growth) return Dimension::kRatio;
        if (head == length || head == width || head == height) return Dimension::kLength;
        return Dimension::kNone;
    }
    std::uint32_t HeadOfDimension(Dimension dimension) const {
        switch (dimension) {
            case Dimension::kHouseholds:
                return households;
            case Dimension::kPersons:
                return persons;
            case Dimension::kVisits:
                return visits;
            case Dimension::kCount:
                return count;
            case Dimension::kMoney:
                return money;
            case Dimension::kArea:
                return area;
            case Dimension::kRatio:
                return ratio;
            case Dimension::kLength:
                return length;
            default:
                return 0;
        }
    }
};

const Heads& KnownHeads() {
    static const Heads heads;
    return heads;
}

constexpr std::uint32_t kHousehold = U'户';

// 灭火器具数, 图书册数: counted with a measure word, which says no more than 数 does.
bool IsMeasure(std::uint32_t id) {
    constexpr View kMeasures =
        U"个处所座家件台辆头只匹羽套间栋幢张份宗起条口眼棵株支项本册把块部艘架枚根场例门篇床"
        U"盏窝箱盒瓶袋桶孔顶副双尾丛桩笔车盆具颗幅层届批串";
    return id != 0 && kMeasures.find(static_cast<char32_t>(id)) != View::npos;
}

bool IsContent(const Label::Word& word) {
    return !word.soft && word.kind == static_cast<std::uint8_t>(WordKind::kContent);
}

// 登记号, 整改时间, 隐患等级: one word of the lexicon that asks for an attribute.
bool EndsAsAttribute(std::uint32_t id) {
    const View spelling = Spelling(id);
    constexpr View kEndings[] = {U"号",   U"编码", U"代码", U"时间", U"日期", U"地点", U"地址", U"类型",
                                 U"等级", U"名称", U"期限", U"单位", U"原因", U"结果", U"内容", U"方式",
                                 U"用途", U"网址", U"总价", U"价款", U"职务", U"职称", U"规格", U"结论"};
    return std::any_of(std::begin(kEndings), std::end(kEndings),
                       [&](View ending) { return spelling.ends_with(ending); });
}

// By the id of a word: the texts beside which it says nothing.
const std::unordered_map<std::uint32_t, std::vector<std::u32string>>& ImpliedBeside() {
    static const auto table = [] {
        std::unordered_map<std::uint32_t, std::vector<std::u32string>> made;
        for (const Implied& implied : ImpliedWords()) {
            const auto cuts = CutText(Decode(implied.word));
            if (cuts.size() != 1) continue;
            const std::u32string words = Decode(implied.beside) + U' ';
            for (std::size_t at = 0; at < words.size();) {
                const std::size_t blank = words.find(U' ', at);
                made[cuts[0].id].push_back(words.substr(at, blank - at));
                at = blank + 1;
            }
        }
        return made;
    }();
    return table;
}

bool IsImplied(std::uint32_t id, View core) {
    const auto found = ImpliedBeside().find(id);
    return found != ImpliedBeside().end() &&
           std::any_of(found->second.begin(), found->second.end(),
                       [&](const std::u32string& beside) { return core.find(beside) != View::npos; });
}

class Reader {
 public:
    Label Read(std::string_view written, std::string_view unit, const std::vector<std::string>& section) {
        const std::u32string text = Closed(NormaliseText(written));
        label_.text = Encode(text);
        for (const std::string& header : section) label_.section.push_back(Normalise(header));
        View rest = Trim(TakeSection(text, label_.section));
        for (int round = 0; round < 3; ++round) {
            const std::u32string numbering = TakeNumbering(rest);
            if (!numbering.empty()) label_.numbering = Encode(numbering);
            const std::u32string code = label_.code.empty() ? TakeCode(rest) : std::u32string();
            if (!code.empty()) {
                label_.code = Encode(code);
                label_.facts.code = Hash(code);
                label_.facts.code_letter = static_cast<char>(code[0]);
            }
            if (numbering.empty() && code.empty()) break;
        }
        Parts parts = Split(rest);
        if (parts.unit.empty() && !unit.empty()) parts.unit = NormaliseText(unit);
        const std::u32string core = WithDigits(parts.core);
        if (core.size() != parts.core.size()) parts.is_note.resize(core.size(), false);
        label_.unit = Encode(parts.unit);
        label_.facts.unit = Hash(parts.unit);
        std::u32string bare;
        for (const char32_t c : core) {
            if (c != U'\u0001') bare += c;
        }
        label_.core = Encode(Trim(bare));
        label_.facts.text = Hash(bare);
        std::sort(bare.begin(), bare.end());
        label_.facts.raw = bare.size() < 4 ? 0 : Hash(bare);
        label_.facts.asks_yes_or_no = parts.asks_yes_or_no;
        const std::u32string asked = WithoutQuestion(core, parts.is_note);
        const std::vector<Cut> cuts = CutText(asked);
        ReadWords(cuts, parts.is_note, core);
        ReadBag(cuts);
        label_.facts.begins_with_having =
            !cuts.empty() && cuts[0].kind == WordKind::kNeutral && asked[cuts[0].begin] == U'有';
        FindHead(DimensionOfUnit(parts.unit));
        ReadSection();
        Describe();
        return std::move(label_);
    }

 private:
    // 整改是否到位 is 是否整改到位: the question may stand anywhere, and then parts words.
    std::u32string WithoutQuestion(std::u32string core, std::vector<bool>& is_note) {
        for (const View word : {View(U"是否"), View(U"与否"), View(U"有无"), View(U"能否")}) {
            const std::size_t at = core.find(word);
            if (at == std::u32string::npos || core.size() == word.size()) continue;
            core.erase(at, word.size());
            const auto begin = is_note.begin() + static_cast<std::ptrdiff_t>(std::min(at, is_note.size()));
            is_note.erase(begin, begin + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(word.size()),
                                                                  is_note.end() - begin));
            label_.facts.asks_yes_or_no = true;
        }
        return core;
    }

    void ReadWords(const std::vector<Cut>& cuts, const std::vector<bool>& is_note, View core) {
        for (const Cut& cut : cuts) {
            const bool note = cut.begin < is_note.size() && is_note[cut.begin];
            switch (cut.kind) {
                case WordKind::kNeutral:
                    break;
                case WordKind::kQuestion:
                    label_.facts.asks_yes_or_no = true;
                    break;
                case WordKind::kNegation:
                    label_.negated = !label_.negated;
                    break;
                default: {
                    const bool content = cut.kind == WordKind::kContent || cut.kind == WordKind::kHead ||
                                         cut.kind == WordKind::kBound;
                    const bool may_be = cut.kind == WordKind::kContent || cut.kind == WordKind::kRole;
                    const bool implied = may_be && IsImplied(cut.id, core);
                    const bool remark = note && cut.kind == WordKind::kContent;
                    // 养老保险参保人数 is 参加养老保险人数: beside an insurance the verb says no more.
                    const bool joins = implied && cut.id == KnownHeads().insured;
                    const WordKind kind = joins     ? WordKind::kSoft
                                          : remark  ? WordKind::kNote
                                          : implied ? WordKind::kEpithet
                                                    : cut.kind;
                    label_.words.push_back({joins ? KnownHeads().joining : cut.id,
                                            static_cast<std::uint8_t>(kind), cut.weight,
                                            cut.soft || implied || (note && content)});
                }
            }
        }
        // 村法律顾问 is 法律顾问: forms of villages speak of the village.
        if (label_.words.size() > 1 && label_.words[0].id == KnownHeads().village &&
            label_.words[1].kind != static_cast<std::uint8_t>(WordKind::kHead) &&
            label_.words[1].kind != static_cast<std::uint8_t>(WordKind::kNote)) {
            label_.words[0].soft = true;
        }
        // 信访人姓名 is 信访人: who is named after a person is asked by name.
        for (std::size_t i = 1; i < label_.words.size(); ++i) {
            // 水电费支出 is 水电费, 生产经营费用支出 is 生产经营支出.
            const std::uint32_t before = label_.words[i - 1].id;
            const bool costs = before == KnownHeads().cost || LastCharacter(before) == U'费';
            if (label_.words[i].id == KnownHeads().spending && costs) {
                label_.words[i].soft = true;
                label_.words[i - 1].soft |= before == KnownHeads().cost && i > 1;
            }
            if (label_.words[i].id == KnownHeads().person_name && i == 1 && before == U'人') {
                label_.words[0].soft = true;  // 人员姓名 is 姓名
            } else if (label_.words[i].id == KnownHeads().person_name) {
                if (NamesPeople(before)) {
                    label_.words[i].soft = true;
                } else if (IsContent(label_.words[i - 1])) {
                    // 库区名字 is 库区名称.
                    label_.words[i].id = KnownHeads().name;
                    label_.words[i].kind = static_cast<std::uint8_t>(WordKind::kHead);
                }
            }
        }
        label_.facts.negated = label_.negated;
    }

    // 光伏收益分红 and 光伏分红收益 have the same characters, whatever words the lexicon finds in them.
    void ReadBag(const std::vector<Cut>& cuts) {
        std::u32string bag;
        for (const Cut& cut : cuts) {
            if (cut.kind == WordKind::kNeutral || cut.kind == WordKind::kQuestion || cut.soft) continue;
            const std::u32string_view spelling = Spelling(cut.id);
            if (!spelling.empty()) {
                bag += spelling;
            } else {
                bag += static_cast<char32_t>(cut.id);
            }
        }
        std::sort(bag.begin(), bag.end());
        label_.facts.bag = bag.size() < 3 ? 0 : Hash(bag);
    }

    void FindHead(Dimension of_unit) {
        const Heads& heads = KnownHeads();
        auto& words = label_.words;
        // Qualifiers may stand behind: 人数(女), 户数合计.
        std::size_t at = words.size();
        while (at > 0 &&
               (words[at - 1].soft || words[at - 1].kind >= static_cast<std::uint8_t>(WordKind::kLevel)) &&
               words[at - 1].kind != static_cast<std::uint8_t>(WordKind::kHead)) {
            --at;
        }
        std::uint32_t head = 0;
        if (at > 0 && words[at - 1].kind == static_cast<std::uint8_t>(WordKind::kHead) &&
            !words[at - 1].soft) {
            head = words[at - 1].id;
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(at - 1));
            --at;
            // 参保人数比例: a share of persons is a share.
            if (heads.DimensionOfHead(head) == Dimension::kRatio) {
                for (Label::Word& word : words) {
                    if (heads.DimensionOfHead(word.id) == Dimension::kNone) continue;
                    word.soft = true;
                    word.kind = static_cast<std::uint8_t>(WordKind::kMeasure);
                }
            }
        }
        const auto last = [&] { return at > 0 ? words[at - 1].id : 0; };
        const auto drop_last = [&] {
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(at - 1));
            --at;
        };
        // 平安家庭 is 平安户, 小麦种植面积 is 小麦面积.
        if (at > 1 && last() == heads.family)
            words[at - 1] = {kHousehold, static_cast<std::uint8_t>(WordKind::kContent), 1, false};
        if (head == heads.area && at > 1) {
            // 播种面积 asks for nothing else, and keeps its word.
            const bool more = std::any_of(words.begin(), words.end(), [&](const Label::Word& word) {
                return !word.soft && word.id != heads.planting;
            });
            for (Label::Word& word : words) word.soft |= more && word.id == heads.planting;
        }
        // 屠宰场数（个）: counted in 个, so that 场 is what is counted.
        const bool is_counted = at > 0 && !label_.unit.empty() &&
                                View(U"场所处家部门车间").find(LastCharacter(last())) != View::npos &&
                                label_.unit != Encode(std::u32string(1, LastCharacter(last())));
        if (head == heads.count && at > 1 && IsMeasure(last()) && !is_counted) {
            words[at - 1].soft = true;
            words[at - 1].kind = static_cast<std::uint8_t>(WordKind::kMeasure);
        }
        label_.facts.counts_something = head == heads.count;
        // 参观人数（人次）: the unit knows.
        if (head == heads.persons && of_unit == Dimension::kVisits) head = heads.visits;
        if (head == heads.visits && of_unit == Dimension::kPersons) head = heads.persons;
        if (head == heads.count && of_unit == Dimension::kNone && at > 0 && heads.CountsPeople(last()))
            head = heads.persons;
        if (head == heads.count) {
            if (LastCharacter(last()) == kHousehold) {
                head = heads.households;
                label_.facts.counts_something = false;
            } else if (of_unit == Dimension::kHouseholds)
                head = heads.households;
            else if (of_unit == Dimension::kPersons ||
                     (of_unit == Dimension::kNone && at > 0 && NamesPeople(last())))
                head = heads.persons;
            else if (of_unit == Dimension::kMoney)
                head = heads.money;
        }
        if (head == heads.households && last() == kHousehold) drop_last();
        if (head == heads.persons && last() == U'人') drop_last();
        if (head == 0 && last() == kHousehold && at > 1 && !label_.facts.asks_yes_or_no) {
            head = heads.households;
            label_.facts.head_implied = true;
            drop_last();
        }
        // 资金投入 and 投入资金 ask for the same sum.
        if (head == 0 && (of_unit == Dimension::kNone || of_unit == Dimension::kMoney)) {
            const auto money = std::find_if(words.begin(), words.end(), [&](const Label::Word& word) {
                return word.id == heads.money && !word.soft;
            });
            if (money != words.end()) {
                head = heads.money;
                words.erase(money);
            }
        }
        // 是否低保户: whose household or person it is, the question does not ask.
        if (label_.facts.asks_yes_or_no && at > 1 && (last() == kHousehold || last() == U'人'))
            words[at - 1].soft = true;
        if (head == 0) {
            head = heads.HeadOfDimension(of_unit);
            label_.facts.head_implied = head != 0;
        }
        if (head == heads.persons && label_.facts.head_implied && at > 1 && last() == U'人') drop_last();
        // 资金到位率 is 到位率, 资金到位额 is 到位资金: beside more than that, money is only what is
        // measured.
        const bool more_than_money = std::any_of(words.begin(), words.end(), [&](const Label::Word& word) {
            return IsContent(word) && word.id != heads.money;
        });
        for (Label::Word& word : words) {
            if (word.id != heads.money || !more_than_money) continue;
            word.soft = true;
            word.kind = static_cast<std::uint8_t>(WordKind::kMeasure);
        }
        // What is only explained is the same thing: 健康状况说明.
        if (at > 1 && last() == heads.remark && IsContent(words[at - 1])) words[at - 1].soft = true;
        // 出发地 is 出发地点, 信访人地址 is 信访人住址, 隔离场所地址 is 隔离地点.
        if (head == 0 && of_unit == Dimension::kNone && at > 2 && last() == U'地' &&
            !label_.facts.asks_yes_or_no) {
            head = heads.address;
            drop_last();
        }
        if (head == heads.address && at > 0) {
            if (words[at - 1].kind == static_cast<std::uint8_t>(WordKind::kRole) || NamesPeople(last())) {
                head = 0;
                words.insert(words.begin() + static_cast<std::ptrdiff_t>(at),
                             {heads.home, static_cast<std::uint8_t>(WordKind::kContent), 4, false});
                ++at;
            } else if (at > 1 && last() == heads.place) {
                words[at - 1].soft = true;
                words[at - 1].kind = static_cast<std::uint8_t>(WordKind::kMeasure);
            }
        }
        // 贫困户受益户数 is 受益贫困户数: how it is counted is said once.
        if (head == heads.households || head == heads.persons) {
            for (std::size_t i = 0; i + 1 < at; ++i) {
                const bool again =
                    words[i].id == head || words[i].id == (head == heads.households ? kHousehold : U'人');
                if (!again) continue;
                words[i].soft = true;
                words[i].kind = static_cast<std::uint8_t>(WordKind::kMeasure);
            }
        }
        label_.facts.head = head;
        // A 网格员 is asked by name; how many there are says 网格员人数.
        const bool named = std::any_of(words.begin(), words.end(), [&](const Label::Word& word) {
            return word.id == heads.person_name || word.kind == static_cast<std::uint8_t>(WordKind::kRole);
        });
        label_.facts.names_people = at > 0 && NamesPeople(last()) && !named;
        // 参保企业名称 is 参保单位名称: what it is called does not hang on what it is.
        if (of_unit == Dimension::kNone && (head == 0 || head == heads.name)) {
            for (std::size_t i = 1; i < at; ++i) {
                const bool office = words[i].id == heads.firm || words[i].id == heads.office;
                if (office && !words[i].soft) words[i].id = heads.unit;
            }
        }
        label_.facts.counts_by_unit =
            of_unit == Dimension::kWeight || of_unit == Dimension::kVolume || of_unit == Dimension::kEnergy;
        label_.facts.last = last();
        const bool role_last = at > 0 && words[at - 1].kind == static_cast<std::uint8_t>(WordKind::kRole);
        // 船主姓名 asks who is called so.
        const bool who = std::any_of(words.begin(), words.end(),
                                     [&](const Label::Word& word) { return word.id == heads.person_name; });
        const bool attribute = head != 0 ? std::find(heads.attributes.begin(), heads.attributes.end(),
                                                     head) != heads.attributes.end()
                                         : who || role_last || EndsAsAttribute(last());
        label_.facts.asks_attribute = attribute && !label_.facts.asks_yes_or_no &&
                                      (of_unit == Dimension::kNone || of_unit == Dimension::kTime);
        label_.facts.asks_number = at > 0 && LastCharacter(last()) == U'号';
        label_.facts.dimension = of_unit != Dimension::kNone ? of_unit : heads.DimensionOfHead(head);
        label_.dimension = label_.facts.dimension;
        label_.head = Encode(Spelling(head));
    }

    void ReadSection() {
        for (const std::string& header : label_.section) {
            for (const Cut& cut : CutText(Decode(header))) {
                if (cut.kind == WordKind::kNeutral || cut.soft) continue;
                label_.section_words.push_back(cut.id);
            }
        }
        std::sort(label_.section_words.begin(), label_.section_words.end());
    }

    void Describe() {
        for (const Label::Word& word : label_.words) {
            if (word.kind >= static_cast<std::uint8_t>(WordKind::kLevel)) {
                label_.qualifiers.push_back(Encode(Spelling(word.id)));
            }
        }
        std::sort(label_.qualifiers.begin(), label_.qualifiers.end());
    }

    Label label_;
};

}  // namespace

Label ParseLabel(std::string_view label, std::string_view unit, const std::vector<std::string>& section) {
    return Reader().Read(label, unit, section);
}

}  // namespace qz::text
