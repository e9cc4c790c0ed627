#pragma once

#include "settings.hpp"

namespace CLI {
class App;
}

namespace qz {

// Adds every command to `app`. Each is carried out while `app` reads the words of the command line, with what
// `settings` holds by then, and puts its exit status into `result`. Both outlive `app`.
void AddCommands(CLI::App& app, Settings& settings, int& result);

}  // namespace qz
