// A year of tasks and returns, and what is open today: db/seed/sample/tasks.json.
#include <algorithm>
#include <array>

#include "sample_city/answers.hpp"
#include "sample_city/stock.hpp"

namespace qz::sample_city {

namespace {

constexpr std::size_t kReturnsInSlice = 200;
constexpr int kDaysToReview = 2;  // working days after which a town has looked at what came in

constexpr std::array<std::string_view, 3> kWhySingle = {"户数与上次相差较大，请核对后再报。",
                                                        "联系电话已停用，请换成能打通的号码。",
                                                        "合计与村里公示的数不一致，请核对。"};
constexpr std::array<std::string_view, 3> kWhyRoster = {"名单里有一位老人上月已去世，请移出并写明。",
                                                        "有一人的现住址不全，请补到门牌号。",
                                                        "有一人的情况与镇里掌握的不一致，请核对。"};

struct Plan {
    const FormSeed* form = nullptr;
    forms::SampleTask task;
    forms::TaskId id;
    Instant published;
    Instant until;  // nobody reports later
    int epoch = 0;
    std::int64_t reported = 0;   // permille of units
    std::int64_t sent_back = 0;  // permille of returns
    std::int64_t changed = 0;
    std::string clerk;  // what the printed village has done: "", "reported", "sent_back"
    std::string word;   // tells this plan's draws from others'
};

std::string PeriodOf(std::string_view cycle, Date date, int back) {
    int year = static_cast<int>(date.Civil().year());
    const int month = static_cast<int>(static_cast<unsigned>(date.Civil().month()));
    if (cycle == "once") return {};
    if (cycle == "yearly") return std::to_string(year - back);
    const int parts = cycle == "half_yearly" ? 2 : cycle == "quarterly" ? 4 : 12;
    int part = (month - 1) / (12 / parts) - back;
    for (; part < 0; part += parts) --year;
    if (parts == 12) return std::to_string(year) + (part < 9 ? "-0" : "-") + std::to_string(part + 1);
    return std::to_string(year) + (parts == 2 ? "-H" : "-Q") + std::to_string(part + 1);
}

Instant EndOfWork(Date date) {
    return StartOf(date).Plus(std::chrono::hours(18));
}

class History {
 public:
    History(City& city, const FormVersions& versions)
        : city_(city),
          calendar_(city.database.Read(calendar::Current)),
          elements_(city.database.Read(catalogue::AllElements)),
          recipes_(ValuesJson(), *elements_),
          forms_(ReadFormSeeds()) {
        const json::value tasks = ParseJson(TasksJson());
        for (const json::value& task : tasks.as_array())
            plans_.push_back(PlanFrom(task.as_object(), versions));
    }

    void Make() {
        MakeStock(city_, recipes_, forms_);
        for (Plan& plan : plans_) {
            city_.clock.Set(plan.published);
            plan.id =
                city_.database.Write([&](storage::Tx& tx) { return forms::InsertSampleTask(tx, plan.task); });
        }
        for (const Plan& plan : plans_) PassOn(plan);
        for (const Plan& plan : plans_) Report(plan);
    }

 private:
    Plan PlanFrom(const json::object& object, const FormVersions& versions) const {
        const auto integer = [&](std::string_view name) { return object.at(name).as_int64(); };
        Plan plan;
        plan.form = &forms_.find(Text(object, "form"))->second;
        plan.published = city_.SetDay(static_cast<int>(integer("published")));
        plan.epoch = static_cast<int>(integer("epoch"));
        plan.reported = integer("reported");
        plan.sent_back = integer("sent_back");
        plan.changed = integer("changed");
        plan.clerk = Text(object, "clerk");
        forms::SampleTask& task = plan.task;
        task.version = versions.find(plan.form->code)->second;
        task.issuer = city_.owners.at(plan.form->owner);
        task.root = city_.tree->At(0).id;
        task.level = directory::LevelFromWord(Text(object, "level")).value();
        task.title = Text(object, "title");
        task.period =
            PeriodOf(plan.form->cycle, DateOf(plan.published), static_cast<int>(integer("period_back")));
        task.deadline = DeadlineOf(object.at("deadline").as_object());
        task.chain.clear();
        for (const json::value& step : object.at("chain").as_array()) {
            task.chain.push_back(forms::StepFromWord(json::value_to<std::string>(step)).value());
        }
        task.contact_name = Text(object, "contact_name");
        task.contact_phone = Text(object, "contact_phone");
        task.note = Text(object, "note");
        task.auto_file = object.if_contains("auto") != nullptr && object.at("auto").as_bool();
        const std::string state = Text(object, "state");
        plan.until = city_.now.Plus(-std::chrono::minutes(10));
        if (state == "closed") {
            task.state = forms::TaskState::kClosed;
            plan.until = task.deadline;
        } else if (state == "paused") {
            task.state = forms::TaskState::kPaused;
            task.paused_at = city_.SetDay(static_cast<int>(integer("paused")));
            task.state_reason = Text(object, "reason");
            plan.until = *task.paused_at;
        }
        plan.word = task.title + task.period;
        return plan;
    }

    Instant DeadlineOf(const json::object& object) const {
        if (const json::value* days = object.if_contains("working_days")) {
            return EndOfWork(calendar_->AddWorkingDays(city_.today(), static_cast<int>(days->as_int64())));
        }
        return EndOfWork(Date{city_.today().days + static_cast<std::int32_t>(object.at("days").as_int64())});
    }

    const std::vector<Filer>& FilersOf(const Plan& plan) const {
        return plan.task.level == directory::Level::kTownship ? city_.towns : city_.villages;
    }

    // The printed town hands its task down to its section; other towns and the printed village name a post.
    void PassOn(const Plan& plan) {
        if (plan.task.state != forms::TaskState::kOpen) return;
        city_.clock.Set(std::min(plan.published.Plus(std::chrono::hours(2)), plan.until));
        const bool towns = plan.task.level == directory::Level::kTownship;
        const Filer& town = city_.seats.at("zhen");
        std::vector<forms::SampleFiling> filings;
        for (const Filer& filer : FilersOf(plan)) {
            if (towns && filer.unit == town.unit) {
                filings.push_back({plan.id, filer.unit, {}, {city_.seats.at("minzhengke").unit}});
            } else if (filer.unit == city_.seats.at("cun").unit ||
                       (towns && Dice{plan.word, filer.code, "assigned"}.Chance(150))) {
                filings.push_back({plan.id, filer.unit, filer.post, {}});
            }
        }
        if (filings.empty()) return;
        city_.database.Write([&](storage::Tx& tx) {
            for (const forms::SampleFiling& filing : filings) forms::InsertSampleFiling(tx, filing);
        });
    }

    // Mornings and afternoons of working days.
    std::vector<Instant> Moments(const Plan& plan) const {
        std::vector<Instant> moments;
        for (Date day = DateOf(plan.published); StartOf(day) <= plan.until; ++day.days) {
            if (!calendar_->IsWorking(day)) continue;
            for (const int minutes : {10 * 60 + 20, 15 * 60 + 40}) {
                const Instant moment = StartOf(day).Plus(std::chrono::minutes(minutes));
                if (plan.published < moment && moment <= plan.until) moments.push_back(moment);
            }
        }
        if (moments.empty()) moments.push_back(plan.until);
        return moments;
    }

    bool Reports(const Plan& plan, const Filer& filer) const {
        if (plan.task.state != forms::TaskState::kClosed) {
            if (filer.unit == city_.seats.at("cun").unit) return !plan.clerk.empty();
            if (filer.unit == city_.seats.at("zhen").unit) return false;
        }
        return Dice{plan.word, filer.code, "reports"}.Chance(plan.reported);
    }

    void Report(const Plan& plan) {
        const std::vector<Instant> moments = Moments(plan);
        const std::vector<Filer>& filers_of_task = FilersOf(plan);
        // What is long past came in town by town: fewer and fuller transactions.
        const bool past = plan.task.state == forms::TaskState::kClosed;
        std::map<Instant, std::vector<const Filer*>> days;
        for (std::size_t i = 0; i < filers_of_task.size(); ++i) {
            const Filer& filer = filers_of_task[i];
            if (!Reports(plan, filer)) continue;
            const Instant moment = past ? moments[(i / kReturnsInSlice) % moments.size()]
                                        : Dice{plan.word, filer.code, "moment"}.Pick(moments);
            days[moment].push_back(&filer);
        }
        for (const auto& [moment, filers] : days) {
            city_.clock.Set(moment);
            for (std::size_t begin = 0; begin < filers.size();) {
                // The first return alone: what forms keeps in memory of tasks stays only once its transaction
                // is through.
                const std::size_t end = warm_ ? std::min(filers.size(), begin + kReturnsInSlice) : begin + 1;
                city_.database.Write([&, &reporting = filers, day = DateOf(moment)](storage::Tx& tx) {
                    for (std::size_t i = begin; i < end; ++i) ReportOne(tx, plan, *reporting[i], day);
                });
                warm_ = true;
                begin = end;
            }
        }
    }

    void ReportOne(storage::Tx& tx, const Plan& plan, const Filer& filer, Date day) const {
        const Typing typing{*plan.form, filer.code, plan.epoch, plan.changed, day};
        forms::SampleReturn sample;
        sample.task = plan.id;
        sample.unit = filer.unit;
        sample.post = filer.post;
        sample.person = filer.person;
        sample.account = filer.account;
        sample.typed_json = plan.form->roster.empty()
                                ? TypeSingle(recipes_, typing)
                                : TypeRoster(recipes_, *elements_, typing,
                                             catalogue::ListHeld(tx, filer.unit, plan.form->roster + ":"));
        sample.state = Outcome(plan, filer, day);
        const Filer& head = city_.seats.at("cunzhuren");
        if (filer.unit == head.unit) sample.head = head.account;
        if (sample.state == forms::ReturnState::kSentBack) {
            Dice dice{plan.word, filer.code, "why"};
            sample.reason = plan.form->roster.empty() ? dice.Pick(kWhySingle) : dice.Pick(kWhyRoster);
        }
        forms::InsertSampleReturn(tx, city_.keys, sample);
    }

    forms::ReturnState Outcome(const Plan& plan, const Filer& filer, Date day) const {
        using forms::ReturnState;
        if (plan.task.state == forms::TaskState::kClosed) return ReturnState::kApproved;
        if (filer.unit == city_.seats.at("cun").unit) {
            return plan.clerk == "sent_back" ? ReturnState::kSentBack : ReturnState::kReported;
        }
        Dice dice{plan.word, filer.code, "outcome"};
        if (dice.Chance(plan.sent_back)) return ReturnState::kSentBack;
        const bool seen = calendar_->WorkingDaysBetween(day, city_.today()) >= kDaysToReview;
        return seen && dice.Chance(930) ? ReturnState::kApproved : ReturnState::kReported;
    }

    City& city_;
    std::shared_ptr<const calendar::Calendar> calendar_;
    std::shared_ptr<const catalogue::Elements> elements_;
    Recipes recipes_;
    FormSeeds forms_;
    std::vector<Plan> plans_;
    bool warm_ = false;
};

}  // namespace

void MakeHistory(City& city, const FormVersions& forms) {
    History(city, forms).Make();
}

}  // namespace qz::sample_city
