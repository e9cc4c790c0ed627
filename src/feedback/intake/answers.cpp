#include <algorithm>

#include "feedback/intake/parts.hpp"
#include "platform/base/json.hpp"

namespace qz::feedback::intake {

namespace {

constexpr std::string_view kFindVoice = R"sql(
    SELECT feedback_voice.id, feedback_voice.reply_public, feedback_case.office, feedback_voice.released_on,
           feedback_case.state, feedback_voice.objected, feedback_voice.told
    FROM feedback_voice JOIN feedback_case ON feedback_case.id = feedback_voice.case_id
    WHERE feedback_voice.lookup_hash = $1)sql";
constexpr std::string_view kFindWaiting =
    "SELECT reply_public, office, day FROM feedback_waiting WHERE lookup = $1 AND kind = 1";
constexpr std::string_view kListBoxes =
    "SELECT box FROM feedback_answer WHERE voice = $1 ORDER BY place DESC LIMIT 7";

Date DayOf(std::int64_t days) {
    return Date{static_cast<std::int32_t>(days)};
}

}  // namespace

Found FindAnswers(Connection& connection, std::string_view lookup_id) {
    const std::string lookup_hash = LookupHash(lookup_id);
    Found found;
    std::string voice;
    connection.Each(
        kFindVoice,
        [&](const Row& row) {
            found.known = true;
            voice = row.Text(0);
            found.reply_public = row.Text(1);
            found.office = row.Text(2);
            found.day = DayOf(row.Integer(3));
            const std::string state = row.Text(4);
            const bool closed = state == "closed" || state == "followed_up";
            found.may_object = (closed || state == "refused") && row.Integer(5) == 0;
            found.may_tell = closed && row.Integer(6) == 0;
        },
        Bytes{lookup_hash});
    connection.Each(
        kFindWaiting,
        [&](const Row& row) {
            if (found.known) return;
            found.known = true;
            found.reply_public = row.Text(0);
            found.office = row.Text(1);
            found.day = DayOf(row.Integer(2));
        },
        Bytes{lookup_hash});
    connection.Each(
        kListBoxes, [&found](const Row& row) { found.boxes.push_back(row.Text(0)); }, Bytes{voice});
    return found;
}

std::string MakeSlots(const Found& found) {
    std::vector<std::string> slots = found.boxes;
    const json::object received{{"v", 1},
                                {"at", found.day.ToString()},
                                {"kind", "received"},
                                {"office", Base64Url(found.office)},
                                {"may_object", found.may_object},
                                {"may_tell", found.may_tell},
                                {"text", ""}};
    // For nobody's receipt the same work is done, to a key that nobody has.
    slots.push_back(
        SealSlot(json::serialize(received), found.known ? found.reply_public : MakeKeyPair().public_key));
    while (slots.size() < kSlots) slots.push_back(Random(kSlotSize));
    for (std::size_t i = slots.size() - 1; i > 0; --i) {
        std::swap(slots[i], slots[RandomBelow(static_cast<std::uint32_t>(i + 1))]);
    }
    std::string bytes;
    bytes.reserve(kSlots * kSlotSize);
    for (const std::string& slot : slots) bytes += slot;
    return bytes;
}

}  // namespace qz::feedback::intake
