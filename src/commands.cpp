#include "commands.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include <CLI/CLI.hpp>

#include "audit/audit.hpp"
#include "catalogue/catalogue.hpp"
#include "connections.hpp"
#include "directory/directory.hpp"
#include "expressions/expressions.hpp"
#include "feedback/posters/posters.hpp"
#include "identity/identity.hpp"
#include "platform/base/writable.hpp"
#include "platform/storage/storage.hpp"
#include "platform/workbook/workbook.hpp"
#include "rollups/rollups.hpp"
#include "serve.hpp"

namespace qz {
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

std::string ReadFile(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

// The day that `option` names, or today.
Date DayOr(const std::string& given, const char* option, const Clock& clock) {
    if (given.empty()) return DateOf(clock.Now());
    const std::optional<Date> day = ParseDate(given);
    if (!day) throw std::runtime_error(std::string(option) + " wants a day as 2026-01-31");
    return *day;
}

// Each function below adds one command or one family of commands. What a command was given lives as long as
// its callback.

void AddServe(CLI::App& app, Settings& settings, int& result) {
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
}

void AddImportUnits(CLI::App& import, const Settings& settings, int& result) {
    struct Given {
        fs::path file;
        std::string day;
        std::string document;
    };
    const auto given = std::make_shared<Given>();
    CLI::App* units = import.add_subcommand("units", "A tree of units: code,name,level,parent_code");
    units->add_option("file", given->file, "CSV file")->required()->check(CLI::ExistingFile);
    units->add_option("--effective", given->day, "First day of this version, YYYY-MM-DD (default: today)");
    units->add_option("--document", given->document, "The document that says so");
    units->callback([&settings, &result, given] {
        const auto house = Open(settings);
        result = directory::ImportCommand(*house->database, given->file,
                                          DayOr(given->day, "--effective", house->clock), given->document,
                                          std::cout, std::cerr, SuccessionWork());
    });
}

void AddImportStock(CLI::App& import, const Settings& settings, int& result) {
    struct Given {
        fs::path file;
        fs::path errors;
        std::string day;
        catalogue::StockRequest request;
    };
    const auto given = std::make_shared<Given>();
    CLI::App* stock = import.add_subcommand("stock", "Opening stock of held values: CSV or .xlsx");
    stock->add_option("file", given->file, "The table")->required()->check(CLI::ExistingFile);
    stock->add_option("--source", given->request.source, "Where it comes from, as people shall read it")
        ->required();
    stock->add_option("--as-of", given->day, "The day the values were true, YYYY-MM-DD (default: today)");
    stock->add_option("--roster", given->request.roster,
                      "Code of the roster; without it one row is one unit");
    stock->add_option("--key", given->request.key_column, "The column that tells rows of a roster apart");
    stock->add_flag("--skip-faulty", given->request.skip_faulty,
                    "Take the sound rows in although others have faults");
    stock->add_option("--errors", given->errors, "Where to write a workbook with the faulty rows");
    stock->callback([&settings, &result, given] {
        const auto house = OpenExisting(settings);
        given->request.as_of = DayOr(given->day, "--as-of", house->clock);
        result = catalogue::ImportStockCommand(*house->database, *house->keys, given->file, given->request,
                                               given->errors, std::cout, std::cerr);
    });
}

void AddImportWorkbook(CLI::App& import, int& result) {
    struct Given {
        fs::path file;
        bool dry_run = false;
        bool as_json = false;
    };
    const auto given = std::make_shared<Given>();
    CLI::App* proposal =
        import.add_subcommand("workbook", "Print the form that a department's workbook proposes");
    proposal->add_option("file", given->file, ".xlsx, or .xls, .et and .docx where LibreOffice is installed")
        ->required()
        ->check(CLI::ExistingFile);
    proposal->add_flag("--dry-run", given->dry_run, "Only print: forms are made on the page")->required();
    proposal->add_flag("--json", given->as_json, "As JSON");
    proposal->callback([&result, given] {
        result = workbook::ProposeCommand(given->file, given->as_json, std::cout, std::cerr);
    });
}

void AddRules(CLI::App& app, int& result) {
    struct Given {
        std::string expression;
        fs::path values;
    };
    const auto given = std::make_shared<Given>();
    CLI::App* rules = app.add_subcommand("rules", "The users' rule language")->require_subcommand(1);
    CLI::App* eval = rules->add_subcommand("eval", "Print the value of an expression");
    eval->add_option("expression,--expression", given->expression, "The expression")->required();
    eval->add_option("--with", given->values, "JSON file: element → value; under PREV those of last period")
        ->check(CLI::ExistingFile);
    eval->callback([&result, given] {
        const std::string values = given->values.empty() ? std::string() : ReadFile(given->values);
        result = expressions::EvaluateCommand(given->expression, values, std::cout, std::cerr);
    });
}

void AddElements(CLI::App& app, const Settings& settings, int& result) {
    CLI::App* elements =
        app.add_subcommand("elements", "Labels of fields and the catalogue")->require_subcommand(1);
    const auto given = std::make_shared<catalogue::MatchRequest>();
    CLI::App* match = elements->add_subcommand("match", "The five elements likest to each label");
    match->add_option("labels", given->labels, "CSV file with a column label")->required();
    match->add_option("--catalogue", given->catalogue, "CSV file code,label,aliases instead of the database");
    match->add_flag("--json", given->as_json, "Print JSON");
    match->callback([&settings, &result, given] {
        const auto current = [&settings] {
            return OpenExisting(settings)->database->Read(catalogue::CurrentMatcher);
        };
        result = catalogue::MatchCommand(*given, current, std::cout, std::cerr);
    });
    CLI::App* same = elements->add_subcommand("same", "Whether two labels mean the same");
    same->add_option("pairs", given->labels, "CSV file with columns label_a and label_b")->required();
    same->add_flag("--json", given->as_json, "Print JSON");
    same->callback([&result, given] {
        result = catalogue::SameCommand(given->labels, given->as_json, std::cout, std::cerr);
    });
}

void AddVerify(CLI::App& app, const Settings& settings, int& result) {
    CLI::App* verify = app.add_subcommand("verify", "Prove what is stored")->require_subcommand(1);
    verify->add_subcommand("audit", "Recompute the audit log's tree and checkpoints")->callback([&] {
        const auto house = OpenExisting(settings);
        result = audit::VerifyCommand(*house->database, *house->keys, std::cout, std::cerr);
    });
    verify->add_subcommand("rollups", "Recompute every total from the returns")->callback([&] {
        const auto house = OpenExisting(settings);
        result = rollups::VerifyCommand(*house->database, RollupSources(), std::cout, std::cerr);
    });
}

void AddExport(CLI::App& app, const Settings& settings, int& result) {
    CLI::App* family = app.add_subcommand("export", "Hand out what others check")->require_subcommand(1);
    const auto to = std::make_shared<fs::path>();
    CLI::App* bundle = family->add_subcommand("audit", "The audit log as a bundle for tools/verify-audit.py");
    bundle->add_option("to", *to, "The file to write")->required();
    bundle->callback([&settings, &result, to] {
        const auto house = OpenExisting(settings);
        result = audit::ExportCommand(*house->database, *to, std::cout, std::cerr);
    });
}

// The anonymous reports lie beside what a backup wrote of the hub.
fs::path ReportsBeside(const fs::path& backup) {
    return backup.string() + ".feedback";
}

void AddBackup(CLI::App& app, const Settings& settings) {
    const auto to = std::make_shared<fs::path>();
    CLI::App* backup =
        app.add_subcommand("backup", "Copy the database while it is in use, and verify the copy");
    backup->add_option("to", *to, "File (SQLite) or folder (PostgreSQL) that does not exist yet")->required();
    backup->callback([&settings, to] {
        const auto house = OpenExisting(settings);
        const fs::path reports = ReportsBeside(*to);
        if (fs::exists(reports))
            throw std::runtime_error(reports.string() + " exists already; a backup never overwrites.");
        storage::Backup(*house->database, *to);
        house->reports->CopyTo(reports);
        std::cout << "backed up and verified: " << to->string() << '\n';
    });
}

void AddRestore(CLI::App& app, const Settings& settings) {
    const auto from = std::make_shared<fs::path>();
    CLI::App* restore = app.add_subcommand("restore", "Put a backup into an empty database");
    restore->add_option("from", *from, "What backup wrote")->required()->check(CLI::ExistingPath);
    restore->callback([&settings, from] {
        ExpectWritableFolder(settings.data, "QZ_DATA");
        const fs::path reports = ReportsBeside(*from);
        const bool has_reports = fs::exists(reports);
        // Before the first row is written: half a restored city is worse than none.
        if (has_reports && fs::exists(settings.Reports())) {
            throw std::runtime_error(settings.Reports().string() + " exists already");
        }
        storage::Restore(*from, StorageOptions(settings.Location()));
        if (has_reports) feedback::Database::Open(reports)->CopyTo(settings.Reports());
        std::cout << "restored and verified";
        if (!has_reports) std::cout << "; anonymous reports were not beside it: " << reports.string();
        std::cout << '\n';
    });
}

void AddMigrate(CLI::App& app, const Settings& settings) {
    const auto to = std::make_shared<std::string>();
    CLI::App* migrate = app.add_subcommand("migrate", "Copy everything to another engine and prove it equal");
    migrate->add_option("--to", *to, "postgres://… or a SQLite file, empty")->required();
    migrate->callback([&settings, to] {
        storage::Migrate(*OpenExisting(settings)->database, StorageOptions(*to),
                         [](const std::string& line) { std::cout << line << '\n'; });
    });
}

void AddPosters(CLI::App& app, Settings& settings, int& result) {
    struct Given {
        feedback::posters::Order order;
        std::string language = "zh-CN";
    };
    const auto given = std::make_shared<Given>();
    CLI::App* posters = app.add_subcommand(
        "posters", "Print the burden-reduction code: an A4 page for each town and village");
    posters->add_option("--scope", given->order.scope, "Code of a unit: it and all below it; or all")
        ->capture_default_str();
    auto* const to = posters->add_option_group("to", "Where to")->require_option(1, 2);
    to->add_option("--out", given->order.out, "One PDF");
    to->add_option("--per-town", given->order.folder, "A folder: one PDF for each town");
    posters->add_option("--language", given->language, "zh-CN or en")
        ->check(CLI::IsMember({"zh-CN", "en"}))
        ->capture_default_str();
    posters->add_option("--public-url", settings.public_url, "The address that the code opens")
        ->envname("QZ_PUBLIC_URL")
        ->capture_default_str();
    posters->callback([&settings, &result, given] {
        CheckPublicUrl(settings);
        const auto house = OpenExisting(settings);
        if (given->language == "en") given->order.language = i18n::Language::kEnglish;
        result = feedback::posters::PostersCommand(*house->database, PosterConnections(settings, *house),
                                                   given->order, std::cout, std::cerr);
    });
}

void AddAdministrators(CLI::App& app, const Settings& settings, int& result) {
    CLI::App* administrators = app.add_subcommand(
        "administrators", "Make the three administrators of a new city; prints their one-time codes");
    administrators->callback([&] {
        const auto house = OpenExisting(settings);
        result = identity::MakeAdministratorsCommand(*house->database, *house->keys, std::cout, std::cerr);
    });
}

}  // namespace

void AddCommands(CLI::App& app, Settings& settings, int& result) {
    AddServe(app, settings, result);
    CLI::App* import = app.add_subcommand("import", "Take in units or opening stock")->require_subcommand(1);
    AddImportUnits(*import, settings, result);
    AddImportStock(*import, settings, result);
    AddImportWorkbook(*import, result);
    AddRules(app, result);
    AddElements(app, settings, result);
    AddVerify(app, settings, result);
    AddExport(app, settings, result);
    AddBackup(app, settings);
    AddRestore(app, settings);
    AddMigrate(app, settings);
    AddPosters(app, settings, result);
    AddAdministrators(app, settings, result);
    app.add_subcommand("routes", "Print every route as a JSON line")->callback([&] {
        result = PrintRoutes(settings);
    });
}

}  // namespace qz
