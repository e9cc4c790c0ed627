// Reads the command line. What a command does is in commands.cpp; what the rooms need of each other, in
// connections.cpp.
#include <algorithm>
#include <iostream>
#include <sys/stat.h>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "usage.hpp"

namespace qz {
namespace {

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
    int result = 0;
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
    AddCommands(app, settings, result);
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
