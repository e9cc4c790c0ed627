// Introduces the folders to each other; nothing else.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "admission/admission.hpp"
#include "audit/audit.hpp"
#include "calendar/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "directory/directory.hpp"
#include "expressions/expressions.hpp"
#include "feedback/database/database.hpp"
#include "feedback/figures/figures.hpp"
#include "feedback/front/front.hpp"
#include "feedback/intake/intake.hpp"
#include "feedback/office/office.hpp"
#include "feedback/posters/posters.hpp"
#include "forms/forms.hpp"
#include "handed/handed.hpp"
#include "identity/identity.hpp"
#include "platform/base/embedded.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/storage/storage.hpp"
#include "platform/workbook/workbook.hpp"
#include "rollups/rollups.hpp"
#include "sample_city/sample_city.hpp"

namespace qz {

// Outside the nameless namespace: the bytes are another object's symbols.
static std::string_view WebPack() {
    return QZ_EMBEDDED(web_pack);
}

namespace {

namespace fs = std::filesystem;

struct Settings {
    fs::path data = "data";
    std::string database;  // empty: a file in `data`
    fs::path keys;         // empty: the folder beside `data`
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string tls_certificate;
    std::string tls_key;
    std::string public_url = "http://localhost:8080";
    bool sample = false;
    std::string sample_within;

    std::string Location() const { return database.empty() ? (data / "qingzhuang.db").string() : database; }
    fs::path Reports() const { return data / "feedback.db"; }
    fs::path Keys() const { return keys.empty() ? fs::absolute(data).parent_path() / "keys" : keys; }
};

// The sample city sets it back for each act of its past; all else sees the system's time.
using Clock = sample_city::SettableClock;

struct House {
    Clock clock;
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<secrets::Keyring> keys;
    // Anonymous feedback: its own file, whatever engine the hub has.
    std::unique_ptr<feedback::Database> reports;
    std::unique_ptr<feedback::intake::Intake> intake;
};

storage::Options StorageOptions(const std::string& location) {
    storage::Options options;
    options.location = location;
    options.sequenced_tables = {"platform_change", "audit_entry"};
    options.serializable = false;  // docs/decisions/0004
    return options;
}

// Keys are made only together with a new database: without them an old one could not be read.
std::unique_ptr<House> Open(const Settings& settings) {
    auto house = std::make_unique<House>();
    fs::create_directories(settings.data);
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
    house->database = storage::Database::Open(options);
    if (!house->keys) {
        const bool empty =
            house->database->Read([](storage::Snapshot& snapshot) { return !directory::HasTree(snapshot); });
        house->keys = secrets::Keyring::Open(settings.Keys(), empty);
    }
    house->reports = feedback::Database::Open(settings.Reports());
    return house;
}

// What the intake needs of the hub: the working days, and nothing else.
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
    connections.name_of = identity::NameOf;
    connections.exports = settings.data / "exports";
    connections.watermark = house.database->Read(sample_city::Watermark);
    connections.layout_of = [](storage::Snapshot& snapshot, forms::FormId form) {
        return admission::FindLayout(snapshot, admission::FormId{form.value});
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
    sources.pause_unit = [](storage::Tx& tx, admission::TaskId task, UnitId unit) {
        forms::PauseUnit(tx, forms::TaskId{task.value}, unit);
    };
    sources.resume_unit = [](storage::Tx& tx, admission::TaskId task, UnitId unit) {
        forms::ResumeUnit(tx, forms::TaskId{task.value}, unit);
    };
    sources.insert_draft = [](storage::Tx& tx, const Actor& actor, std::string_view definition) {
        return admission::FormId{forms::InsertDraft(tx, actor.unit, definition, actor.account).value};
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

std::vector<identity::MoveWork> Movers() {
    return {[](storage::Tx& tx, PostId from, PostId to) {
        return std::vector<identity::Moved>{{"forms.handover.work", forms::MovePost(tx, from, to)}};
    }};
}

void AddEverything(http::Router& router, const Settings& settings, House& house, identity::Gate& gate) {
    directory::AddRoutes(router);
    calendar::AddRoutes(router);
    catalogue::AddRoutes(router, CatalogueConnections(house, gate));
    identity::AddRoutes(router, *house.keys, *house.database, Movers(), [](storage::Snapshot& snapshot) {
        return identity::City{sample_city::NameOfCity(snapshot), sample_city::Exists(snapshot)};
    });
    audit::AddRoutes(router, {.unit =
                                  [](storage::Snapshot& snapshot, UnitId unit) {
                                      const auto tree = directory::CurrentTree(snapshot);
                                      const auto ordinal = tree->Find(unit);
                                      return ordinal ? std::string(tree->At(*ordinal).name) : std::string();
                                  },
                              .account = identity::NameOf});
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

int Serve(const Settings& settings) {
    // A core dump would hold what people typed.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    // Every thread inherits the mask, so that only this one takes the signals.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto house = Open(settings);
    house->database->Write(calendar::Seed);
    house->database->Write(admission::Seed);
    if (settings.sample && !house->database->Read(directory::HasTree)) {
        sample_city::Make(*house->database, *house->keys, house->clock,
                          {.keys_folder = settings.Keys(), .within = settings.sample_within});
        sample_city::MakeFeedback(*house->database, *house->reports, *house->keys, settings.Keys());
    }
    if (house->database->Read(sample_city::Exists) && !house->database->Read(sample_city::IsComplete)) {
        std::cerr << "The sample city was broken off while it was made: remove " << settings.data.string()
                  << " and the keys, and start again.\n";
        return 2;
    }
    if (!house->database->Read(directory::HasTree)) {
        std::cerr << "There is no tree of units yet: run `qingzhuang import units FILE` first, or serve "
                     "--sample.\n";
        return 2;
    }
    OpenIntake(*house);
    http::Router router;
    identity::Gate gate(house->clock);
    AddEverything(router, settings, *house, gate);
    jobs::Runner runner(*house->database, house->clock);
    directory::AddJobs(runner);
    catalogue::AddJobs(runner, CatalogueConnections(*house, gate));
    handed::AddJobs(runner, HandedConnections(settings, *house, gate));
    identity::AddJobs(runner, gate, Movers());
    forms::AddJobs(runner, FormConnections(settings, *house, gate));
    admission::AddJobs(runner);
    feedback::office::AddJobs(runner, OfficeConnections(settings, *house));
    feedback::figures::AddJobs(runner, FigureConnections(*house));
    feedback::office::Publish(*house->database, OfficeConnections(settings, *house));
    runner.Every("audit.integrate", std::chrono::seconds(10),
                 [&keys = *house->keys](storage::Database& database) { audit::Integrate(database, keys); });

    const http::StaticFiles files = http::LoadPack(WebPack());
    http::Options options;
    options.address = settings.address;
    options.port = settings.port;
    options.tls_certificate = settings.tls_certificate;
    options.tls_key = settings.tls_key;
    options.behind_proxy = settings.tls_certificate.empty();
    options.release = QZ_VERSION;
    http::Server server(
        options, router, *house->database,
        [&gate](storage::Snapshot& snapshot, const http::Request& request, const http::Route& route) {
            return gate(snapshot, request, route);
        },
        files.files());
    server.Start();
    runner.Start();
    house->intake->Start();
    if (house->database->Read(sample_city::Exists)) sample_city::PrintLogins(settings.Keys(), std::cout);
    std::cout << "ready " << (settings.tls_certificate.empty() ? "http" : "https") << "://"
              << (settings.address == "0.0.0.0" ? "127.0.0.1" : settings.address) << ':' << server.port()
              << std::endl;

    int signal = 0;
    sigwait(&signals, &signal);
    server.Stop();
    runner.Stop();
    house->intake->Stop();
    house->reports->Truncate();
    house->reports->Drain();
    gate.Flush(*house->database);
    house->database->Drain();
    return house->database->figures().healthy ? 0 : 1;
}

std::string ReadFile(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

int PrintRoutes(const Settings& settings) {
    Settings scratch = settings;
    scratch.data = fs::temp_directory_path() / ("qingzhuang-routes-" + std::to_string(::getpid()));
    scratch.database.clear();
    scratch.keys = scratch.data / "keys";
    const auto opened = Open(scratch);
    OpenIntake(*opened);
    identity::Gate gate(opened->clock);
    http::Router router;
    AddEverything(router, scratch, *opened, gate);
    std::cout << http::DescribeRoutes(router);
    opened->database->Drain();
    fs::remove_all(scratch.data);
    return 0;
}

int Run(int count, char** words) {
    Settings settings;
    CLI::App app{"轻装 qingzhuang: takes paperwork off the people who run villages and towns"};
    app.set_version_flag("--version", QZ_VERSION);
    app.set_config("--config", "", "A file of settings; environment variables and options come before it");
    app.require_subcommand(1);
    app.fallthrough();
    app.add_option("--data", settings.data, "Folder of the data")->envname("QZ_DATA")->capture_default_str();
    app.add_option("--database", settings.database,
                   "SQLite file or postgres://… (default: a file in the data folder)")
        ->envname("QZ_DATABASE");
    app.add_option("--keys", settings.keys, "Folder of the keys (default: keys, beside the data folder)")
        ->envname("QZ_KEYS");
    int result = 0;

    CLI::App* serve = app.add_subcommand("serve", "Serve the pages and the API");
    serve->add_option("--port", settings.port, "Port")->envname("QZ_PORT")->capture_default_str();
    serve->add_option("--address", settings.address, "Address to listen on")
        ->envname("QZ_ADDRESS")
        ->capture_default_str();
    serve
        ->add_option("--tls-certificate", settings.tls_certificate,
                     "PEM file; with --tls-key: serve HTTPS directly")
        ->envname("QZ_TLS_CERTIFICATE");
    serve->add_option("--tls-key", settings.tls_key, "PEM file")->envname("QZ_TLS_KEY");
    serve->add_option("--public-url", settings.public_url, "The address that posters and pages name")
        ->envname("QZ_PUBLIC_URL")
        ->capture_default_str();
    serve->add_flag("--sample", settings.sample, "Make the sample city when the database is empty");
    serve->add_option("--sample-within", settings.sample_within,
                      "Give only the villages of this county or town (a code) a past: quicker to make");
    serve->callback([&] { result = Serve(settings); });

    fs::path file;
    std::string text;
    std::string day;
    CLI::App* import = app.add_subcommand("import", "Take in units or opening stock")->require_subcommand(1);
    CLI::App* units = import->add_subcommand("units", "A tree of units: code,name,level,parent_code");
    units->add_option("file", file, "CSV file")->required()->check(CLI::ExistingFile);
    units->add_option("--effective", day, "First day of this version, YYYY-MM-DD (default: today)");
    units->add_option("--document", text, "The document that says so");
    units->callback([&] {
        const auto house = Open(settings);
        const auto effective = day.empty() ? std::optional<Date>(DateOf(house->clock.Now())) : ParseDate(day);
        if (!effective) throw std::runtime_error("--effective wants a day as 2026-01-31");
        result = directory::ImportCommand(*house->database, file, *effective, text, std::cout, std::cerr);
    });
    std::string source;
    std::string roster;
    std::string key;
    CLI::App* stock = import->add_subcommand("stock", "Opening stock of held values: CSV or .xlsx");
    stock->add_option("file", file, "The table")->required()->check(CLI::ExistingFile);
    stock->add_option("--source", source, "Where it comes from, as people shall read it")->required();
    stock->add_option("--as-of", day, "The day the values were true, YYYY-MM-DD (default: today)");
    stock->add_option("--roster", roster, "Code of the roster; without it one row is one unit");
    stock->add_option("--key", key, "The column that tells rows of a roster apart");
    bool skip_faulty = false;
    fs::path errors;
    stock->add_flag("--skip-faulty", skip_faulty, "Take the sound rows in although others have faults");
    stock->add_option("--errors", errors, "Where to write a workbook with the faulty rows");
    stock->callback([&] {
        const auto house = Open(settings);
        const auto as_of = day.empty() ? std::optional<Date>(DateOf(house->clock.Now())) : ParseDate(day);
        if (!as_of) throw std::runtime_error("--as-of wants a day as 2026-01-31");
        const catalogue::StockRequest request{.source = source,
                                              .as_of = *as_of,
                                              .roster = roster,
                                              .key_column = key,
                                              .skip_faulty = skip_faulty};
        result = catalogue::ImportStockCommand(*house->database, *house->keys, file, request, errors,
                                               std::cout, std::cerr);
    });

    bool dry_run = false;
    bool as_json = false;
    CLI::App* of_workbook =
        import->add_subcommand("workbook", "Print the form that a department's workbook proposes");
    of_workbook->add_option("file", file, ".xlsx, or .xls, .et and .docx where LibreOffice is installed")
        ->required()
        ->check(CLI::ExistingFile);
    of_workbook->add_flag("--dry-run", dry_run, "Only print: forms are made on the page")->required();
    of_workbook->add_flag("--json", as_json, "As JSON");
    of_workbook->callback([&] { result = workbook::ProposeCommand(file, as_json, std::cout, std::cerr); });

    std::string expression;
    CLI::App* rules = app.add_subcommand("rules", "The users' rule language")->require_subcommand(1);
    CLI::App* eval = rules->add_subcommand("eval", "Print the value of an expression");
    eval->add_option("expression", expression, "The expression")->required();
    eval->add_option("--with", file, "JSON file: element → value; under PREV those of last period")
        ->check(CLI::ExistingFile);
    eval->callback([&] {
        result = expressions::EvaluateCommand(expression, file.empty() ? std::string() : ReadFile(file),
                                              std::cout, std::cerr);
    });

    CLI::App* elements =
        app.add_subcommand("elements", "Labels of fields and the catalogue")->require_subcommand(1);
    catalogue::MatchRequest matching;
    CLI::App* match = elements->add_subcommand("match", "The five elements likest to each label");
    match->add_option("labels", matching.labels, "CSV file with a column label")->required();
    match->add_option("--catalogue", matching.catalogue,
                      "CSV file code,label,aliases instead of the database");
    match->add_flag("--json", matching.as_json, "Print JSON");
    match->callback([&] {
        const auto current = [&] { return Open(settings)->database->Read(catalogue::CurrentMatcher); };
        result = catalogue::MatchCommand(matching, current, std::cout, std::cerr);
    });
    CLI::App* same = elements->add_subcommand("same", "Whether two labels mean the same");
    same->add_option("pairs", matching.labels, "CSV file with columns label_a and label_b")->required();
    same->add_flag("--json", matching.as_json, "Print JSON");
    same->callback(
        [&] { result = catalogue::SameCommand(matching.labels, matching.as_json, std::cout, std::cerr); });

    CLI::App* verify = app.add_subcommand("verify", "Prove what is stored")->require_subcommand(1);
    verify->add_subcommand("audit", "Recompute the audit log's tree and checkpoints")->callback([&] {
        const auto house = Open(settings);
        result = audit::VerifyCommand(*house->database, *house->keys, std::cout, std::cerr);
    });
    CLI::App* exporting = app.add_subcommand("export", "Hand out what others check")->require_subcommand(1);
    CLI::App* bundle =
        exporting->add_subcommand("audit", "The audit log as a bundle for tools/verify-audit.py");
    bundle->add_option("to", file, "The file to write")->required();
    bundle->callback([&] {
        const auto house = Open(settings);
        result = audit::ExportCommand(*house->database, file, std::cout, std::cerr);
    });
    verify->add_subcommand("rollups", "Recompute every total from the returns")->callback([&] {
        const auto house = Open(settings);
        result = rollups::VerifyCommand(*house->database, RollupSources(), std::cout, std::cerr);
    });

    fs::path folder;
    CLI::App* backup =
        app.add_subcommand("backup", "Copy the database while it is in use, and verify the copy");
    backup->add_option("to", folder, "File (SQLite) or folder (PostgreSQL) that does not exist yet")
        ->required();
    backup->callback([&] {
        const auto house = Open(settings);
        storage::Backup(*house->database, folder);
        house->reports->CopyTo(fs::path(folder.string() + ".feedback"));
        std::cout << "backed up and verified: " << folder.string() << '\n';
    });
    CLI::App* restore = app.add_subcommand("restore", "Put a backup into an empty database");
    restore->add_option("from", folder, "What backup wrote")->required()->check(CLI::ExistingPath);
    restore->callback([&] {
        fs::create_directories(settings.data);
        storage::Restore(folder, StorageOptions(settings.Location()));
        const fs::path reports = folder.string() + ".feedback";
        if (fs::exists(reports) && fs::exists(settings.Reports())) {
            throw std::runtime_error(settings.Reports().string() + " exists already");
        }
        if (fs::exists(reports)) feedback::Database::Open(reports)->CopyTo(settings.Reports());
        std::cout << "restored and verified\n";
    });
    CLI::App* migrate = app.add_subcommand("migrate", "Copy everything to another engine and prove it equal");
    migrate->add_option("--to", text, "postgres://… or a SQLite file, empty")->required();
    migrate->callback([&] {
        storage::Migrate(*Open(settings)->database, StorageOptions(text),
                         [](const std::string& line) { std::cout << line << '\n'; });
    });

    feedback::posters::Order order;
    std::string language = "zh-CN";
    CLI::App* posters = app.add_subcommand(
        "posters", "Print the burden-reduction code: an A4 page for each town and village");
    posters->add_option("--scope", order.scope, "Code of a unit: it and all below it; or all")
        ->capture_default_str();
    auto* const to = posters->add_option_group("to", "Where to")->require_option(1, 2);
    to->add_option("--out", order.out, "One PDF");
    to->add_option("--per-town", order.folder, "A folder: one PDF for each town");
    posters->add_option("--language", language, "zh-CN or en")
        ->check(CLI::IsMember({"zh-CN", "en"}))
        ->capture_default_str();
    posters->add_option("--public-url", settings.public_url, "The address that the code opens")
        ->envname("QZ_PUBLIC_URL")
        ->capture_default_str();
    posters->callback([&] {
        const auto house = Open(settings);
        if (!house->database->Read(directory::HasTree))
            throw std::runtime_error("There is no tree of units yet");
        if (language == "en") order.language = i18n::Language::kEnglish;
        result = feedback::posters::PostersCommand(*house->database, PosterConnections(settings, *house),
                                                   order, std::cout, std::cerr);
    });

    CLI::App* administrators = app.add_subcommand(
        "administrators", "Make the three administrators of a new city; prints their one-time codes");
    administrators->callback([&] {
        const auto house = Open(settings);
        result = identity::MakeAdministratorsCommand(*house->database, *house->keys, std::cout, std::cerr);
    });
    app.add_subcommand("routes", "Print every route as a JSON line")->callback([&] {
        result = PrintRoutes(settings);
    });

    CLI11_PARSE(app, count, words);
    return result;
}

}  // namespace
}  // namespace qz

int main(int count, char** words) {
    try {
        return qz::Run(count, words);
    } catch (const std::exception& fault) {
        std::cerr << "qingzhuang: " << fault.what() << '\n';
        return 1;
    }
}
