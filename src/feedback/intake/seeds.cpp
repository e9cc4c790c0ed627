#include "feedback/intake/parts.hpp"
#include "platform/base/embedded.hpp"
#include "platform/base/json.hpp"

namespace qz::feedback::intake {

static std::string_view CategoriesJson() {
    return QZ_EMBEDDED(intake_categories);
}
static std::string_view RefusalsJson() {
    return QZ_EMBEDDED(intake_refusals);
}
static std::string_view StepsJson() {
    return QZ_EMBEDDED(intake_steps);
}

namespace {

std::vector<Worded> Read(std::string_view text) {
    std::vector<Worded> list;
    const json::value items = ParseJson(text);
    for (const json::value& item : items.as_array()) {
        list.push_back({std::string(item.at("code").as_string()), std::string(item.at("zh").as_string()),
                        std::string(item.at("en").as_string())});
    }
    return list;
}

}  // namespace

const std::vector<Worded>& Categories() {
    static const std::vector<Worded> list = Read(CategoriesJson());
    return list;
}

std::string ReadyAnswer(std::string_view language, std::string_view code, std::string_view text) {
    static const std::vector<Worded> list = Read(RefusalsJson());
    for (const Worded& ready : list) {
        if (ready.code != code || !(text.empty() || text == ready.chinese || text == ready.english)) continue;
        return language == "en" ? ready.english : ready.chinese;
    }
    return std::string(text);
}

int DaysToAccept() {
    static const int days = static_cast<int>(ParseJson(StepsJson()).at("accept").as_int64());
    return days;
}

}  // namespace qz::feedback::intake
