#include "platform/text/lexicon.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "platform/text/characters.hpp"

namespace qz::text {
namespace {

// Ids of the lexicon begin behind the last code point; numbers and Latin words have the highest bit.
constexpr std::uint32_t kFirstWord = 0x0011'0000;
constexpr std::uint32_t kRun = 0x8000'0000;
constexpr std::size_t kMostWeight = 6;

// Costs of a cut; the cheapest wins. A word of one character may well be a part of an unknown longer one.
constexpr std::uint32_t kUnknownCost = 11;
constexpr std::uint32_t kUnknownMoreCost =
    9;  // behind another: they are likely one word, as 工地 of 工地名称
constexpr std::uint32_t kSingleCost = 6;
constexpr std::uint32_t kWordCost = 3;

struct Meaning {
    std::vector<Cut> cuts;  // one, or those a spelling stands for
};

class Lexicon {
 public:
    Lexicon() {
        const auto tables = {StructureWords(), AttributeWords(), SubjectWords(), WelfareWords(),
                             FarmingWords(),   SafetyWords(),    AffairsWords(), CommonWords(),
                             FieldWords(),     VillageWords(),   TradeWords()};
        for (const auto& groups : tables) {
            for (const Group& group : groups) {
                if (group.kind != WordKind::kSpelling) AddGroup(group);
            }
        }
        for (const auto& groups : tables) {
            for (const Group& group : groups) {
                if (group.kind == WordKind::kSpelling) AddSpelling(group);
            }
        }
        for (const auto& groups : tables) {
            for (const Group& group : groups) {
                if (group.kind == WordKind::kRole) AddEndings(group);
                if (group.kind == WordKind::kContent) AddSynonyms(group);
            }
        }
        for (const std::string_view name : TradeNames()) trades_.push_back(Id(NormaliseText(name)));
        std::sort(trades_.begin(), trades_.end());
    }

    // The longest way down the tree from `at`; calls back with each word on it.
    template <class Found>
    void EachWordAt(std::u32string_view text, std::size_t at, const Found& found) const {
        std::uint32_t node = 0;
        for (std::size_t end = at; end < text.size(); ++end) {
            const auto next = children_.find(Key(node, text[end]));
            if (next == children_.end()) return;
            node = next->second;
            if (meaning_of_[node] >= 0)
                found(end + 1, meanings_[static_cast<std::size_t>(meaning_of_[node])]);
        }
    }

    std::u32string_view Spelling(std::uint32_t id) const {
        const std::size_t index = id - kFirstWord;
        return id >= kFirstWord && index < spellings_.size() ? std::u32string_view(spellings_[index])
                                                             : std::u32string_view();
    }

    bool NamesTrade(std::uint32_t id) const { return std::binary_search(trades_.begin(), trades_.end(), id); }

    std::uint32_t Id(const std::u32string& canonical) const {
        const auto found = ids_.find(canonical);
        return found == ids_.end() ? 0 : found->second;
    }

 private:
    static std::uint64_t Key(std::uint32_t node, char32_t c) { return std::uint64_t{node} << 32 | c; }

    template <class Each>
    static void EachForm(std::string_view forms, const Each& each) {
        while (!forms.empty()) {
            const std::size_t blank = std::min(forms.find(' '), forms.size());
            if (blank > 0) each(NormaliseText(forms.substr(0, blank)));
            forms.remove_prefix(std::min(blank + 1, forms.size()));
        }
    }

    void AddGroup(const Group& group) {
        const bool soft = group.canonical.front() == '~';
        const std::u32string canonical = NormaliseText(group.canonical.substr(soft ? 1 : 0));
        const auto id = kFirstWord + static_cast<std::uint32_t>(spellings_.size());
        if (!ids_.emplace(canonical, id).second) {
            // A group that goes on in another file.
            std::int32_t known = -1;
            EachWordAt(canonical, 0, [&](std::size_t end, const Meaning& word) {
                if (end == canonical.size()) known = static_cast<std::int32_t>(&word - meanings_.data());
            });
            EachForm(group.forms, [&](const std::u32string& form) { AddForm(form, known); });
            return;
        }
        spellings_.push_back(canonical);
        const Cut cut{id, group.kind,
                      soft || group.kind == WordKind::kSoft || group.kind == WordKind::kEpithet,
                      static_cast<std::uint8_t>(std::min(canonical.size(), kMostWeight)), 0};
        meanings_.push_back({{cut}});
        const auto meaning = static_cast<std::int32_t>(meanings_.size() - 1);
        AddForm(canonical, meaning);
        EachForm(group.forms, [&](const std::u32string& form) { AddForm(form, meaning); });
    }

    void AddSpelling(const Group& group) {
        Meaning meaning;
        EachForm(group.canonical, [&](const std::u32string& part) {
            bool known = false;
            EachWordAt(part, 0, [&](std::size_t end, const Meaning& word) {
                if (end != part.size()) return;
                known = true;
                meaning.cuts.insert(meaning.cuts.end(), word.cuts.begin(), word.cuts.end());
            });
            if (known) return;
            for (const char32_t c : part) meaning.cuts.push_back({c, WordKind::kContent, false, 1, 0});
        });
        meanings_.push_back(std::move(meaning));
        const auto index = static_cast<std::int32_t>(meanings_.size() - 1);
        EachForm(group.forms, [&](const std::u32string& form) { AddForm(form, index); });
    }

    // Who checks is called 检查人, 检查员 and 检查人员.
    void AddEndings(const Group& group) {
        const std::u32string canonical = NormaliseText(group.canonical);
        std::int32_t meaning = -1;
        EachWordAt(canonical, 0, [&](std::size_t end, const Meaning& word) {
            if (end == canonical.size()) meaning = static_cast<std::int32_t>(&word - meanings_.data());
        });
        const auto add = [&](std::u32string form) {
            constexpr std::u32string_view kBoth = U"人员";
            if (form.size() > 3 && form.ends_with(kBoth)) form.pop_back();
            if (form.size() < 3 || (form.back() != U'人' && form.back() != U'员')) return;
            form.pop_back();
            for (const std::u32string_view ending :
                 {std::u32string_view(U"人"), std::u32string_view(U"员"), kBoth}) {
                AddForm(form + std::u32string(ending), meaning);
            }
        };
        add(canonical);
        EachForm(group.forms, add);
    }

    // Where 隐患类型 stands in the lexicon, 隐患类别 need not be written.
    void AddSynonyms(const Group& group) {
        using View = std::u32string_view;
        static const std::vector<std::vector<View>> families = {
            {U"类型", U"类别", U"种类", U"分类"},
            {U"单位", U"部门", U"机构", U"公司"},
            {U"时间", U"日期"},
            {U"地点", U"地址", U"位置"},
            {U"号码", U"编号", U"编码", U"代码", U"号"},
        };
        const std::u32string canonical = NormaliseText(group.canonical);
        const auto ending = [](View text, const std::vector<View>& family) {
            const auto found =
                std::find_if(family.begin(), family.end(), [&](View end) { return text.ends_with(end); });
            return found != family.end() && text.size() >= found->size() + 2 ? found->size() : 0;
        };
        const auto family = std::find_if(families.begin(), families.end(),
                                         [&](const auto& each) { return ending(canonical, each) > 0; });
        if (family == families.end()) return;
        std::int32_t meaning = -1;
        EachWordAt(canonical, 0, [&](std::size_t end, const Meaning& word) {
            if (end == canonical.size()) meaning = static_cast<std::int32_t>(&word - meanings_.data());
        });
        const auto add = [&](const std::u32string& form) {
            const std::size_t length = ending(form, *family);
            if (length == 0) return;
            const std::u32string stem = form.substr(0, form.size() - length);
            for (const View other : *family) AddForm(stem + std::u32string(other), meaning);
        };
        add(canonical);
        EachForm(group.forms, add);
    }

    // A spelling that two groups claim keeps the first.
    void AddForm(const std::u32string& form, std::int32_t meaning) {
        std::uint32_t node = 0;
        for (const char32_t c : form) {
            const auto next = static_cast<std::uint32_t>(meaning_of_.size());
            const auto [child, is_new] = children_.try_emplace(Key(node, c), next);
            if (is_new) meaning_of_.push_back(-1);
            node = child->second;
        }
        if (node != 0 && meaning_of_[node] < 0) meaning_of_[node] = meaning;
    }

    std::unordered_map<std::uint64_t, std::uint32_t> children_;
    std::vector<std::int32_t> meaning_of_{-1};  // by node
    std::vector<Meaning> meanings_;
    std::vector<std::u32string> spellings_;
    std::unordered_map<std::u32string, std::uint32_t> ids_;
    std::vector<std::uint32_t> trades_;  // sorted
};

const Lexicon& Words() {
    static const Lexicon lexicon;
    return lexicon;
}

// Beside characters the lexicon does not know these are rather parts of a word: 实现, 入住, 公用.
bool IsPartOfWords(char32_t c) {
    return std::u32string_view(U"实现用办领住到为对由按所并其共等被在于将是各需待想净纯满均减原月路")
               .find(c) != std::u32string_view::npos;
}

std::uint32_t RunId(std::u32string_view run) {
    std::uint32_t hash = 2166136261u;
    for (const char32_t c : run) hash = (hash ^ c) * 16777619u;
    return hash | kRun;
}

// Where a run of digits (with a decimal point inside) or of Latin letters ends.
std::size_t EndOfRun(std::u32string_view text, std::size_t at) {
    std::size_t end = at;
    if (IsLatin(text[at])) {
        while (end < text.size() && IsLatin(text[end])) ++end;
        return end;
    }
    while (end < text.size() && (IsDigit(text[end]) || (text[end] == U'.' && end + 1 < text.size() &&
                                                        IsDigit(text[end + 1]) && end > at))) {
        ++end;
    }
    return end;
}

}  // namespace

std::vector<Cut> CutText(std::u32string_view text) {
    struct Step {
        std::uint32_t cost = std::numeric_limits<std::uint32_t>::max();
        std::uint32_t end = 0;
        const Meaning* meaning = nullptr;
    };
    const Lexicon& lexicon = Words();
    std::vector<Step> steps(text.size() + 1);
    steps[text.size()].cost = 0;
    for (std::size_t at = text.size(); at-- > 0;) {
        Step& step = steps[at];
        const char32_t c = text[at];
        const bool runs = IsDigit(c) || IsLatin(c);
        step.end = static_cast<std::uint32_t>(runs ? EndOfRun(text, at) : at + 1);
        const bool more = at + 1 < text.size() && IsIdeograph(text[at + 1]) && !steps[at + 1].meaning;
        const std::uint32_t unknown = more ? kUnknownMoreCost : kUnknownCost;
        step.cost = steps[step.end].cost + (runs ? kWordCost : IsIdeograph(c) ? unknown : 0);
        lexicon.EachWordAt(text, at, [&](std::size_t end, const Meaning& meaning) {
            if (runs && end < step.end) return;
            const std::uint32_t cost = steps[end].cost + (end == at + 1 ? kSingleCost : kWordCost);
            if (cost > step.cost) return;
            step = {cost, static_cast<std::uint32_t>(end), &meaning};
        });
    }
    std::vector<Cut> cuts;
    const auto is_unknown = [&](std::size_t at) {
        return at < text.size() && IsIdeograph(text[at]) && !steps[at].meaning && steps[at].end == at + 1;
    };
    std::size_t before = text.size();  // where the last piece began
    for (std::size_t at = 0; at < text.size(); before = at, at = steps[at].end) {
        const auto begin = static_cast<std::uint32_t>(at);
        const char32_t c = text[at];
        const bool alone = steps[at].end == at + 1 && IsPartOfWords(c);
        const bool in_unknown = alone && (is_unknown(at + 1) || is_unknown(before));
        const Meaning* meaning = steps[at].meaning;
        if (meaning && !in_unknown) {
            for (Cut cut : meaning->cuts) {
                cut.begin = begin;
                cuts.push_back(cut);
            }
        } else if (!in_unknown && (IsDigit(c) || IsLatin(c))) {
            const auto run = text.substr(at, steps[at].end - at);
            cuts.push_back(
                {RunId(run), IsDigit(c) ? WordKind::kNumber : WordKind::kContent, false, 2, begin});
        } else if (in_unknown || IsIdeograph(c)) {
            cuts.push_back({c, WordKind::kContent, false, 1, begin});
        }
    }
    return cuts;
}

std::u32string_view Spelling(std::uint32_t id) {
    return Words().Spelling(id);
}

std::uint32_t WordId(std::string_view canonical) {
    return Words().Id(Decode(canonical));
}

char32_t LastCharacter(std::uint32_t id) {
    const std::u32string_view spelling = Spelling(id);
    return spelling.empty() ? static_cast<char32_t>(id) : spelling.back();
}

bool NamesPeople(std::uint32_t id) {
    constexpr std::u32string_view kEndings = U"人员者生童民军师工力儿女兵干部医护象属子手客孤";
    return kEndings.find(LastCharacter(id)) != std::u32string_view::npos;
}

bool NamesTrade(std::uint32_t id) {
    return Words().NamesTrade(id);
}

}  // namespace qz::text
