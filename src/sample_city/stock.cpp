#include "sample_city/stock.hpp"

namespace qz::sample_city {

namespace {

constexpr std::size_t kUnitsInSlice = 200;

// The first of the month, that many days ago or a little more.
Date FirstOfMonth(Date date) {
    const auto civil = date.Civil();
    return Date::From(static_cast<int>(civil.year()), static_cast<unsigned>(civil.month()), 1);
}

void StockSingle(const City& city, const Recipes& recipes, const catalogue::Elements& elements,
                 const FormSeed& form, const Filer& filer, Date as_of, const catalogue::Source& source,
                 storage::Tx& tx) {
    UnitValues values(recipes, filer.code, 0, as_of);
    std::vector<catalogue::NewHeld> held;
    for (const std::string& field : form.fields) {
        const catalogue::Element* element = elements.FindCode(field);
        held.push_back({element->id, "",
                        catalogue::Protect(city.keys, *element, filer.unit, "", values.Of(field)), "",
                        as_of});
    }
    catalogue::AppendHeld(tx, filer.unit, nullptr, source, held);
}

void StockRoster(const City& city, const Recipes& recipes, const catalogue::Elements& elements,
                 const std::string& roster, const Filer& filer, Date as_of, const catalogue::Source& source,
                 storage::Tx& tx) {
    const std::string_view state = StateFieldOf(recipes, roster);
    std::vector<catalogue::NewHeld> held;
    for (int row = 0; row < RowsOf(recipes, roster, filer.code); ++row) {
        const RowValues values = DrawRow(recipes, roster, filer.code, row, as_of);
        std::string subject;
        for (const auto& [code, text] : values) {
            if (elements.FindCode(code)->type == catalogue::ValueType::kIdNumber) {
                subject = roster + ":" + catalogue::RowKey(city.keys, text);
            }
        }
        for (const auto& [code, text] : values) {
            // How a person is today no system knows: that is what the form asks.
            if (text.empty() || code == state) continue;
            const catalogue::Element* element = elements.FindCode(code);
            held.push_back({element->id, subject,
                            catalogue::Protect(city.keys, *element, filer.unit, subject, text), "", as_of});
        }
    }
    catalogue::AppendHeld(tx, filer.unit, nullptr, source, held);
}

}  // namespace

void MakeStock(City& city, const Recipes& recipes, const FormSeeds& forms) {
    const auto elements = city.database.Read(catalogue::AllElements);
    const json::value units = ParseJson(UnitsJson());
    for (const json::value& item : units.as_object().at("stock").as_array()) {
        const json::object& object = item.as_object();
        const Date as_of = FirstOfMonth(
            Date{city.today().days - static_cast<std::int32_t>(object.at("age_days").as_int64())});
        city.SetDay(as_of.days - city.today().days);
        // The day is the values' own, and each screen says it beside the name.
        const catalogue::Source source{"stock", Text(object, "label"), 0};
        const std::string roster = Text(object, "roster");
        for (std::size_t begin = 0; begin < city.villages.size(); begin += kUnitsInSlice) {
            const std::size_t end = std::min(city.villages.size(), begin + kUnitsInSlice);
            city.database.Write([&](storage::Tx& tx) {
                for (std::size_t i = begin; i < end; ++i) {
                    if (roster.empty()) {
                        StockSingle(city, recipes, *elements, forms.find(Text(object, "form"))->second,
                                    city.villages[i], as_of, source, tx);
                    } else {
                        StockRoster(city, recipes, *elements, roster, city.villages[i], as_of, source, tx);
                    }
                }
            });
        }
    }
}

}  // namespace qz::sample_city
