#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <unordered_map>

#include "platform/text/lexicon.hpp"
#include "platform/text/score.hpp"

namespace qz::text {
namespace {

// How many labels that share the rarest pairs of characters are compared word by word.
constexpr std::size_t kCompared = 96;
// Pairs that very many labels have say little; they are passed over once this many labels were touched.
constexpr std::size_t kEnoughTouched = 3'000;
// Questions this short, and those whose pairs nobody shares, are looked up by single characters too.
constexpr std::size_t kShort = 3;
constexpr std::size_t kFewTouched = 2 * kCompared;
constexpr float kSingleWeight = 0.3f;

// Two code points of 21 bits; a single character has nothing in the upper half.
using Gram = std::uint64_t;
constexpr Gram Pair(char32_t a, char32_t b) {
    return Gram{a} << 32 | b;
}

// The label in canonical words: 手机号 and 联系电话 have the same pairs.
std::u32string Canonical(std::span<const Label::Word> words, std::uint32_t head) {
    std::u32string text;
    const auto add = [&](std::uint32_t id) {
        const std::u32string_view spelling = Spelling(id);
        if (!spelling.empty()) {
            text += spelling;
        } else if (id != 0) {
            text += static_cast<char32_t>(id);
        }
    };
    for (const Label::Word& word : words) add(word.id);
    add(head);
    return text;
}

struct Grams {
    std::vector<Gram> pairs;
    std::vector<Gram> singles;
};

void Unite(std::vector<Gram>& grams) {
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
}

// The words that tell labels apart, whatever their order and what stands between them: 参保人数 of 养老保险
// and 参加养老保险人数 share it though not their pairs. Nothing for a label without such words.
std::optional<Gram> SignatureOf(std::span<const Label::Word> words) {
    std::vector<std::uint32_t> ids;
    for (const Label::Word& word : words) {
        if (!word.soft) ids.push_back(word.id);
    }
    if (ids.empty()) return std::nullopt;
    std::sort(ids.begin(), ids.end());
    Gram hash = 14695981039346656037u;
    for (const std::uint32_t id : ids) hash = (hash ^ id) * 1099511628211u;
    return hash | Gram{1} << 63;  // no pair of code points reaches so high
}

Grams GramsOf(std::span<const Label::Word> words, const std::u32string& canonical) {
    Grams grams;
    for (std::size_t i = 0; i < canonical.size(); ++i) {
        grams.singles.push_back(canonical[i]);
        if (i + 1 < canonical.size()) grams.pairs.push_back(Pair(canonical[i], canonical[i + 1]));
    }
    if (const auto signature = SignatureOf(words)) grams.pairs.push_back(*signature);
    Unite(grams.pairs);
    Unite(grams.singles);
    return grams;
}

}  // namespace

struct LabelIndex::Tables {
    struct Place {
        std::uint32_t words_begin = 0;
        std::uint32_t section_begin = 0;
        std::uint16_t words = 0;
        std::uint16_t section_words = 0;
        std::uint32_t item = 0;
        float norm = 1;
        Label::Facts facts;
    };
    std::vector<Place> places;
    std::vector<Label::Word> words;
    std::vector<std::uint32_t> section_words;
    std::unordered_map<Gram, std::uint32_t> gram_ids;
    std::vector<std::uint32_t> begins;    // by gram id, and one more
    std::vector<std::uint32_t> postings;  // entries
    std::vector<float> weights;           // by gram id

    LabelView At(std::size_t entry) const {
        const Place& place = places[entry];
        return {{words.data() + place.words_begin, place.words},
                {section_words.data() + place.section_begin, place.section_words},
                &place.facts};
    }

    bool CalledAlike(std::size_t a, std::size_t b) const {
        const LabelView first = At(a);
        const LabelView second = At(b);
        return first.facts->text == second.facts->text && first.facts->unit == second.facts->unit &&
               first.facts->code == second.facts->code &&
               std::equal(first.section_words.begin(), first.section_words.end(),
                          second.section_words.begin(), second.section_words.end());
    }

    explicit Tables(const std::vector<Entry>& entries) {
        places.reserve(entries.size());
        std::vector<std::uint32_t> grams;         // ids, entry after entry
        std::vector<std::uint32_t> grams_begins;  // by entry
        std::vector<std::uint32_t> counts;
        const auto add = [&](Gram gram) {
            const auto [found, is_new] =
                gram_ids.try_emplace(gram, static_cast<std::uint32_t>(counts.size()));
            if (is_new) counts.push_back(0);
            ++counts[found->second];
            grams.push_back(found->second);
        };
        for (const Entry& entry : entries) {
            const Label label = ParseLabel(entry.label, entry.unit, entry.section);
            places.push_back(
                {static_cast<std::uint32_t>(words.size()), static_cast<std::uint32_t>(section_words.size()),
                 static_cast<std::uint16_t>(std::min<std::size_t>(label.words.size(), 255)),
                 static_cast<std::uint16_t>(std::min<std::size_t>(label.section_words.size(), 255)),
                 entry.item, 1, label.facts});
            words.insert(words.end(), label.words.begin(), label.words.begin() + places.back().words);
            section_words.insert(section_words.end(), label.section_words.begin(),
                                 label.section_words.begin() + places.back().section_words);
            grams_begins.push_back(static_cast<std::uint32_t>(grams.size()));
            const Grams found = GramsOf(label.words, Canonical(label.words, label.facts.head));
            for (const Gram gram : found.pairs) add(gram);
            for (const Gram gram : found.singles) add(gram);
        }
        grams_begins.push_back(static_cast<std::uint32_t>(grams.size()));
        Invert(grams, grams_begins, counts);
    }

    void Invert(const std::vector<std::uint32_t>& grams, const std::vector<std::uint32_t>& grams_begins,
                const std::vector<std::uint32_t>& counts) {
        begins.assign(counts.size() + 1, 0);
        weights.assign(counts.size(), 0);
        const auto all = static_cast<float>(places.size());
        for (const auto& [gram, id] : gram_ids) {
            const float rarity = std::log(1 + all / static_cast<float>(counts[id]));
            weights[id] = rarity * rarity * (gram >> 32 == 0 ? kSingleWeight * kSingleWeight : 1);
        }
        for (std::size_t id = 0; id < counts.size(); ++id) begins[id + 1] = begins[id] + counts[id];
        postings.resize(grams.size());
        std::vector<std::uint32_t> next(begins.begin(), begins.end() - 1);
        for (std::size_t entry = 0; entry < places.size(); ++entry) {
            float norm = 0;
            for (std::uint32_t at = grams_begins[entry]; at < grams_begins[entry + 1]; ++at) {
                postings[next[grams[at]]++] = static_cast<std::uint32_t>(entry);
                norm += weights[grams[at]];
            }
            places[entry].norm = norm > 0 ? std::sqrt(norm) : 1;
        }
    }
};

namespace {

// Likeness by shared characters, gathered gram by gram. Kept for each thread: clearing what was touched is
// cheaper than clearing a place for every label of the catalogue.
class Gathered {
 public:
    void Open(std::size_t size) {
        if (sums_.size() < size) sums_.resize(size, 0);
    }
    void Add(std::span<const std::uint32_t> entries, float weight) {
        for (const std::uint32_t entry : entries) {
            if (sums_[entry] == 0) touched_.push_back(entry);
            sums_[entry] += weight;
        }
    }
    std::vector<std::uint32_t>& touched() { return touched_; }
    float sum(std::uint32_t entry) const { return sums_[entry]; }
    void Close() {
        for (const std::uint32_t entry : touched_) sums_[entry] = 0;
        touched_.clear();
    }

 private:
    std::vector<float> sums_;
    std::vector<std::uint32_t> touched_;
};

struct Candidate {
    float likeness;
    std::uint32_t entry;
    double score = 0;
};

// The items of scored candidates. Of equal scores the item comes first that has more labels which mean the
// same. Among those that may be meant, items called exactly alike stand behind the others: five times
// 联系电话 helps nobody choose.
std::vector<LabelIndex::Hit> BestItems(const LabelIndex::Tables& tables,
                                       const std::vector<Candidate>& candidates, std::size_t most) {
    struct Item {
        LabelIndex::Hit hit;
        int support = 0;
        bool called_alike = false;
    };
    std::vector<Item> items;
    for (const Candidate& candidate : candidates) {
        const std::uint32_t item = tables.places[candidate.entry].item;
        auto known =
            std::find_if(items.begin(), items.end(), [&](const Item& i) { return i.hit.item == item; });
        if (known == items.end())
            known = items.insert(items.end(), Item{.hit = {item, candidate.entry, candidate.score}});
        if (candidate.score >= kSame) ++known->support;
    }
    std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
        return a.hit.score != b.hit.score ? a.hit.score > b.hit.score : a.support > b.support;
    });
    for (std::size_t i = 0; i < items.size(); ++i) {
        for (std::size_t j = 0; j < i && !items[i].called_alike; ++j) {
            items[i].called_alike = tables.CalledAlike(items[i].hit.entry, items[j].hit.entry);
        }
    }
    const auto likely =
        std::find_if(items.begin(), items.end(), [](const Item& item) { return item.hit.score < kSame; });
    std::stable_partition(items.begin(), likely, [](const Item& item) { return !item.called_alike; });
    std::vector<LabelIndex::Hit> hits;
    for (const Item& item : items) {
        if (hits.size() < most) hits.push_back(item.hit);
    }
    return hits;
}

}  // namespace

LabelIndex::LabelIndex(const std::vector<Entry>& entries)
    : tables_(std::make_unique<const Tables>(entries)) {}
LabelIndex::~LabelIndex() = default;
LabelIndex::LabelIndex(LabelIndex&&) noexcept = default;
LabelIndex& LabelIndex::operator=(LabelIndex&&) noexcept = default;

std::vector<LabelIndex::Hit> LabelIndex::Find(const Label& question, std::size_t most) const {
    const Tables& tables = *tables_;
    const std::u32string canonical = Canonical(question.words, question.facts.head);
    const Grams grams = GramsOf(question.words, canonical);

    thread_local Gathered gathered;
    gathered.Open(tables.places.size());
    const auto gather = [&](const std::vector<Gram>& asked) {
        std::vector<std::uint32_t> ids;
        for (const Gram gram : asked) {
            const auto found = tables.gram_ids.find(gram);
            if (found != tables.gram_ids.end()) ids.push_back(found->second);
        }
        std::sort(ids.begin(), ids.end(), [&](std::uint32_t a, std::uint32_t b) {
            return tables.weights[a] != tables.weights[b] ? tables.weights[a] > tables.weights[b] : a < b;
        });
        for (const std::uint32_t id : ids) {
            if (gathered.touched().size() >= kEnoughTouched) break;
            gathered.Add(
                {tables.postings.data() + tables.begins[id], tables.begins[id + 1] - tables.begins[id]},
                tables.weights[id]);
        }
    };
    gather(grams.pairs);
    if (canonical.size() <= kShort || gathered.touched().size() < kFewTouched) gather(grams.singles);

    std::vector<Candidate> candidates;
    candidates.reserve(gathered.touched().size());
    for (const std::uint32_t entry : gathered.touched()) {
        candidates.push_back({gathered.sum(entry) / tables.places[entry].norm, entry});
    }
    gathered.Close();
    const auto more_alike = [](const Candidate& a, const Candidate& b) {
        return a.likeness != b.likeness ? a.likeness > b.likeness : a.entry < b.entry;
    };
    if (candidates.size() > kCompared) {
        std::nth_element(candidates.begin(), candidates.begin() + kCompared, candidates.end(), more_alike);
        candidates.resize(kCompared);
    }
    std::sort(candidates.begin(), candidates.end(), more_alike);
    const LabelView asked{question.words, question.section_words, &question.facts};
    for (Candidate& candidate : candidates) candidate.score = ScoreViews(asked, tables.At(candidate.entry));
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.score > b.score; });

    return BestItems(tables, candidates, most);
}

std::size_t LabelIndex::size() const {
    return tables_->places.size();
}

std::size_t LabelIndex::bytes() const {
    const Tables& tables = *tables_;
    const auto of = [](const auto& pool) { return pool.capacity() * sizeof(pool[0]); };
    // A node of the map of grams: key, id, hash link.
    return of(tables.places) + of(tables.words) + of(tables.section_words) + of(tables.begins) +
           of(tables.postings) + of(tables.weights) + tables.gram_ids.size() * 40;
}

}  // namespace qz::text
