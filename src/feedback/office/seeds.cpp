#include "feedback/office/parts.hpp"
#include "platform/base/embedded.hpp"

namespace qz::feedback::office {

static std::string_view CategoriesJson() {
    return QZ_EMBEDDED(feedback_categories);
}
static std::string_view RefusalsJson() {
    return QZ_EMBEDDED(feedback_refusals);
}
static std::string_view QuestionsJson() {
    return QZ_EMBEDDED(feedback_questions);
}
static std::string_view StepsJson() {
    return QZ_EMBEDDED(feedback_steps);
}

namespace {

std::vector<Coded> Read(std::string_view text) {
    std::vector<Coded> list;
    const json::value items = ParseJson(text);
    for (const json::value& item : items.as_array()) {
        list.push_back({std::string(item.at("code").as_string()), std::string(item.at("zh").as_string()),
                        std::string(item.at("en").as_string())});
    }
    return list;
}

}  // namespace

const std::vector<Coded>& Categories() {
    static const std::vector<Coded> list = Read(CategoriesJson());
    return list;
}

const std::vector<Coded>& Refusals() {
    static const std::vector<Coded> list = Read(RefusalsJson());
    return list;
}

const std::vector<Coded>& Questions() {
    static const std::vector<Coded> list = Read(QuestionsJson());
    return list;
}

json::array CodedJson(const std::vector<Coded>& list) {
    json::array items;
    for (const Coded& coded : list) {
        items.push_back(json::object{{"code", coded.code}, {"zh", coded.chinese}, {"en", coded.english}});
    }
    return items;
}

const json::object& Steps() {
    static const json::value steps = ParseJson(StepsJson());
    return steps.as_object();
}

int DaysFor(std::string_view step) {
    return static_cast<int>(Steps().at(step).as_int64());
}

}  // namespace qz::feedback::office
