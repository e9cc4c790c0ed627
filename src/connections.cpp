#include "connections.hpp"

#include "admission/admission.hpp"
#include "audit/audit.hpp"
#include "calendar/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "directory/directory.hpp"
#include "feedback/figures/figures.hpp"
#include "feedback/front/front.hpp"
#include "forms/forms.hpp"
#include "handed/handed.hpp"
#include "platform/base/writable.hpp"

namespace qz {
namespace {

feedback::figures::Connections FigureConnections(House& house) {
    return {house.reports.get(), [&intake = *house.intake](std::string bytes) {
                intake.Publish(feedback::intake::PublicFile::kFigures, std::move(bytes));
            }};
}

rollups::State ToRollup(forms::ReturnState state) {
    switch (state) {
        case forms::ReturnState::kOpen:
            return rollups::State::kOpen;
        case forms::ReturnState::kSigning:
            return rollups::State::kSigning;
        case forms::ReturnState::kReported:
            return rollups::State::kReported;
        case forms::ReturnState::kApproved:
            return rollups::State::kApproved;
        case forms::ReturnState::kSentBack:
            return rollups::State::kSentBack;
        case forms::ReturnState::kWithdrawn:
            return rollups::State::kWithdrawn;
    }
    return rollups::State::kMissing;
}

std::optional<rollups::TaskFacts> ToRollup(std::optional<forms::RollupTask> task) {
    if (!task) return std::nullopt;
    rollups::TaskFacts facts;
    facts.id = rollups::TaskId{task->task.value};
    facts.is_roster = task->definition->layout == forms::Layout::kRoster;
    for (const int field : task->definition->Totals()) {
        const catalogue::Element& element = task->definition->fields[static_cast<std::size_t>(field)].element;
        facts.columns.push_back({element.code, element.label, element.unit, element.places});
    }
    facts.tree = std::move(task->tree);
    facts.filing = std::move(task->filing);
    facts.visible = std::move(task->visible);
    return facts;
}

forms::Connections FormConnections(const Settings& settings, House& house, identity::Gate& gate) {
    forms::Connections connections;
    connections.keys = house.keys.get();
    connections.post_belongs = [](storage::Snapshot& snapshot, PostId post, UnitId unit) {
        const auto found = identity::FindPost(snapshot, post);
        return found && found->enabled && found->unit == unit;
    };
    connections.may = [&gate](storage::Snapshot& snapshot, PostId post, std::string_view permission) {
        return gate.Allow(snapshot, post, permission).has_value();
    };
    connections.has_signer = [](storage::Snapshot& snapshot, UnitId unit) {
        return identity::SomebodyMay(snapshot, unit, "forms.sign_off");
    };
    connections.name_of = identity::NameOf;
    connections.phone_of = identity::PhoneOf;
    connections.exports = settings.data / "exports";
    connections.watermark = house.database->Read(sample_city::Watermark);
    connections.layout_of = [](storage::Snapshot& snapshot, forms::FormId form) {
        return admission::FindLayout(snapshot, admission::FormId{form.value});
    };
    connections.verifying = [](storage::Snapshot& snapshot, forms::TaskId task,
                               UnitId unit) -> std::optional<forms::Verifying> {
        auto open = admission::FindOpenVerification(snapshot, admission::TaskId{task.value}, unit);
        if (!open) return std::nullopt;
        return forms::Verifying{open->unit, open->since, std::move(open->kind), std::move(open->fields),
                                open->answer_due};
    };
    connections.minutes_of = [](storage::Snapshot& snapshot, const forms::Field& field) {
        return admission::MinutesOf(snapshot, field.element.type);
    };
    connections.admission = [](storage::Snapshot& snapshot, const forms::AdmissionQuestion& question) {
        admission::Publishing publishing;
        if (question.publishing) {
            for (const forms::ScopePart& part : question.publishing->scope)
                publishing.scope.push_back({part.root, part.level});
            publishing.asked_before = question.publishing->asked_before;
        }
        const admission::Standing standing = admission::CheckForm(
            snapshot,
            admission::DraftOf(admission::FormId{question.form.value}, question.issuer, *question.definition),
            question.publishing ? &publishing : nullptr, question.today);
        forms::AdmissionAnswer answer;
        answer.findings = standing.findings;
        answer.marks = question.definition->marks;
        // A survey keeps the marks of its approval; every other form bears what admission gave it.
        if (!standing.number.empty()) answer.marks->admission_number = standing.number;
        if (standing.valid_until) answer.marks->valid_until = standing.valid_until;
        if (answer.marks->issuer.empty()) answer.marks->issuer = standing.issuer_name;
        answer.computed = standing.computed;
        answer.counted = standing.counted;
        return answer;
    };
    return connections;
}

admission::AskedTask ToAdmission(const forms::AskedTask& asked) {
    return {admission::TaskId{asked.task.value},
            asked.issuer,
            asked.title,
            asked.period,
            asked.published_at,
            asked.deadline,
            admission::DraftOf(admission::FormId{asked.form.value}, asked.issuer, *asked.definition),
            asked.reported_at,
            asked.origin};
}

admission::Sources AdmissionSources(House& house, identity::Gate& gate) {
    admission::Sources sources;
    sources.find_draft = [](storage::Snapshot& snapshot,
                            admission::FormId form) -> std::optional<admission::Draft> {
        const auto draft = forms::FindDraft(snapshot, forms::FormId{form.value});
        if (!draft) return std::nullopt;
        return admission::DraftOf(form, draft->owner, draft->definition, draft->findings.size());
    };
    sources.list_asked = [](storage::Snapshot& snapshot, UnitId unit, Date from, Date to) {
        std::vector<admission::AskedTask> asked;
        for (const forms::AskedTask& one : forms::ListAsked(snapshot, unit, from, to))
            asked.push_back(ToAdmission(one));
        return asked;
    };
    sources.find_asked = [](storage::Snapshot& snapshot, admission::TaskId task,
                            UnitId unit) -> std::optional<admission::AskedTask> {
        const auto asked = forms::FindAsked(snapshot, forms::TaskId{task.value}, unit);
        if (!asked) return std::nullopt;
        return ToAdmission(*asked);
    };
    sources.list_rounds = [](storage::Snapshot& snapshot, admission::FormId form, Date from, Date to) {
        std::vector<admission::Round> rounds;
        for (forms::Round& round : forms::ListRounds(snapshot, forms::FormId{form.value}, from, to)) {
            rounds.push_back({admission::TaskId{round.task.value}, std::move(round.title),
                              std::move(round.period), round.published_at, round.units});
        }
        return rounds;
    };
    sources.pause_unit = [](storage::Tx& tx, admission::TaskId task, UnitId unit) {
        forms::PauseUnit(tx, forms::TaskId{task.value}, unit);
    };
    sources.resume_unit = [](storage::Tx& tx, admission::TaskId task, UnitId unit) {
        forms::ResumeUnit(tx, forms::TaskId{task.value}, unit);
    };
    sources.insert_draft = [](storage::Tx& tx, const Actor& actor, std::string_view definition) {
        return admission::FormId{forms::InsertDraft(tx, actor.unit, definition, actor.account).value};
    };
    sources.insert_counts_draft =
        [](storage::Tx& tx, const Actor& actor, admission::FormId form,
           const std::vector<std::string>& codes) -> std::optional<admission::FormId> {
        const auto made = forms::InsertCountsDraft(tx, forms::FormId{form.value}, codes, actor.account);
        if (!made) return std::nullopt;
        return admission::FormId{made->value};
    };
    sources.may = [&gate](storage::Snapshot& snapshot, PostId post, std::string_view permission) {
        return gate.Allow(snapshot, post, permission).has_value();
    };
    sources.keys = house.keys.get();
    sources.database = house.database.get();
    return sources;
}

catalogue::Connections CatalogueConnections(House& house, identity::Gate& gate) {
    catalogue::Connections connections;
    connections.keys = house.keys.get();
    connections.database = house.database.get();
    connections.asked_by = [](storage::Snapshot& snapshot, ElementId element) {
        std::vector<catalogue::Asking> asking;
        for (forms::Asked& asked : forms::FormsAsking(snapshot, element)) {
            asking.push_back({asked.form.value, std::move(asked.title), asked.issuer, std::move(asked.period),
                              asked.valid_until, asked.live});
        }
        return asking;
    };
    connections.name_of = identity::NameOf;
    connections.may = [&gate](storage::Snapshot& snapshot, PostId post, std::string_view permission) {
        return gate.Allow(snapshot, post, permission).has_value();
    };
    return connections;
}

handed::Connections HandedConnections(const Settings& settings, House& house, identity::Gate& gate) {
    handed::Connections connections;
    connections.keys = house.keys.get();
    connections.database = house.database.get();
    connections.files = settings.data / "handed";
    connections.asked_by = [](storage::Snapshot& snapshot, ElementId element) {
        std::vector<handed::AskingForm> asking;
        for (forms::Asked& asked : forms::FormsAsking(snapshot, element))
            asking.push_back({asked.form.value, std::move(asked.title), asked.issuer, asked.live});
        return asking;
    };
    connections.may = [&gate](storage::Snapshot& snapshot, PostId post, std::string_view permission) {
        return gate.Allow(snapshot, post, permission).has_value();
    };
    return connections;
}

// An abolished unit's accounts stay in sight of those who keep its papers.
UnitId KeeperOf(storage::Snapshot& snapshot, UnitId gone) {
    const auto tree = directory::CurrentTree(snapshot);
    const auto successors = directory::CurrentSuccession(snapshot)->Of(*tree, gone);
    return successors.empty() ? tree->At(0).id : successors.front().unit;
}

std::vector<identity::MoveWork> Movers() {
    return {[](storage::Tx& tx, PostId from, PostId to) {
        return std::vector<identity::Moved>{{"forms.handover.work", forms::MovePost(tx, from, to)}};
    }};
}

}  // namespace

storage::Options StorageOptions(const std::string& location) {
    storage::Options options;
    options.location = location;
    options.sequenced_tables = {"platform_change", "audit_entry"};
    options.serializable = false;  // docs/decisions/0004
    return options;
}

// What somebody wrote may be wrong in many ways, and the engine's words do not say where it was written.
static std::unique_ptr<storage::Database> OpenDatabase(const storage::Options& options,
                                                       const Settings& settings) {
    try {
        return storage::Database::Open(options);
    } catch (const std::runtime_error& fault) {
        if (settings.database.empty()) throw;
        std::string why = fault.what();
        if (const std::size_t at = why.find(settings.database); at != std::string::npos) {
            why.replace(at, settings.database.size(), settings.ShownLocation());
        }
        throw std::runtime_error("QZ_DATABASE: " + why);
    }
}

directory::SuccessionWork SuccessionWork() {
    directory::SuccessionWork work;
    work.count = [](storage::Snapshot& snapshot, UnitId unit) {
        return directory::Belongings{identity::CountAccounts(snapshot, unit),
                                     forms::CountOpenReturns(snapshot, unit),
                                     catalogue::CountHeld(snapshot, unit)};
    };
    // docs/decisions/0010: merged, split (its people are placed by hand), abolished.
    work.carry_on = [](storage::Tx& tx, const directory::Leaving& leaving, const Actor* actor) {
        if (leaving.successors.size() == 1) {
            identity::MovePostsTo(tx, leaving.unit, leaving.successors.front(), actor);
            catalogue::CarryOverRosters(tx, leaving.unit);
            forms::MoveIssued(tx, leaving.unit, leaving.successors.front());
        } else if (leaving.successors.empty()) {
            forms::CloseReturnsOf(tx, leaving.unit, leaving.document, actor);
            identity::EndPostsOf(tx, leaving.unit, KeeperOf(tx, leaving.unit), actor);
        }
    };
    return work;
}

std::unique_ptr<House> Open(const Settings& settings) {
    auto house = std::make_unique<House>();
    ExpectWritableFolder(settings.data, "QZ_DATA");
    storage::Options options = StorageOptions(settings.Location());
    options.clock = &house->clock;
    const bool fresh = settings.database.empty() && !fs::exists(options.location);
    if (!fresh) {
        try {
            house->keys = secrets::Keyring::Open(settings.Keys(), false);
        } catch (const std::runtime_error&) {
            if (settings.database.empty()) throw;
        }
    }
    house->database = OpenDatabase(options, settings);
    if (!house->keys) {
        const bool empty =
            house->database->Read([](storage::Snapshot& snapshot) { return !directory::HasTree(snapshot); });
        house->keys = secrets::Keyring::Open(settings.Keys(), empty);
    }
    house->reports = feedback::Database::Open(settings.Reports());
    return house;
}

void OpenIntake(House& house) {
    const auto days = [&house] {
        return house.database->Read([](storage::Snapshot& snapshot) { return calendar::Current(snapshot); });
    };
    house.intake = feedback::intake::Intake::Make(
        *house.reports, {},
        {&house.clock, [days](Date day) { return days()->IsWorking(day); },
         [days](Date from, int count) { return days()->AddWorkingDays(from, count); }});
}

feedback::office::Connections OfficeConnections(const Settings& settings, House& house) {
    using feedback::intake::PublicFile;
    feedback::office::Connections connections;
    connections.database = house.reports.get();
    connections.keys = settings.Keys() / "feedback";
    connections.data = settings.data;
    connections.public_url = settings.public_url;
    connections.salt = house.reports->Write(feedback::intake::SaltOf);
    connections.list_forms = [](storage::Snapshot& snapshot) {
        const auto tree = directory::CurrentTree(snapshot);
        std::vector<feedback::office::PublicForm> forms;
        for (const admission::LiveForm& form : admission::ListLiveForms(snapshot)) {
            const auto issuer = tree->Find(form.issuer);
            forms.push_back(
                {form.number, form.title, issuer ? std::string(tree->At(*issuer).name) : std::string()});
        }
        return forms;
    };
    const auto publish = [&intake = *house.intake](PublicFile file) {
        return [&intake, file](std::string bytes) { intake.Publish(file, std::move(bytes)); };
    };
    connections.publish_office = publish(PublicFile::kOffice);
    connections.publish_forms = publish(PublicFile::kForms);
    connections.publish_done = publish(PublicFile::kDone);
    return connections;
}

feedback::posters::Connections PosterConnections(const Settings& settings, House& house) {
    feedback::posters::Connections connections;
    connections.database = house.reports.get();
    connections.public_url = settings.public_url;
    connections.watermark = house.database->Read(sample_city::Watermark);
    connections.files = settings.data / "posters";
    connections.list_scopes = [](storage::Snapshot& snapshot, feedback::Connection& connection) {
        std::vector<feedback::posters::CodeScope> scopes;
        for (auto& scope : feedback::office::ListScopes(snapshot, connection))
            scopes.push_back({scope.unit, std::move(scope.code)});
        return scopes;
    };
    return connections;
}

rollups::Sources RollupSources() {
    rollups::Sources sources;
    sources.find_task = [](storage::Snapshot& snapshot, const Scope& scope, rollups::TaskId task) {
        return ToRollup(forms::FindRollupTask(snapshot, scope, forms::TaskId{task.value}));
    };
    sources.facts_of = [](storage::Snapshot& snapshot, rollups::TaskId task) {
        return ToRollup(forms::FindRollupTask(snapshot, forms::TaskId{task.value}));
    };
    sources.for_each_figures = [](storage::Snapshot& snapshot, rollups::TaskId task, OrdinalRange range,
                                  const rollups::EachFigures& each) {
        forms::ForEachFigures(snapshot, forms::TaskId{task.value}, range,
                              [&](Ordinal unit, forms::ReturnState state, std::string_view figures) {
                                  each(unit, ToRollup(state), figures);
                              });
    };
    sources.recompute_figures = [](storage::Snapshot& snapshot, rollups::TaskId task, OrdinalRange range,
                                   const rollups::EachFigures& each) {
        forms::RecomputeFigures(snapshot, forms::TaskId{task.value}, range,
                                [&](Ordinal unit, forms::ReturnState state, std::string_view figures) {
                                    each(unit, ToRollup(state), figures);
                                });
    };
    sources.list_entries = [](storage::Snapshot& snapshot, rollups::TaskId task, OrdinalRange range,
                              Ordinal after, int limit) {
        std::vector<rollups::Entry> entries;
        for (forms::Entry& entry :
             forms::ListEntries(snapshot, forms::TaskId{task.value}, range, after, limit)) {
            entries.push_back({entry.unit, entry.ordinal, ToRollup(entry.state), entry.reported_at,
                               std::move(entry.figures), rollups::ReturnId{entry.id.value}});
        }
        return entries;
    };
    sources.list_tasks = [](storage::Snapshot& snapshot) {
        std::vector<rollups::TaskId> tasks;
        for (const forms::TaskId task : forms::ListRollupTasks(snapshot))
            tasks.push_back(rollups::TaskId{task.value});
        return tasks;
    };
    return sources;
}

void AddEverything(http::Router& router, const Settings& settings, House& house, identity::Gate& gate) {
    directory::AddRoutes(router, SuccessionWork());
    calendar::AddRoutes(router);
    catalogue::AddRoutes(router, CatalogueConnections(house, gate));
    identity::AddRoutes(router, *house.keys, *house.database, Movers(), [](storage::Snapshot& snapshot) {
        return identity::City{sample_city::NameOfCity(snapshot), sample_city::Exists(snapshot)};
    });
    audit::AddRoutes(router, {.unit =
                                  [](storage::Snapshot& snapshot, UnitId unit) {
                                      const auto tree = directory::CurrentTree(snapshot);
                                      if (const auto ordinal = tree->Find(unit))
                                          return std::string(tree->At(*ordinal).name);
                                      const json::value gone = directory::LastUnitJson(snapshot, unit);
                                      return gone.is_null() ? std::string()
                                                            : std::string(gone.at("name").as_string());
                                  },
                              .account = identity::NameOf,
                              .called = identity::ListAccountsCalled});
    jobs::AddRoutes(router);
    forms::AddRoutes(router, FormConnections(settings, house, gate));
    handed::AddRoutes(router, HandedConnections(settings, house, gate));
    rollups::AddRoutes(router, RollupSources());
    admission::AddRoutes(router, AdmissionSources(house, gate));
    feedback::front::AddRoutes(router, *house.intake);
    feedback::office::AddRoutes(router, OfficeConnections(settings, house));
    feedback::figures::AddRoutes(router, FigureConnections(house));
    feedback::posters::AddRoutes(router, PosterConnections(settings, house));
}

void AddEveryJob(jobs::Runner& runner, const Settings& settings, House& house, identity::Gate& gate) {
    directory::AddJobs(runner);
    catalogue::AddJobs(runner, CatalogueConnections(house, gate));
    handed::AddJobs(runner, HandedConnections(settings, house, gate));
    identity::AddJobs(runner, gate, Movers());
    forms::AddJobs(runner, FormConnections(settings, house, gate));
    admission::AddJobs(runner);
    feedback::office::AddJobs(runner, OfficeConnections(settings, house));
    feedback::figures::AddJobs(runner, FigureConnections(house));
    runner.Every("audit.integrate", std::chrono::seconds(10),
                 [&keys = *house.keys](storage::Database& database) { audit::Integrate(database, keys); });
}

}  // namespace qz
