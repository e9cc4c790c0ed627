#include "usage.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

namespace qz {

namespace {

// How many letters have to be put in, left out or changed to come from one word to the other.
std::size_t Distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
        }
    }
    return row.back();
}

// " Did you mean …?", or nothing where no word is near.
std::string Nearest(std::string_view word, const std::vector<std::string>& known) {
    std::string nearest;
    std::size_t least = 1 + std::max<std::size_t>(1, word.size() / 3);
    for (const std::string& candidate : known) {
        const std::size_t distance = Distance(word, candidate);
        if (distance >= least) continue;
        least = distance;
        nearest = candidate;
    }
    return nearest.empty() ? "" : " Did you mean \"" + nearest + "\"?";
}

std::vector<std::string> CommandsOf(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* const command : app.get_subcommands({})) {
        if (!command->get_name().empty()) names.push_back(command->get_name());
    }
    return names;
}

std::string Joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

// The command as far as it was understood.
std::vector<const CLI::App*> Understood(const CLI::App& app) {
    std::vector<const CLI::App*> path{&app};
    for (;;) {
        const auto chosen = path.back()->get_subcommands();
        const auto next = std::find_if(chosen.begin(), chosen.end(),
                                       [](const CLI::App* command) { return !command->get_name().empty(); });
        if (next == chosen.end()) return path;
        path.push_back(*next);
    }
}

// Options of the command and of those around it, groups among them.
std::vector<std::string> OptionsOf(const std::vector<const CLI::App*>& path) {
    std::vector<std::string> names;
    const auto add = [&names](const CLI::App& app) {
        for (const CLI::Option* const option : app.get_options()) {
            for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
        }
    };
    for (const CLI::App* const app : path) {
        add(*app);
        for (const CLI::App* const group : app->get_subcommands({})) {
            if (group->get_name().empty()) add(*group);
        }
    }
    return names;
}

// What the command needs and was not given: "to (File that does not exist yet)".
std::string MissingArguments(const CLI::App& command) {
    std::string missing;
    for (const CLI::Option* const option : command.get_options()) {
        if (!option->get_required() || option->count() > 0) continue;
        missing += (missing.empty() ? "" : ", ") + option->get_name(option->get_positional()) + " (" +
                   option->get_description() + ")";
    }
    return missing;
}

std::string NameUnknown(const std::string& word, const std::vector<const CLI::App*>& path,
                        const std::vector<std::string>& commands) {
    if (word.starts_with('-')) {
        const std::string name = word.substr(0, word.find('='));
        return "there is no option " + name + "." + Nearest(name, OptionsOf(path));
    }
    if (commands.empty()) return "the word \"" + word + "\" is one too many.";
    const std::string near = Nearest(word, commands);
    return "there is no command \"" + word + "\"." +
           (near.empty() ? " The commands are: " + Joined(commands) + "." : near);
}

}  // namespace

std::string ExplainMisuse(const CLI::App& app, const CLI::ParseError& fault) {
    const std::vector<const CLI::App*> path = Understood(app);
    const CLI::App& command = *path.back();
    std::string said;
    for (const CLI::App* const part : path) said += (said.empty() ? "" : " ") + part->get_name();
    const std::string help = " Run: " + said + " --help";
    const std::vector<std::string> commands = CommandsOf(command);

    std::vector<std::string> unknown = app.remaining(true);
    std::erase(unknown, "--");
    if (!unknown.empty()) return said + ": " + NameUnknown(unknown.front(), path, commands) + help;
    if (!commands.empty()) return said + ": a command is missing: " + Joined(commands) + "." + help;
    if (const std::string missing = MissingArguments(command); !missing.empty()) {
        return said + ": missing: " + missing + "." + help;
    }
    return said + ": " + fault.what() + "." + help;
}

}  // namespace qz
