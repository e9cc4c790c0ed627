// The commands of the program. What the rooms need of each other is in connections.cpp.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "admission/admission.hpp"
#include "audit/audit.hpp"
#include "calendar/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "connections.hpp"
#include "directory/directory.hpp"
#include "expressions/expressions.hpp"
#include "feedback/office/office.hpp"
#include "feedback/posters/posters.hpp"
#include "identity/identity.hpp"
#include "platform/base/embedded.hpp"
#include "platform/base/writable.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/storage/storage.hpp"
#include "platform/workbook/workbook.hpp"
#include "rollups/rollups.hpp"
#include "sample_city/sample_city.hpp"
#include "usage.hpp"

namespace qz {

// Outside the nameless namespace: the bytes are another object's symbols.
static std::string_view WebPack() {
    return QZ_EMBEDDED(web_pack);
}

namespace {

// For commands that work on what is there: a mistyped folder must not become an empty database that is then
// «backed up and verified».
std::unique_ptr<House> OpenExisting(const Settings& settings) {
    const std::string kept = settings.Location();
    std::string_view location = kept;
    constexpr std::string_view kScheme = "sqlite:";
    if (location.starts_with(kScheme)) location.remove_prefix(kScheme.size());
    const auto refuse = [&] {
        throw std::runtime_error("There is no database of a city at " + settings.ShownLocation() +
                                 ". Check QZ_DATA and QZ_DATABASE.");
    };
    // A folder that may not be looked into is named by Open.
    std::error_code unreachable;
    if (!location.starts_with("postgres") &&
        fs::status(fs::path(location), unreachable).type() == fs::file_type::not_found) {
        refuse();
    }
    auto house = Open(settings);
    if (!house->database->Read(directory::HasTree)) refuse();
    return house;
}

int Serve(const Settings& settings) {
    CheckForServing(settings);
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
                          {.keys_folder = settings.Keys(),
                           .within = settings.sample_within,
                           .handed = settings.data / "handed"});
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
    AddEveryJob(runner, settings, *house, gate);
    feedback::office::Publish(*house->database, OfficeConnections(settings, *house));

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

// "-a + 1" is an expression and no option.
void NameTheExpression(std::vector<std::string>& words) {
    for (std::size_t i = 2; i < words.size(); ++i) {
        std::string& word = words[i];
        if (words[i - 2] != "rules" || words[i - 1] != "eval" || word.size() < 2 || word[0] != '-') continue;
        const bool is_option = word == "-h" || word == "--help" || word == "--" ||
                               word.starts_with("--with") || word.starts_with("--expression");
        if (!is_option) word.insert(0, "--expression=");
    }
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
    serve->add_option("--port", settings.port, "Port")
        ->envname("QZ_PORT")
        ->check(CheckPort)
        ->capture_default_str();
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
        const auto house = OpenExisting(settings);
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
    eval->add_option("expression,--expression", expression, "The expression")->required();
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
        const auto current = [&] {
            return OpenExisting(settings)->database->Read(catalogue::CurrentMatcher);
        };
        result = catalogue::MatchCommand(matching, current, std::cout, std::cerr);
    });
    CLI::App* same = elements->add_subcommand("same", "Whether two labels mean the same");
    same->add_option("pairs", matching.labels, "CSV file with columns label_a and label_b")->required();
    same->add_flag("--json", matching.as_json, "Print JSON");
    same->callback(
        [&] { result = catalogue::SameCommand(matching.labels, matching.as_json, std::cout, std::cerr); });

    CLI::App* verify = app.add_subcommand("verify", "Prove what is stored")->require_subcommand(1);
    verify->add_subcommand("audit", "Recompute the audit log's tree and checkpoints")->callback([&] {
        const auto house = OpenExisting(settings);
        result = audit::VerifyCommand(*house->database, *house->keys, std::cout, std::cerr);
    });
    CLI::App* exporting = app.add_subcommand("export", "Hand out what others check")->require_subcommand(1);
    CLI::App* bundle =
        exporting->add_subcommand("audit", "The audit log as a bundle for tools/verify-audit.py");
    bundle->add_option("to", file, "The file to write")->required();
    bundle->callback([&] {
        const auto house = OpenExisting(settings);
        result = audit::ExportCommand(*house->database, file, std::cout, std::cerr);
    });
    verify->add_subcommand("rollups", "Recompute every total from the returns")->callback([&] {
        const auto house = OpenExisting(settings);
        result = rollups::VerifyCommand(*house->database, RollupSources(), std::cout, std::cerr);
    });

    fs::path folder;
    CLI::App* backup =
        app.add_subcommand("backup", "Copy the database while it is in use, and verify the copy");
    backup->add_option("to", folder, "File (SQLite) or folder (PostgreSQL) that does not exist yet")
        ->required();
    backup->callback([&] {
        const auto house = OpenExisting(settings);
        const fs::path reports = folder.string() + ".feedback";
        if (fs::exists(reports))
            throw std::runtime_error(reports.string() + " exists already; a backup never overwrites.");
        storage::Backup(*house->database, folder);
        house->reports->CopyTo(reports);
        std::cout << "backed up and verified: " << folder.string() << '\n';
    });
    CLI::App* restore = app.add_subcommand("restore", "Put a backup into an empty database");
    restore->add_option("from", folder, "What backup wrote")->required()->check(CLI::ExistingPath);
    restore->callback([&] {
        ExpectWritableFolder(settings.data, "QZ_DATA");
        const fs::path reports = folder.string() + ".feedback";
        const bool has_reports = fs::exists(reports);
        // Before the first row is written: half a restored city is worse than none.
        if (has_reports && fs::exists(settings.Reports())) {
            throw std::runtime_error(settings.Reports().string() + " exists already");
        }
        storage::Restore(folder, StorageOptions(settings.Location()));
        if (has_reports) feedback::Database::Open(reports)->CopyTo(settings.Reports());
        std::cout << "restored and verified";
        if (!has_reports) std::cout << "; anonymous reports were not beside it: " << reports.string();
        std::cout << '\n';
    });
    CLI::App* migrate = app.add_subcommand("migrate", "Copy everything to another engine and prove it equal");
    migrate->add_option("--to", text, "postgres://… or a SQLite file, empty")->required();
    migrate->callback([&] {
        storage::Migrate(*OpenExisting(settings)->database, StorageOptions(text),
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
        CheckPublicUrl(settings);
        const auto house = OpenExisting(settings);
        if (language == "en") order.language = i18n::Language::kEnglish;
        result = feedback::posters::PostersCommand(*house->database, PosterConnections(settings, *house),
                                                   order, std::cout, std::cerr);
    });

    CLI::App* administrators = app.add_subcommand(
        "administrators", "Make the three administrators of a new city; prints their one-time codes");
    administrators->callback([&] {
        const auto house = OpenExisting(settings);
        result = identity::MakeAdministratorsCommand(*house->database, *house->keys, std::cout, std::cerr);
    });
    app.add_subcommand("routes", "Print every route as a JSON line")->callback([&] {
        result = PrintRoutes(settings);
    });

    app.name("qingzhuang");
    std::vector<std::string> given(words + 1, words + count);
    NameTheExpression(given);
    std::reverse(given.begin(), given.end());  // as the parser wants them
    try {
        app.parse(given);
    } catch (const CLI::ParseError& fault) {
        if (fault.get_exit_code() == 0) return app.exit(fault);  // --help and --version
        std::cerr << ExplainMisuse(app, fault) << '\n';
        return 2;
    }
    return result;
}

}  // namespace
}  // namespace qz

int main(int count, char** words) {
    // What this program writes holds people's data: its owner alone reads it, and lets others.
    umask(S_IRWXG | S_IRWXO);
    try {
        return qz::Run(count, words);
    } catch (const std::exception& fault) {
        std::cerr << "qingzhuang: " << fault.what() << '\n';
        return 1;
    }
}
