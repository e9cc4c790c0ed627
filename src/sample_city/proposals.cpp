// Two drafts on their way to a number.
#include "sample_city/city.hpp"

namespace qz::sample_city {

namespace {

constexpr int kProposalsDay = -1;

admission::Draft InsertDraft(storage::Tx& tx, UnitId owner, std::string_view title, std::string_view period,
                             const std::vector<std::string_view>& codes) {
    json::array fields;
    for (const std::string_view code : codes) fields.push_back(json::object{{"code", code}});
    const json::object definition{{"title", title},
                                  {"class", "routine"},
                                  {"layout", "single"},
                                  {"period", period},
                                  {"fields", std::move(fields)}};
    const forms::FormId form = forms::InsertDraft(tx, owner, json::serialize(definition), AccountId{});
    return admission::DraftOf(admission::FormId{form.value}, owner,
                              forms::FindDraft(tx, form).value().definition);
}

}  // namespace

void MakeProposals(City& city) {
    city.SetDay(kProposalsDay);
    city.database.Write([&](storage::Tx& tx) {
        const admission::Draft weighed = InsertDraft(tx, city.owners.at("mz"), "村级养老服务摸底表", "yearly",
                                                     {"households", "people", "elders_60", "elders_80",
                                                      "resident_people", "village_contact", "village_phone"});
        admission::InsertSampleProposal(tx, weighed,
                                        {city.tree->At(0).id,
                                         directory::Level::kVillage,
                                         "摸清村级养老服务需求，安排下一年助餐点建设",
                                         "威海市基本养老服务清单",
                                         {},
                                         false});
        const admission::Draft waiting =
            InsertDraft(tx, city.owners.at("ny"), "设施农业生产情况表", "quarterly",
                        {"households", "farmland", "greenhouse_area", "idle_land"});
        admission::InsertSampleProposal(tx, waiting,
                                        {city.Unit("371082101"),
                                         directory::Level::kVillage,
                                         "核对设施农业补贴面积",
                                         "威海市设施农业发展扶持办法",
                                         {{"households", "ask", "补贴按户核定，需要与申报当日一致"},
                                          {"farmland", "ask", "土地流转后面积有变化，需要重新核对"},
                                          {"greenhouse_area", "ask", "新建大棚还没有登记入库"},
                                          {"idle_land", "ask", "撂荒地整治后面积有变化"}},
                                         true});
    });
}

}  // namespace qz::sample_city
