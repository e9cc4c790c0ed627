// The catalogue and the forms, as db/seed/sample/elements.json and forms.json write them.
#include "sample_city/city.hpp"

namespace qz::sample_city {

namespace {

constexpr int kFormsDay = -370;

catalogue::Element ElementFrom(const City& city, const json::object& object) {
    catalogue::Element element;
    element.code = Text(object, "code");
    element.label = Text(object, "label");
    element.definition = Text(object, "definition");
    element.type = catalogue::ValueTypeFromWord(Text(object, "type")).value();
    element.unit = Text(object, "unit");
    if (const json::value* places = object.if_contains("places"))
        element.places = static_cast<int>(places->as_int64());
    element.code_set = Text(object, "code_set");
    if (const json::value* choices = object.if_contains("choices")) {
        for (const json::value& choice : choices->as_array()) {
            const json::array& pair = choice.as_array();
            element.choices.push_back(
                {json::value_to<std::string>(pair.at(0)), json::value_to<std::string>(pair.at(1))});
        }
    }
    if (const std::string steward = Text(object, "steward"); !steward.empty())
        element.steward = city.owners.at(steward);
    element.refresh = Text(object, "refresh");
    element.sensitivity = Text(object, "sensitivity");
    element.sharing = Text(object, "sharing");
    element.subject = Text(object, "subject");
    return element;
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
    if (const std::size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
    return text;
}

// Years are counted from the year in which the forms were admitted.
std::string WithYears(const json::object& seed, int year) {
    json::object definition = seed.at("definition").as_object();
    json::object& marks = definition.at("marks").as_object();
    for (const char* mark : {"admission_number", "approval"}) {
        if (marks.contains(mark)) marks[mark] = Replaced(Text(marks, mark), "+0", std::to_string(year));
    }
    marks["valid_until"] = std::to_string(year + 2) + "-12-31";
    return json::serialize(definition);
}

// The level that a form's tasks are put to, by the form's code.
std::map<std::string, directory::Level, std::less<>> LevelsAsked() {
    std::map<std::string, directory::Level, std::less<>> levels;
    const json::value tasks = ParseJson(TasksJson());
    for (const json::value& task : tasks.as_array()) {
        const json::object& object = task.as_object();
        levels[Text(object, "form")] = directory::LevelFromWord(Text(object, "level")).value();
    }
    return levels;
}

}  // namespace

FormVersions MakeForms(City& city) {
    city.SetDay(kFormsDay);
    const json::value elements = ParseJson(ElementsJson());
    const json::value forms = ParseJson(FormsJson());
    const auto levels = LevelsAsked();
    const int year = static_cast<int>(DateOf(city.clock.Now()).Civil().year());
    city.database.Write([&](storage::Tx& tx) {
        for (const json::value& element : elements.as_array()) {
            catalogue::InsertElement(tx, ElementFrom(city, element.as_object()));
        }
    });
    return city.database.Write([&](storage::Tx& tx) {
        FormVersions versions;
        for (const json::value& form : forms.as_array()) {
            const json::object& object = form.as_object();
            const UnitId owner = city.owners.at(Text(object, "owner"));
            const forms::VersionId version = forms::InsertSampleForm(tx, owner, WithYears(object, year));
            versions[Text(object, "code")] = version;
            const auto level = levels.find(Text(object, "code"));
            const forms::Draft draft = forms::FindDraft(tx, forms::FormOf(tx, version).value()).value();
            admission::RegisterAdmitted(
                tx, admission::DraftOf(admission::FormId{draft.form.value}, owner, draft.definition),
                {city.tree->At(0).id,
                 level == levels.end() ? directory::Level::kVillage : level->second,
                 draft.definition.instructions,
                 {}});
        }
        return versions;
    });
}

}  // namespace qz::sample_city
